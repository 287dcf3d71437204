import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// Two functions of one slot, which share a group.
private let sibling0 = "0000:00:0c.0"
private let sibling1 = "0000:00:0c.1"

extension RuleProbe {
  static let group = groupStatus + groupContainer + groupDevice + groupLifetime

  private static let groupStatus = [
    RuleProbe(.singleOpen, "EBUSY") { machine in
      _ = try machine.openGroup()
      return name(try machine.call(.open(path: try machine.groupPath(), flags: .readWrite)))
    },
    RuleProbe(.nodeIsPrivate, "EACCES") { machine in
      _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
      let path = try machine.groupPath()
      return name(try machine.call(.open(path: path, flags: .readWrite), in: try machine.user()))
    },
    RuleProbe(.statusSize, "EINVAL") { machine in
      name(try machine.ioctl(try machine.openGroup(), .groupGetStatus, ["argsz": 7]).error)
    },
    RuleProbe(.statusStaysInside, "165") { machine in
      let bytes: [UInt8] = [16, 0, 0, 0] + [UInt8](repeating: 0xa5, count: 12)
      let answer = try machine.ioctl(try machine.openGroup(), .groupGetStatus, bytes: bytes)
      return "\(answer.bytes[8])"
    },
    RuleProbe(.statusTellsContainer, "3") { machine in
      let opened = try machine.openDevice()
      return try machine.status(of: opened.group)
    },
    RuleProbe(.statusTellsViability, "0") { machine in
      _ = try machine.bind(sibling1, to: "uio_pci_generic")
      return try machine.status(of: try machine.openGroup(sibling0))
    },
    RuleProbe(.groupUnknownRequest, "ENOTTY") { machine in
      name(try machine.ioctl(try machine.openGroup(), .iommuDirtyPages))
    },
  ]

  private static let groupContainer = [
    RuleProbe(.attachOnce, "EINVAL") { machine in
      let opened = try machine.openDevice()
      try machine.value(.close(opened.device))
      return name(try machine.attach(opened.group, to: try machine.open("/dev/vfio/vfio")))
    },
    RuleProbe(.unsetNeedsContainer, "EINVAL") { machine in
      name(try machine.ioctl(try machine.openGroup(), .groupUnsetContainer))
    },
    RuleProbe(.unsetWhileOpen, "EBUSY") { machine in
      name(try machine.ioctl(try machine.openDevice().group, .groupUnsetContainer))
    },
    RuleProbe(.viability, "EPERM") { machine in
      _ = try machine.bind(sibling1, to: "uio_pci_generic")
      let group = try machine.openGroup(sibling0)
      return name(try machine.attach(group, to: try machine.open("/dev/vfio/vfio")))
    },
    RuleProbe(.hostDriverRefused, "EBUSY") { machine in
      let group = try machine.openGroup(sibling0)
      _ = try machine.attach(group, to: try machine.open("/dev/vfio/vfio"))
      return name(try machine.bind(sibling1, to: "uio_pci_generic").error)
    },
    RuleProbe(.detachReleasesOwnership, "0") { machine in
      let group = try machine.openGroup(sibling0)
      _ = try machine.attach(group, to: try machine.open("/dev/vfio/vfio"))
      _ = try machine.ioctl(group, .groupUnsetContainer)
      return name(try machine.bind(sibling1, to: "uio_pci_generic").error)
    },
    RuleProbe(.descriptorFirst, "EBADF") { machine in
      name(try machine.attach(try machine.openDevice().group, to: 99))
    },
    RuleProbe(.onlyContainers, "EBADFD") { machine in
      name(try machine.attach(try machine.openGroup(), to: 0))
    },
  ]

  private static let groupDevice = [
    RuleProbe(.deviceNeedsIOMMU, "EINVAL") { machine in
      let group = try machine.openGroup()
      _ = try machine.attach(group, to: try machine.open("/dev/vfio/vfio"))
      return name(try machine.device(TestMachine.edu0, of: group))
    },
    RuleProbe(.deviceClosesOnExec, "1") { machine in
      let device = try machine.openDevice().device
      return name(try machine.call(.control(device, command: 1, argument: 0)))
    },
    RuleProbe(.nameFirst, "ENODEV") { machine in
      name(try machine.device("nothing", of: try machine.openGroup()))
    },
    RuleProbe(.nameMustMatch, "ENODEV") { machine in
      name(try machine.device("nothing", of: try machine.openDevice().group))
    },
    RuleProbe(.nameOptions, "EINVAL") { machine in
      name(try machine.device(TestMachine.edu0 + " foo=1", of: try machine.openDevice().group))
    },
    RuleProbe(.tokenNeedsFunctions, "EINVAL") { machine in
      let token = " vf_token=8c9d3f1e-0000-4000-8000-000000000001"
      return name(try machine.device(TestMachine.edu0 + token, of: try machine.openDevice().group))
    },
    RuleProbe(.failedOpenLeavesNothing, "0") { machine in
      let opened = try machine.openDevice()
      try machine.value(.close(opened.device))
      try machine.value(.setLimit(.openFiles, soft: 5))
      _ = try machine.device(TestMachine.edu0, of: opened.group)
      return name(try machine.ioctl(opened.group, .groupUnsetContainer))
    },
    RuleProbe(.deviceKeepsGroupOpen, "EBUSY") { machine in
      let opened = try machine.openDevice()
      try machine.value(.close(opened.group))
      return name(try machine.call(.open(path: try machine.groupPath(), flags: .readWrite)))
    },
  ]

  private static let groupLifetime = [
    RuleProbe(.nodeGoesWithGroup, "ENOENT") { machine in
      _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
      _ = try machine.unbind(TestMachine.edu0)
      return name(try machine.call(.status(path: try machine.groupPath())))
    },
    RuleProbe(.staleGroup, "ENODEV") { machine in
      let group = try machine.openGroup()
      _ = try machine.unbind(TestMachine.edu0)
      return name(try machine.ioctl(group, .groupGetStatus, [:]).error)
    },
    RuleProbe(.departingDeviceIsGone, "ENODEV") { machine in
      let opened = try machine.openDevice()
      _ = try machine.startUnbinding(TestMachine.edu0)
      return name(try machine.device(TestMachine.edu0, of: opened.group).error)
    },
    RuleProbe(.unbindWaits, "waits") { machine in
      _ = try machine.openDevice()
      let pending = try machine.startUnbinding(TestMachine.edu0)
      return try machine.system.finish(pending, within: .seconds(60)) == nil ? "waits" : "returns"
    },
    RuleProbe(.unbindReminds, "3") { "\(try $0.requestsWhileUnbinding())" },
  ]
}

extension TestMachine {
  func groupPath(_ device: String = edu0) throws -> String { "/dev/vfio/" + (try group(of: device)) }

  /// The open group of a device that is bound to vfio-pci.
  func openGroup(_ device: String = edu0) throws -> Int32 {
    _ = try bind(device, to: "vfio-pci")
    return try open(try groupPath(device))
  }

  func status(of group: Int32) throws -> String {
    "\(try ioctl(group, .groupGetStatus, [:])["flags"] ?? 99)"
  }

  /// Begins to take a device from its driver, in a process of its own.
  func startUnbinding(_ device: String) throws -> PendingCall {
    let process = ProcessID(rawValue: 50)
    try system.spawn(process, SpawnOptions())
    let path = "/sys/bus/pci/devices/\(device)/driver/unbind"
    return try system.start(.writeFile(path: path, bytes: Array(device.utf8)), in: process)
  }
}
