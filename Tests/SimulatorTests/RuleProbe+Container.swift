import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  static let container = [
    RuleProbe(.apiVersion, "0") { name(try $0.ioctl(try $0.open("/dev/vfio/vfio"), .getAPIVersion)) },
    RuleProbe(.chosenDriverAnswers, "1") { name(try $0.ioctl(try $0.openDevice().container, .checkExtension, 10)) },
    RuleProbe(.setIOMMUNeedsGroup, "EINVAL") { name(try $0.ioctl(try $0.open("/dev/vfio/vfio"), .setIOMMU, 3)) },
    RuleProbe(.setIOMMUOnce, "EINVAL") { name(try $0.ioctl(try $0.openDevice().container, .setIOMMU, 3)) },
    RuleProbe(.unsetAnswersInvalid, "EINVAL") { name(try $0.ioctl(try $0.open("/dev/vfio/vfio"), .iommuGetInfo)) },
    RuleProbe(.lastGroupReleasesDriver, "EINVAL") { machine in
      let opened = try machine.openDevice()
      try machine.value(.close(opened.device))
      _ = try machine.ioctl(opened.group, .groupUnsetContainer)
      return name(try machine.ioctl(opened.container, .iommuEnable))
    },
    RuleProbe(.containersAreIndependent, "EINVAL") { machine in
      _ = try machine.openDevice()
      return name(try machine.ioctl(try machine.open("/dev/vfio/vfio"), .iommuGetInfo, 0))
    },
    RuleProbe(.containerNodeIsOpen, "0") { machine in
      let user = try machine.user()
      return name(try machine.call(.open(path: "/dev/vfio/vfio", flags: .readWrite), in: user).error)
    },
    RuleProbe(.unknownExtension, "0") { name(try $0.ioctl(try $0.open("/dev/vfio/vfio"), .checkExtension, 99)) },
    RuleProbe(.groupJoinsLive, "EINVAL") { machine in
      let opened = try machine.openDevice()
      _ = try machine.bind(TestMachine.edu1, to: "vfio-pci")
      let memory = try machine.memory()
      _ = try machine.mapDMA(opened.container, iova: 0, address: memory, size: 4096)
      _ = try machine.unmapDMA(opened.container, iova: 0, size: 0, flags: 6)
      let second = try machine.open("/dev/vfio/" + machine.group(of: TestMachine.edu1))
      return name(try machine.attach(second, to: opened.container)) == "EBUSY" ? "EINVAL" : "joined"
    },
    RuleProbe(.failedSetLeavesUnset, "0") { machine in
      let container = try machine.attachedContainer()
      _ = try machine.ioctl(container, .setIOMMU, 9)
      return name(try machine.ioctl(container, .setIOMMU, 3))
    },
  ]
}

extension TestMachine {
  /// A container that holds a group, without an IOMMU model.
  func attachedContainer() throws -> Int32 {
    _ = try bind(Self.edu0, to: "vfio-pci")
    let group = try open("/dev/vfio/" + self.group(of: Self.edu0))
    let container = try open("/dev/vfio/vfio")
    _ = try attach(group, to: container)
    return container
  }

  /// A process without privileges.
  func user(_ number: UInt32 = 7, without capabilities: UInt64 = 0, limits: [Limit: UInt64] = [:]) throws
    -> ProcessID
  {
    let process = ProcessID(rawValue: number)
    let options = SpawnOptions(
      user: capabilities == 0 ? 1000 : 0, group: 1000, withoutCapabilities: capabilities, limits: limits)
    try system.spawn(process, options)
    return process
  }

  /// The container, the group and the device of a machine without an IOMMU.
  func openNoIOMMU() throws -> Opened {
    _ = try bind(Self.edu0, to: "vfio-pci")
    let group = try open("/dev/vfio/noiommu-" + self.group(of: Self.edu0))
    let container = try open("/dev/vfio/vfio")
    _ = try attach(group, to: container)
    _ = try ioctl(container, .setIOMMU, 8)
    let device = try self.device(Self.edu0, of: group)
    return Opened(group: group, container: container, device: Int32(truncatingIfNeeded: device.value))
  }
}
