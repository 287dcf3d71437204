import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  static let device = deviceInfo + deviceState + deviceFeature + deviceEventWrites

  private static let deviceInfo = [
    RuleProbe(.deviceInfoSize, "EINVAL") { machine in
      name(try TestDevice(on: machine).ask(.deviceGetInfo, ["argsz": 15]).error)
    },
    RuleProbe(.infoTellsReset, "2") { machine in
      "\(try TestDevice(on: machine).ask(.deviceGetInfo, [:])["flags"] ?? 0)"
    },
    RuleProbe(.infoCounts, "9") { machine in
      "\(try TestDevice(on: machine).ask(.deviceGetInfo, [:])["num_regions"] ?? 0)"
    },
    RuleProbe(.infoWritesNoMore, "165") { machine in
      let device = try TestDevice(on: machine)
      let bytes: [UInt8] = [16, 0, 0, 0] + [UInt8](repeating: 0xa5, count: 20)
      return "\(try device.ioctl(.deviceGetInfo, bytes).bytes[16])"
    },
    RuleProbe(.deviceUnknownRequest, "ENOTTY") { machine in
      name(try machine.ioctl(try TestDevice(on: machine).descriptor, .groupGetStatus))
    },
  ]

  private static let deviceState = [
    RuleProbe(.resetNeedsMethod, "EINVAL") { machine in
      name(try machine.ioctl(try TestDevice(on: machine).descriptor, .deviceReset))
    },
    RuleProbe(.resetKeepsConfig, "0 07 01") { machine in
      let device = try TestDevice(on: machine, TestAddress.nvme)
      try device.write(7, 4, 0x0107, 2)
      let reset = name(try machine.ioctl(device.descriptor, .deviceReset))
      return "\(reset) \(try device.look(7, 4, 2))"
    },
    RuleProbe(.openClearsBusMaster, "03 01") { machine in
      // The firmware leaves the controller a bus master.
      try TestDevice(on: machine, TestAddress.nvme).host(4, 2)
    },
    RuleProbe(.openClearsDisINTx, "03 01") { machine in
      // Left over from before the driver took the device.
      let file = try machine.open("/sys/bus/pci/devices/\(TestAddress.edu)/config")
      try machine.value(.pwrite(file, offset: 4, .bytes([0x03, 0x05])))
      return try TestDevice(on: machine).host(4, 2)
    },
    RuleProbe(.closeStopsDMA, "03 01") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 4, 0x0107, 2)
      try machine.value(.close(device.descriptor))
      return try device.host(4, 2)
    },
    RuleProbe(.closeRestoresConfig, "00") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 0x0c, 0x20, 1)
      try machine.value(.close(device.descriptor))
      return try device.host(0x0c, 1)
    },
    RuleProbe(.closeDisablesInterrupts, "false") { machine in
      let device = try TestDevice(on: machine)
      _ = try device.trigger(0, [try device.event()])
      try machine.value(.close(device.descriptor))
      return "\(try machine.text("/proc/interrupts").contains("vfio-intx"))"
    },
  ]

  private static func feature(
    _ machine: TestMachine, _ names: [String], index: UInt64 = 5, extra: UInt64 = 0, argsz: UInt64 = 8
  ) throws -> String {
    let flags = names.reduce(index | extra) { $0 | (FlagSet.deviceFeature[$1] ?? 0) }
    return name(try TestDevice(on: machine).ask(.deviceFeature, ["argsz": argsz, "flags": flags]).result)
  }

  private static let deviceFeature = [
    RuleProbe(.featureSize, "EINVAL") { try feature($0, ["SET"], argsz: 7) },
    RuleProbe(.featureFlags, "EINVAL") { try feature($0, ["PROBE"], extra: 1 << 19) },
    RuleProbe(.featureGetOrSet, "EINVAL") { try feature($0, ["GET", "SET"], index: 0x1234) },
    RuleProbe(.featureNeedsOperation, "EINVAL") { try feature($0, []) },
    RuleProbe(.featureUnknown, "ENOTTY") { try feature($0, ["PROBE"], index: 0x1234) },
  ]

  private static let deviceEventWrites = [
    RuleProbe(.ioEventSize, "EINVAL") { machine in
      let device = try TestDevice(on: machine, TestAddress.testdev)
      return try device.ioEvent(try device.event(), argsz: 27)
    },
    RuleProbe(.ioEventWidth, "EINVAL") { machine in
      let device = try TestDevice(on: machine, TestAddress.testdev)
      return try device.ioEvent(try device.event(), flags: 3)
    },
    RuleProbe(.ioEventDescriptor, "EINVAL") { try TestDevice(on: $0, TestAddress.testdev).ioEvent(-2) },
    RuleProbe(.ioEventInsideBAR, "EINVAL") { machine in
      let device = try TestDevice(on: machine, TestAddress.testdev)
      return try device.ioEvent(try device.event(), offset: 4096)
    },
    RuleProbe(.ioEventSparesMSIX, "EINVAL") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      return try device.ioEvent(try device.event(), offset: 3 << 40 + 79)
    },
    RuleProbe(.ioEventWritesData, "0 1") { machine in
      let device = try TestDevice(on: machine, TestAddress.testdev)
      let event = try device.event()
      try device.write(0, 0, 0, 1)
      let answer = try device.ioEvent(event)
      try device.signal(event)
      return "\(answer) \(try device.read(0, 12))"
    },
    RuleProbe(.ioEventOnce, "0 EEXIST") { machine in
      let device = try TestDevice(on: machine, TestAddress.testdev)
      let event = try device.event()
      return "\(try device.ioEvent(event)) \(try device.ioEvent(event))"
    },
    RuleProbe(.ioEventRemoveStops, "0 0 0") { machine in
      let device = try TestDevice(on: machine, TestAddress.testdev)
      let event = try device.event()
      try device.write(0, 0, 0, 1)
      let answers = "\(try device.ioEvent(event)) \(try device.ioEvent(-1))"
      try device.signal(event)
      return "\(answers) \(try device.read(0, 12))"
    },
    RuleProbe(.ioEventRemovesKnown, "ENODEV") { try TestDevice(on: $0, TestAddress.testdev).ioEvent(-1) },
    RuleProbe(.ioEventLimit, "ENOSPC") { machine in
      let device = try TestDevice(on: machine, TestAddress.testdev)
      let event = try device.event()
      for data in 0..<UInt64(1000) { _ = try device.ioEvent(event, data: data) }
      return try device.ioEvent(event, data: 1000)
    },
  ]
}
