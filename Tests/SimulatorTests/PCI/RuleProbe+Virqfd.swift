import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  /// Installs an eventfd that unmasks INTx.
  private static func install(_ event: Int32, _ device: TestDevice) throws -> String {
    name(try device.setIRQs(0, ["DATA_EVENTFD", "ACTION_UNMASK"], events: [event]))
  }

  static let virqfd = [
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
  ]
}
