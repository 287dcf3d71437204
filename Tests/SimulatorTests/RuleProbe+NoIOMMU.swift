import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// A process of root that may not reach hardware.
private let withoutRawIO: UInt64 = 1 << 17

extension RuleProbe {
  static let noIOMMU = [
    RuleProbe(.noIOMMUOpenNeedsRawIO, "EPERM", on: "x86-noiommu") { machine in
      _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
      let user = try machine.user(without: withoutRawIO)
      let path = "/dev/vfio/noiommu-" + (try machine.group(of: TestMachine.edu0))
      return name(try machine.call(.open(path: path, flags: .readWrite), in: user))
    },
    RuleProbe(.noIOMMUAttachNeedsRawIO, "EPERM", on: "x86-noiommu") { machine in
      _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
      let group = try machine.open("/dev/vfio/noiommu-" + machine.group(of: TestMachine.edu0))
      let container = try machine.open("/dev/vfio/vfio")
      let child = try machine.fork(without: withoutRawIO)
      return name(try machine.attach(group, to: container, in: child))
    },
    RuleProbe(.noIOMMUDeviceNeedsRawIO, "EPERM", on: "x86-noiommu") { machine in
      let opened = try machine.openNoIOMMU()
      try machine.value(.close(opened.device))
      let child = try machine.fork(without: withoutRawIO)
      return name(try machine.device(TestMachine.edu0, of: opened.group, in: child))
    },
    RuleProbe(.noIOMMUNeedsParameter, "EINVAL", on: "x86-noiommu") { machine in
      let path = "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode"
      try machine.value(.writeFile(path: path, bytes: Array("N\n".utf8)))
      return name(try machine.bind(TestMachine.edu0, to: "vfio-pci"))
    },
    RuleProbe(.noIOMMUDriverOnly, "ENODEV", on: "x86-noiommu") { machine in
      _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
      let group = try machine.open("/dev/vfio/noiommu-" + machine.group(of: TestMachine.edu0))
      let container = try machine.open("/dev/vfio/vfio")
      _ = try machine.attach(group, to: container)
      return name(try machine.ioctl(container, .setIOMMU, 1))
    },
    RuleProbe(.noMixedContainer, "EPERM", on: "mixed") { machine in
      _ = try machine.bind("0000:00:01.0", to: "vfio-pci")
      let unguarded = try machine.open("/dev/vfio/noiommu-" + machine.group(of: "0000:00:01.0"))
      let container = try machine.open("/dev/vfio/vfio")
      _ = try machine.attach(unguarded, to: container)
      return name(try machine.attach(try machine.openGroup(), to: container))
    },
  ]
}

extension TestMachine {
  /// A fork that gave up capabilities.
  func fork(_ number: UInt32 = 8, without capabilities: UInt64 = 0, limits: [Limit: UInt64] = [:]) throws -> ProcessID {
    let process = ProcessID(rawValue: number)
    let options = SpawnOptions(parent: Self.main, withoutCapabilities: capabilities, limits: limits)
    try system.spawn(process, options)
    return process
  }
}
