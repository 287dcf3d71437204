import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  static let reset = [
    RuleProbe(.hotResetInfoSize, "EINVAL") { machine in
      name(try TestDevice(on: machine, TestAddress.nic).ask(.deviceGetPCIHotResetInfo, ["argsz": 11]).error)
    },
    RuleProbe(.hotResetNeedsBridge, "ENODEV") { machine in
      name(try TestDevice(on: machine).ask(.deviceGetPCIHotResetInfo, ["argsz": 4096], room: 4096).error)
    },
    RuleProbe(.hotResetInfoSpace, "ENOSPC 2") { machine in
      let answer = try both(machine).ask(.deviceGetPCIHotResetInfo, ["argsz": 12], room: 64)
      return "\(name(answer.error)) \(answer["count"] ?? 0)"
    },
    RuleProbe(.hotResetInfoGroup, "8") { machine in
      let answer = try both(machine).ask(.deviceGetPCIHotResetInfo, ["argsz": 64], room: 64)
      return "\(answer.result.bytes.integer(at: 12, width: 4) ?? 0)"
    },
    RuleProbe(.hotResetSize, "EINVAL") { try hotReset(try both($0), argsz: 11) },
    RuleProbe(.hotResetFlags, "EINVAL") { try hotReset(try both($0), flags: 1) },
    RuleProbe(.hotResetCount, "EINVAL") { machine in
      let device = try both(machine)
      return try hotReset(device, [device.group, device.group, device.group])
    },
    RuleProbe(.hotResetNeedsGroups, "EINVAL") { machine in
      let device = try both(machine)
      return try hotReset(device, [device.group, device.container])
    },
    RuleProbe(.hotResetNeedsAllGroups, "EINVAL") { machine in
      // The group named is another than the device's.
      let device = try TestDevice(on: machine, TestAddress.nic)
      _ = try machine.bind(TestAddress.edu, to: "vfio-pci")
      let other = try machine.open("/dev/vfio/" + machine.group(of: TestAddress.edu))
      return try hotReset(device, [other])
    },
    RuleProbe(.hotResetNeedsDriver, "EINVAL") { machine in
      try hotReset(try TestDevice(on: machine, TestAddress.edu2))
    },
    RuleProbe(.hotResetRestores, "0 00 00 a0 fd") { machine in
      let device = try both(machine)
      return "\(try hotReset(device)) \(try device.host(0x10, 4))"
    },
  ]

  /// A function of the conventional bus, whose other function is bound too.
  private static func both(_ machine: TestMachine) throws -> TestDevice {
    try TestDevice(on: machine, TestAddress.edu2, also: [TestAddress.testdev1])
  }

  private static func hotReset(
    _ device: TestDevice, _ groups: [Int32]? = nil, flags: UInt64 = 0, argsz: UInt64? = nil
  ) throws -> String {
    let groups = groups ?? [device.group]
    let structure = Structure.pciHotReset
    var bytes = [UInt8](repeating: 0, count: structure.size)
    bytes += groups.flatMap { group in (0..<4).map { UInt8(truncatingIfNeeded: group >> ($0 * 8)) } }
    bytes.set("argsz", of: structure, to: argsz ?? UInt64(bytes.count))
    bytes.set("flags", of: structure, to: flags)
    bytes.set("count", of: structure, to: UInt64(groups.count))
    return name(try device.ioctl(.devicePCIHotReset, bytes))
  }
}
