import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

private typealias Probe = SPAPRProbe

extension RuleProbe {
  static let spapr = spaprModels + spaprEnable + spaprMap + spaprUnmap + spaprRegister + spaprUnregister + spaprWindows

  private static let spaprModels: [RuleProbe] = [
    .power(.otherModelsAreNone, "0") { try Probe($0).request(.checkExtension, 3) },
    .power(.recoveryIsNoModel, "EINVAL") { machine in
      _ = try machine.bind(Probe.device, to: "vfio-pci")
      let group = try machine.open("/dev/vfio/" + machine.group(of: Probe.device))
      let container = try machine.open("/dev/vfio/vfio")
      _ = try machine.attach(group, to: container)
      return name(try machine.ioctl(container, .setIOMMU, 5))
    },
    .power(.oneGroup, "EBUSY") { try Probe($0, version: 1).join().result },
    .power(.leavingClears, "blocked") { machine in
      let probe = try Probe.registered(machine)
      let group = try probe.join().group
      _ = try probe.map()
      _ = try machine.ioctl(group, .groupUnsetContainer)
      return probe.reaches(0x10_0000) ? "reached" : "blocked"
    },
    .power(.otherProcess, "EPERM") { machine in
      let probe = try Probe.registered(machine)
      return try probe.ask(.spaprTCEGetInfo, [:], in: try machine.fork())
    },
    .power(.tceInfoSize, "EINVAL") { try Probe($0).ask(.spaprTCEGetInfo, ["argsz": 15]) },
    .power(.tceInfoStaysInside, "[165, 165, 165, 165, 165, 165, 165, 165]") { machine in
      let bytes: [UInt8] = [16, 0, 0, 0] + [UInt8](repeating: 0xa5, count: 28)
      let answer = try machine.ioctl(try Probe(machine).container, .spaprTCEGetInfo, bytes: bytes)
      return "\(Array(answer.bytes[16..<24]))"
    },
    .power(.tceInfoTellsWindows, "1") { machine in
      let info = try machine.ioctl(try Probe(machine).container, .spaprTCEGetInfo, ["argsz": 32])
      return "\(info["flags"] ?? 9)"
    },
    .power(.tceInfoByVersion, "0") { machine in
      let info = try machine.ioctl(try Probe(machine, version: 1).container, .spaprTCEGetInfo, ["argsz": 32])
      return "\(info["flags"] ?? 9)"
    },
    .power(.spaprUnknownRequest, "ENOTTY") { try Probe($0).request(.iommuDirtyPages.renumbered) },
    .power(.lockedWithCapability, "0") { machine in
      let probe = try Probe(machine)
      return try probe.register(in: try probe.limited(to: 0, capable: true))
    },
  ]

  private static let spaprEnable: [RuleProbe] = [
    .power(.enableCounts, "524288") { "\(try Probe.enabled($0).locked)" },
    .power(.enableOnce, "EBUSY") { try Probe.enabled($0).request(.iommuEnable) },
    .power(.enableLimit, "ENOMEM") { machine in
      let probe = try Probe(machine, version: 1)
      return try probe.request(.iommuEnable, in: try probe.limited(to: 4096))
    },
    .power(.disableUncounts, "0") { machine in
      let probe = try Probe.enabled(machine)
      _ = try probe.request(.iommuDisable)
      return "\(try probe.locked)"
    },
    .power(.disableAnytime, "0") { try Probe($0, version: 1).request(.iommuDisable) },
    .power(.disableForbids, "EPERM") { machine in
      let probe = try Probe.enabled(machine)
      _ = try probe.request(.iommuDisable)
      return try probe.map()
    },
    .power(.mapNeedsEnable, "EPERM") { try Probe($0, version: 1).map() },
    .power(.unmapNeedsEnable, "EPERM") { try Probe($0, version: 1).unmap() },
    .power(.enableOnlyVersion1, "ENOTTY") { try Probe($0).request(.iommuEnable) },
    .power(.disableOnlyVersion1, "ENOTTY") { try Probe($0).request(.iommuDisable) },
  ]

  private static let spaprMap: [RuleProbe] = [
    .power(.mapNeedsRegistration, "EPERM") { try Probe($0).map() },
    .power(.tceMapSize, "EINVAL") { machine in
      let probe = try Probe.enabled(machine)
      return try probe.ask(.iommuMapDMA, ["argsz": 31, "flags": 3, "vaddr": probe.memory, "size": 4096])
    },
    .power(.tceMapFlags, "EINVAL") { try Probe.enabled($0).map(flags: 7) },
    .power(.tceMapAccess, "EINVAL") { try Probe.enabled($0).map(flags: 0) },
    .power(.mapInWindow, "ENXIO") { try Probe.enabled($0).map(1 << 40) },
    .power(.tceMapAlignedSize, "EINVAL") { try Probe.enabled($0).map(size: 512) },
    .power(.tceMapAlignedAddress, "EINVAL") { try Probe.enabled($0).map(at: 512, size: 4096) },
    .power(.tceMapAlignedIOVA, "1") { try Probe.enabled($0).map(0x10_0200) },
    .power(.mapReplaces, "0") { machine in
      let probe = try Probe.enabled(machine)
      _ = try probe.map()
      return try probe.map()
    },
    .power(.pinsMemory, "EFAULT") { try Probe.enabled($0).map(at: 1 << 30) },
    .power(.failedMapClears, "blocked") { machine in
      let probe = try Probe.enabled(machine)
      _ = try probe.map(at: (1 << 20) - 4096, size: 8192)
      return probe.reaches(0x10_0000) ? "reached" : "blocked"
    },
    .power(.pinsForWriting, "EFAULT") { machine in
      let probe = try Probe.enabled(machine)
      try machine.value(.protect(address: probe.memory, length: 4096, protection: .read))
      return try probe.map(size: 4096, flags: 1)
    },
    .power(.mapsRegistered, "EINVAL") { try Probe.registered($0).map(at: Probe.region) },
    .power(.pageFits, "EINVAL") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.create(shift: 16)
      return try probe.map(Probe.second)
    },
    .power(.readEntryBlocksWrites, "blocked") { machine in
      let probe = try Probe.enabled(machine)
      _ = try probe.map(flags: 1)
      return probe.reaches(0x10_0000) ? "reached" : "blocked"
    },
    .power(.defaultWindow, "0") { try Probe.enabled($0).map() },
  ]

  private static let spaprUnmap: [RuleProbe] = [
    .power(.tceUnmapSize, "EINVAL") { try Probe.enabled($0).ask(.iommuUnmapDMA, ["argsz": 23]) },
    .power(.tceUnmapFlags, "EINVAL") { try Probe.enabled($0).ask(.iommuUnmapDMA, ["flags": 1]) },
    .power(.unmapInWindow, "ENXIO") { try Probe.enabled($0).unmap(1 << 40) },
    .power(.tceUnmapAlignedSize, "EINVAL") { try Probe.enabled($0).unmap(size: 512) },
    .power(.tceUnmapAlignedIOVA, "1") { try Probe.enabled($0).unmap(0x10_0200) },
    .power(.unmapEndsInWindow, "1") { try Probe.enabled($0).unmap(0x7fff_f000) },
    .power(.unmapsAnything, "0") { try Probe.enabled($0).unmap() },
    .power(.unmapTellsNothing, "131072") { machine in
      let probe = try Probe.enabled(machine)
      _ = try probe.map()
      let answer = try machine.ioctl(probe.container, .iommuUnmapDMA, ["iova": 0x10_0000, "size": 0x2_0000])
      return "\(answer["size"] ?? 0)"
    },
    .power(.unmapReleases, "2048") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.map()
      _ = try probe.unmap()
      _ = try probe.unregister()
      return "\(try probe.locked)"
    },
  ]
}

extension Request {
  /// A number that no request of POWER's containers has.
  fileprivate var renumbered: Request {
    var request = self
    request.number += 0x40
    return request
  }
}
