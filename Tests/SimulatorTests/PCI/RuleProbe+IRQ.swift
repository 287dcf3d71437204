import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  static let irq = irqArguments + irqPin + irqPinMask + irqMessages + irqNotifications

  private static func info(
    _ machine: TestMachine, _ address: String, _ index: UInt64, _ field: String, argsz: UInt64 = 16
  ) throws -> String {
    let answer = try TestDevice(on: machine, address).ask(.deviceGetIRQInfo, ["argsz": argsz, "index": index])
    return answer.error.map(\.description) ?? "\(answer[field] ?? 0)"
  }

  private static let irqArguments = [
    RuleProbe(.irqInfoSize, "EINVAL") { try info($0, TestAddress.edu, 0, "count", argsz: 15) },
    RuleProbe(.irqInfoIndex, "EINVAL") { try info($0, TestAddress.edu, 5, "count") },
    RuleProbe(.intxInfoFlags, "7") { try info($0, TestAddress.edu, 0, "flags") },
    RuleProbe(.irqInfoCount, "5") { try info($0, TestAddress.nic, 2, "count") },
    RuleProbe(.errorNeedsExpress, "EINVAL") { try info($0, TestAddress.edu, 3, "count") },
    RuleProbe(.irqSetSize, "EINVAL") { machine in
      let device = try enabled(machine).device
      return name(try device.setIRQs(0, ["DATA_NONE", "ACTION_MASK"], argsz: 19))
    },
    RuleProbe(.irqSetFlags, "EINVAL") { machine in
      let device = try enabled(machine).device
      let flags = ["DATA_NONE", "ACTION_MASK"].reduce(UInt64(1) << 6) { $0 | (FlagSet.irqSet[$1] ?? 0) }
      return name(
        try device.ask(.deviceSetIRQs, ["argsz": 20, "flags": flags, "index": 0, "count": 1]).result)
    },
    RuleProbe(.irqSetRange, "EINVAL") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      let event = try device.event()
      return name(try device.trigger(2, [event, event], start: 4))
    },
    RuleProbe(.irqOneData, "EINVAL") { machine in
      let device = try enabled(machine).device
      return name(try device.setIRQs(0, ["DATA_NONE", "DATA_BOOL", "ACTION_MASK"], booleans: [1]))
    },
    RuleProbe(.irqDataSize, "EINVAL") { machine in
      let device = try enabled(machine).device
      return name(try device.setIRQs(0, ["DATA_BOOL", "ACTION_MASK"], booleans: [1], argsz: 20))
    },
    RuleProbe(.irqOneAction, "ENOTTY") { machine in
      name(try enabled(machine).device.setIRQs(0, ["DATA_NONE", "ACTION_MASK", "ACTION_UNMASK"]))
    },
  ]

  /// A device whose INTx goes to an eventfd.
  static func enabled(_ machine: TestMachine) throws -> (device: TestDevice, event: Int32) {
    let device = try TestDevice(on: machine)
    let event = try device.event()
    _ = try device.trigger(0, [event])
    return (device, event)
  }

  private static let loopback = ["DATA_NONE", "ACTION_TRIGGER"]

  private static let irqPin = [
    RuleProbe(.intxAutomasks, "1") { machine in
      let (device, event) = try enabled(machine)
      try device.write(0, 0x60, 1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.intxEventDropped, "0") { machine in
      let (device, event) = try enabled(machine)
      _ = try device.trigger(0, [-1])
      _ = try device.setIRQs(0, loopback)
      return "\(try device.drain(event))"
    },
    RuleProbe(.intxEventReplaced, "0 1") { machine in
      let (device, event) = try enabled(machine)
      let other = try device.event()
      _ = try device.trigger(0, [other])
      _ = try device.setIRQs(0, loopback)
      return "\(try device.drain(event)) \(try device.drain(other))"
    },
    RuleProbe(.intxNeedsOne, "EINVAL") { machine in
      name(try enabled(machine).device.setIRQs(0, ["DATA_EVENTFD", "ACTION_TRIGGER"], count: 0))
    },
    RuleProbe(.intxDisableNeedsEnable, "EINVAL") { name(try TestDevice(on: $0).disable(0)) },
    RuleProbe(.intxLoopback, "1") { machine in
      let (device, event) = try enabled(machine)
      _ = try device.setIRQs(0, loopback)
      return "\(try device.drain(event))"
    },
    RuleProbe(.intxLoopbackHeedsBoolean, "0") { machine in
      let (device, event) = try enabled(machine)
      _ = try device.setIRQs(0, ["DATA_BOOL", "ACTION_TRIGGER"], booleans: [0])
      return "\(try device.drain(event))"
    },
    RuleProbe(.intxLoopbackNeedsEnable, "EINVAL") { name(try TestDevice(on: $0).setIRQs(0, loopback)) },
    RuleProbe(.intxExcludesMessages, "EINVAL") { machine in
      let device = try TestDevice(on: machine)
      let event = try device.event()
      _ = try device.trigger(1, [event])
      return name(try device.trigger(0, [event]))
    },
  ]

  private static let irqPinMask = [
    RuleProbe(.intxMaskNeedsEnable, "EINVAL") {
      name(try TestDevice(on: $0).setIRQs(0, ["DATA_NONE", "ACTION_MASK"]))
    },
    RuleProbe(.intxMaskNeedsOne, "EINVAL") {
      name(try enabled($0).device.setIRQs(0, ["DATA_NONE", "ACTION_MASK"], count: 0))
    },
    RuleProbe(.intxMask, "0") { machine in
      let (device, event) = try enabled(machine)
      _ = try device.setIRQs(0, ["DATA_NONE", "ACTION_MASK"])
      try device.write(0, 0x60, 1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.intxMaskHeedsBoolean, "1") { machine in
      let (device, event) = try enabled(machine)
      _ = try device.setIRQs(0, ["DATA_BOOL", "ACTION_MASK"], booleans: [0])
      try device.write(0, 0x60, 1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.intxMaskHasNoEvent, "ENOTTY") { machine in
      let (device, event) = try enabled(machine)
      return name(try device.setIRQs(0, ["DATA_EVENTFD", "ACTION_MASK"], events: [event]))
    },
    RuleProbe(.unmaskResends, "1 1") { machine in
      let (device, event) = try enabled(machine)
      try device.write(0, 0x60, 1)
      let first = try device.drain(event)
      _ = try device.setIRQs(0, ["DATA_NONE", "ACTION_UNMASK"])
      return "\(first) \(try device.drain(event))"
    },
  ]

  /// A device whose first vectors of MSI-X go to eventfds.
  private static func vectors(_ machine: TestMachine, _ count: Int) throws -> (device: TestDevice, events: [Int32]) {
    let device = try TestDevice(on: machine, TestAddress.nic)
    let events = try (0..<count).map { _ in try device.event() }
    _ = try device.trigger(2, events)
    return (device, events)
  }

  private static let irqMessages = [
    RuleProbe(.messagesExcludeOthers, "EINVAL") { machine in
      let (device, event) = try enabled(machine)
      return name(try device.trigger(1, [event]))
    },
    RuleProbe(.irqMessagesHaveNoMask, "ENOTTY") { machine in
      name(try vectors(machine, 1).device.setIRQs(2, ["DATA_NONE", "ACTION_MASK"]))
    },
    RuleProbe(.messagesNeedVectors, "ERANGE") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      return name(try device.setIRQs(2, ["DATA_EVENTFD", "ACTION_TRIGGER"], count: 0))
    },
    RuleProbe(.messagesEventDropped, "0 1") { machine in
      let (device, events) = try vectors(machine, 2)
      _ = try device.trigger(2, [-1])
      _ = try device.setIRQs(2, loopback, count: 2)
      return "\(try device.drain(events[0])) \(try device.drain(events[1]))"
    },
    RuleProbe(.messagesFailedEnableUndone, "EBADF 0") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      let event = try device.event()
      let first = name(try device.trigger(2, [event, 777]))
      return "\(first) \(name(try device.trigger(0, [event])))"
    },
    RuleProbe(.messagesErrorDropsRun, "EBADF 0 1") { machine in
      let (device, events) = try vectors(machine, 2)
      let other = try device.event()
      let answer = name(try device.trigger(2, [other, 777]))
      _ = try device.setIRQs(2, loopback, count: 2)
      let (device2, fresh) = try vectors(try TestMachine(), 1)
      _ = try device2.setIRQs(2, loopback)
      return "\(answer) \(try device.drain(other) + device.drain(events[1])) \(try device2.drain(fresh[0]))"
    },
    RuleProbe(.messagesLoopback, "1") { machine in
      let (device, events) = try vectors(machine, 1)
      _ = try device.setIRQs(2, loopback)
      return "\(try device.drain(events[0]))"
    },
    RuleProbe(.messagesLoopbackHeedsBoolean, "1 0 1") { machine in
      let (device, events) = try vectors(machine, 3)
      _ = try device.setIRQs(2, ["DATA_BOOL", "ACTION_TRIGGER"], count: 3, booleans: [1, 0, 1])
      return try events.map { "\(try device.drain($0))" }.joined(separator: " ")
    },
    RuleProbe(.messagesLoopbackNeedsEnable, "EINVAL") {
      name(try TestDevice(on: $0, TestAddress.nic).setIRQs(2, loopback))
    },
    RuleProbe(.messagesGrow, "0") { machine in
      let (device, events) = try vectors(machine, 1)
      return name(try device.trigger(2, events, start: 3))
    },
    RuleProbe(.messagesRestoreDecoding, "00 01") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      try device.write(7, 4, 0x0100, 2)
      _ = try device.trigger(2, [try device.event()])
      return try device.host(4, 2)
    },
  ]

  private static let irqNotifications = [
    RuleProbe(.notificationSignals, "1") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      let event = try device.event()
      _ = try device.trigger(3, [event])
      try machine.system.monitor("pcie_aer_inject_error port0 COMP_TIME")
      return "\(try device.drain(event))"
    },
    RuleProbe(.notificationNeedsEvent, "EINVAL") { name(try TestDevice(on: $0).setIRQs(4, loopback)) },
    RuleProbe(.notificationNeedsOne, "EINVAL") {
      name(try TestDevice(on: $0).setIRQs(4, ["DATA_EVENTFD", "ACTION_TRIGGER"], count: 0))
    },
    RuleProbe(.notificationCleared, "0 EINVAL") { machine in
      let device = try TestDevice(on: machine)
      _ = try device.trigger(4, [try device.event()])
      let cleared = name(try device.trigger(4, [-1]))
      return "\(cleared) \(name(try device.setIRQs(4, loopback)))"
    },
    RuleProbe(.requestRepeats, "1 1") { machine in
      let device = try TestDevice(on: machine)
      let event = try device.event()
      _ = try device.trigger(4, [event])
      let other = ProcessID(rawValue: 2)
      try machine.system.spawn(other, SpawnOptions())
      _ = try machine.system.start(
        .writeFile(path: "/sys/bus/pci/drivers/vfio-pci/unbind", bytes: Array(TestAddress.edu.utf8)), in: other)
      let first = try device.drain(event)
      try device.wait(10_100)
      return "\(first) \(try device.drain(event))"
    },
  ]
}
