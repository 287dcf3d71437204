import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  /// Installs an eventfd that unmasks INTx.
  private static func install(_ event: Int32, _ device: TestDevice) throws -> String {
    name(try device.setIRQs(0, ["DATA_EVENTFD", "ACTION_UNMASK"], events: [event]))
  }

  /// A masked line that is high, and an eventfd that does not unmask it yet.
  private static func masked(_ machine: TestMachine) throws -> (device: TestDevice, event: Int32, unmask: Int32) {
    let (device, event) = try enabled(machine)
    try device.write(0, 0x60, 1)
    _ = try device.drain(event)
    return (device, event, try device.event())
  }

  /// The number that a new eventfd gets.
  private static func identity(_ device: TestDevice) throws -> String {
    let text = try device.machine.text("/proc/self/fdinfo/\(try device.event())")
    return text.split(separator: "\n").first { $0.hasPrefix("eventfd-id") }.map(String.init) ?? ""
  }

  static let virqfd = virqfdRegistration + virqfdSignal + virqfdLifetime

  private static let virqfdRegistration = [
    RuleProbe(.unmaskEventOnce, "0 EBUSY") { machine in
      let device = try enabled(machine).device
      return "\(try install(try device.event(), device)) \(try install(try device.event(), device))"
    },
    RuleProbe(.unmaskEventRemoved, "0 0 0") { machine in
      let device = try enabled(machine).device
      let first = try install(try device.event(), device)
      return "\(first) \(try install(-1, device)) \(try install(try device.event(), device))"
    },
    RuleProbe(.virqfdDrains, "0") { machine in
      let device = try enabled(machine).device
      let unmask = try device.event()
      _ = try install(unmask, device)
      try device.signal(unmask)
      return "\(try device.drain(unmask))"
    },
    RuleProbe(.virqfdSeesPending, "1 1") { machine in
      let (device, event) = try enabled(machine)
      try device.write(0, 0x60, 1)
      let first = try device.drain(event)
      let unmask = try device.event()
      try device.signal(unmask)
      _ = try install(unmask, device)
      try device.wait(1)
      return "\(first) \(try device.drain(event))"
    },
    RuleProbe(.virqfdHangUp, "0 0") { machine in
      let device = try enabled(machine).device
      let unmask = try device.event()
      let first = try install(unmask, device)
      try machine.value(.close(unmask))
      return "\(first) \(try install(try device.event(), device))"
    },
    RuleProbe(.disableRemovesUnmaskEvent, "1") { machine in
      let device = try enabled(machine).device
      let unmask = try device.event()
      _ = try install(unmask, device)
      _ = try device.disable(0)
      try device.signal(unmask)
      return "\(try device.drain(unmask))"
    },
    RuleProbe(.virqfdIsPerOwner, "0 0") { machine in
      let device = try enabled(machine).device
      let first = try install(try device.event(), device)
      return "\(first) \(try device.ioEvent(try device.event()))"
    },
    RuleProbe(.virqfdRefusalKeepsFirst, "EBUSY EBUSY") { machine in
      let device = try enabled(machine).device
      let other = try device.event()
      _ = try install(try device.event(), device)
      return "\(try install(other, device)) \(try install(other, device))"
    },
    RuleProbe(.virqfdRefusalGivesUpEvent, "eventfd-id: 2") { machine in
      let device = try enabled(machine).device
      _ = try install(try device.event(), device)
      let other = try device.event()
      _ = try install(other, device)
      try machine.value(.close(other))
      return try identity(device)
    },
    RuleProbe(.virqfdGivesUpEvent, "eventfd-id: 1") { machine in
      let device = try enabled(machine).device
      let unmask = try device.event()
      _ = try install(unmask, device)
      _ = try install(-1, device)
      try machine.value(.close(unmask))
      return try identity(device)
    },
    RuleProbe(.unmaskEventRemovedTwice, "0") { try install(-1, try enabled($0).device) },
    RuleProbe(.virqfdNeedsOpenFile, "EBADF") { try install(99, try enabled($0).device) },
    RuleProbe(.virqfdNeedsEvent, "EINVAL") { machine in
      let device = try enabled(machine).device
      return try install(device.container, device)
    },
    RuleProbe(.unmaskEventNeedsINTx, "EINVAL") { machine in
      let device = try TestDevice(on: machine)
      return try install(try device.event(), device)
    },
    RuleProbe(.triggerMayUnmask, "0") { machine in
      let (device, event) = try enabled(machine)
      return try install(event, device)
    },
    RuleProbe(.virqfdPlace, "false") { "\(try $0.text("/proc/modules").contains("vfio_virqfd"))" },
  ]

  private static let virqfdSignal = [
    RuleProbe(.unmaskEventUnmasks, "1") { machine in
      let (device, event, unmask) = try masked(machine)
      _ = try install(unmask, device)
      try device.signal(unmask)
      try device.wait(1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.virqfdWaits, "0") { machine in
      let (device, event, unmask) = try masked(machine)
      _ = try install(unmask, device)
      try device.wait(1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.virqfdsShareEvent, "1 fa ff ff ff") { machine in
      let (device, event, unmask) = try masked(machine)
      _ = try install(unmask, device)
      _ = try device.ioEvent(unmask, offset: 4, data: 0x05, flags: 4)
      try device.signal(unmask)
      try device.wait(1)
      return "\(try device.drain(event)) \(try device.look(0, 4, 4))"
    },
    RuleProbe(.virqfdIgnoresReaders, "1 1 0") { machine in
      let (device, event, unmask) = try masked(machine)
      try device.signal(unmask)
      _ = try install(unmask, device)
      try device.wait(1)
      let (told, left) = (try device.drain(event), try device.drain(unmask))
      try device.wait(1)
      return "\(told) \(left) \(try device.drain(event))"
    },
    RuleProbe(.virqfdLeavesPending, "1") { machine in
      let device = try enabled(machine).device
      let unmask = try device.event()
      try device.signal(unmask)
      _ = try install(unmask, device)
      return "\(try device.drain(unmask))"
    },
    RuleProbe(.unmaskEventIgnoredUnmasked, "0") { machine in
      let (device, event) = try enabled(machine)
      let unmask = try device.event()
      _ = try install(unmask, device)
      try device.signal(unmask)
      try device.wait(1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.virqfdWorks, "1") { machine in
      let (device, event, unmask) = try masked(machine)
      _ = try install(unmask, device)
      try device.signal(unmask)
      try device.wait(1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.unmaskEventHeedsDisINTx, "02 04") { machine in
      let device = try enabled(machine).device
      let unmask = try device.event()
      _ = try install(unmask, device)
      try device.write(7, 4, 0x402, 2)
      try device.signal(unmask)
      return try device.host(4, 2)
    },
    RuleProbe(.virqfdTakesOneUnit, "1 1 0") { machine in
      let device = try enabled(machine).device
      let unmask = Int32(try machine.value(.eventfd(initial: 0, flags: OpenFlags.nonBlocking.rawValue | 1)))
      _ = try install(unmask, device)
      try machine.value(.write(unmask, .bytes([3, 0, 0, 0, 0, 0, 0, 0])))
      return "\(try device.drain(unmask)) \(try device.drain(unmask)) \(try device.drain(unmask))"
    },
  ]

  private static let virqfdLifetime = [
    RuleProbe(.virqfdHangUpIsNoSignal, "0") { machine in
      let (device, event, unmask) = try masked(machine)
      _ = try install(unmask, device)
      try machine.value(.close(unmask))
      try device.wait(1)
      return "\(try device.drain(event))"
    },
    RuleProbe(.virqfdFlushes, "1") { machine in
      let (device, event, unmask) = try masked(machine)
      _ = try install(unmask, device)
      try device.signal(unmask)
      _ = try install(-1, device)
      return "\(try device.drain(event))"
    },
    RuleProbe(.closeRemovesUnmaskEvent, "1") { machine in
      let device = try enabled(machine).device
      let unmask = try device.event()
      _ = try install(unmask, device)
      try machine.value(.close(device.descriptor))
      try device.signal(unmask)
      return "\(try device.drain(unmask))"
    },
  ]
}
