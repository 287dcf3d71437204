import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

private let page: UInt64 = 4096
private let base: UInt64 = 0x10_0000

extension RuleProbe {
  static let type1 = type1Info + type1DMA + type1Map + type1Memory + type1Unmap + type1Dirty

  private static let type1Info = [
    RuleProbe(.liveExtensions, "0") { name(try $0.ioctl(try $0.open("/dev/vfio/vfio"), .checkExtension, 10)) },
    RuleProbe(.unknownRequest, "ENOTTY") { name(try $0.ioctl(try $0.openDevice().container, .iommuEnable)) },
    RuleProbe(.infoSize, "EINVAL") { machine in
      name(try machine.ioctl(try machine.openDevice().container, .iommuGetInfo, ["argsz": 15]).error)
    },
    RuleProbe(.infoTellsSize, "120") { machine in
      let info = try machine.ioctl(try machine.openDevice().container, .iommuGetInfo, [:])
      return "\(info["argsz"] ?? 0)"
    },
    RuleProbe(.infoStaysInside, "[165, 165, 165, 165, 165, 165, 165, 165]") { machine in
      let bytes: [UInt8] = [16, 0, 0, 0] + [UInt8](repeating: 0xa5, count: 28)
      let answer = try machine.ioctl(try machine.openDevice().container, .iommuGetInfo, bytes: bytes)
      return "\(Array(answer.bytes[16..<24]))"
    },
    RuleProbe(.infoTellsRanges, "[1, 2, 3]") { machine in
      "\(try machine.capabilities(of: try machine.openDevice().container).keys.sorted())"
    },
    RuleProbe(.noJoinWhileInvalid, "EBUSY") { machine in
      let container = try machine.mapped()
      _ = try machine.unmapDMA(container, iova: 0, size: 0, flags: 6)
      let group = try machine.openGroup(TestMachine.edu1)
      return name(try machine.attach(group, to: container))
    },
    RuleProbe(.reservedExcluded, "EINVAL") { machine in
      name(try machine.map(iova: 0xfee0_0000))
    },
  ]

  private static let type1DMA = [
    RuleProbe(.smallestPage, "4096") { machine in
      let sizes = try machine.ioctl(try machine.openDevice().container, .iommuGetInfo, [:])["iova_pgsizes"] ?? 0
      return "\(sizes & ~(sizes - 1))"
    },
    RuleProbe(.readOnlyBlocksWrites, "blocked") { machine in
      let container = try machine.openDevice().container
      _ = try machine.mapDMA(container, iova: base, address: try machine.memory(), size: page, flags: 1)
      return machine.reaches(base, write: true) ? "written" : "blocked"
    },
  ]

  private static let type1Map = [
    RuleProbe(.mapSize, "EINVAL") { machine in
      let container = try machine.openDevice().container
      let memory = try machine.memory()
      let fields: KeyValuePairs<String, UInt64> = ["argsz": 31, "flags": 3, "vaddr": memory, "size": page]
      return name(try machine.ioctl(container, .iommuMapDMA, fields).error)
    },
    RuleProbe(.mapFlags, "EINVAL") { name(try $0.map(flags: 11)) },
    RuleProbe(.mapNeedsAccess, "EINVAL") { name(try $0.map(flags: 0)) },
    RuleProbe(.addressAlone, "EINVAL") { machine in
      let container = try machine.mapped()
      _ = try machine.unmapDMA(container, iova: base, size: page, flags: 4)
      return name(try machine.mapDMA(container, iova: base, address: 0x1000_0000, size: page, flags: 5))
    },
    RuleProbe(.mapEmpty, "EINVAL") { name(try $0.map(size: 0)) },
    RuleProbe(.mapAlignedIOVA, "EINVAL") { name(try $0.map(iova: base + 1)) },
    RuleProbe(.mapAlignedAddress, "EINVAL") { name(try $0.map(address: 0x1000_0001)) },
    RuleProbe(.mapAlignedSize, "EINVAL") { name(try $0.map(size: page + 1)) },
    RuleProbe(.mapWrap, "EINVAL") { name(try $0.map(address: 0 &- page, size: 2 * page)) },
    RuleProbe(.mapOverlap, "EEXIST") { machine in
      name(try machine.mapDMA(try machine.mapped(), iova: base, address: 0x1000_0000, size: page))
    },
    RuleProbe(.entryLimit, "ENOSPC") { machine in
      let path = "/sys/module/vfio_iommu_type1/parameters/dma_entry_limit"
      try machine.value(.writeFile(path: path, bytes: Array("1".utf8)))
      return name(try machine.mapDMA(try machine.mapped(), iova: 2 * base, address: 0x1000_0000, size: page))
    },
    RuleProbe(.mapInRange, "EINVAL") { name(try $0.map(iova: 1 << 39)) },
    RuleProbe(.restoreNeedsMapping, "ENOENT") { name(try $0.map(flags: 4)) },
    RuleProbe(.restoreFits, "EINVAL") { machine in
      name(try machine.mapDMA(try machine.mapped(), iova: base, address: 0x1000_0000, size: page, flags: 4))
    },
  ]

  private static let type1Memory = [
    RuleProbe(.mapCountsLocked, "1") { machine in
      _ = try machine.mapped()
      return "\(try machine.lockedPages())"
    },
    RuleProbe(.pinChecksAccess, "EFAULT") { machine in
      let container = try machine.openDevice().container
      let memory = try machine.memory([])
      return name(try machine.mapDMA(container, iova: base, address: memory, size: page, flags: 1))
    },
    RuleProbe(.pinChecksWrite, "EFAULT") { machine in
      let container = try machine.openDevice().container
      let memory = try machine.memory(.read)
      return name(try machine.mapDMA(container, iova: base, address: memory, size: page))
    },
    RuleProbe(.lockCapability, "0") { machine in
      let container = try machine.openDevice().container
      let child = try machine.fork(limits: [.lockedMemory: 0])
      let memory = try machine.memory(in: child)
      return name(try machine.mapDMA(container, iova: base, address: memory, size: page, in: child))
    },
    RuleProbe(.lockLimit, "ENOMEM") { machine in name(try machine.mapBeyondLimit()) },
  ]

  private static let type1Unmap = [
    RuleProbe(.unmapSize, "EINVAL") { machine in
      name(try machine.ioctl(try machine.mapped(), .iommuUnmapDMA, ["argsz": 23, "iova": base, "size": page]).error)
    },
    RuleProbe(.unmapFlags, "EINVAL") { name(try $0.unmapDMA(try $0.mapped(), iova: base, size: page, flags: 8).error) },
    RuleProbe(.unmapAlignedIOVA, "EINVAL") { name(try $0.unmapDMA(try $0.mapped(), iova: 1, size: page).error) },
    RuleProbe(.unmapAlignedSize, "EINVAL") { name(try $0.unmapDMA(try $0.mapped(), iova: 0, size: 1).error) },
    RuleProbe(.unmapAllZeros, "EINVAL") {
      name(try $0.unmapDMA(try $0.mapped(), iova: base, size: page, flags: 2).error)
    },
    RuleProbe(.unmapEmpty, "EINVAL") { name(try $0.unmapDMA(try $0.mapped(), iova: 0, size: 0).error) },
    RuleProbe(.unmapWrap, "EINVAL") {
      name(try $0.unmapDMA(try $0.mapped(), iova: 0 &- page, size: 2 * page).error)
    },
    RuleProbe(.unmapBisects, "EINVAL") { machine in
      name(try machine.unmapDMA(try machine.mapped(size: 2 * page), iova: base, size: page).error)
    },
    RuleProbe(.unmapTellsSize, "4096") { machine in
      "\(try machine.unmapDMA(try machine.mapped(), iova: 0, size: 2 * base)["size"] ?? 0)"
    },
    RuleProbe(.unmapUnlocks, "0") { machine in
      _ = try machine.unmapDMA(try machine.mapped(), iova: base, size: page)
      return "\(try machine.lockedPages())"
    },
    RuleProbe(.unmapReturnsEntry, "[255, 255, 0, 0]") { machine in
      let container = try machine.mapped()
      _ = try machine.unmapDMA(container, iova: base, size: page)
      let available = try machine.capabilities(of: container)[3] ?? []
      return "\(Array(available[8..<12]))"
    },
    RuleProbe(.version1Start, "0") { machine in
      let container = try machine.mapped(size: 2 * page, model: 1)
      return "\(try machine.unmapDMA(container, iova: base + page, size: page)["size"] ?? 99)"
    },
    RuleProbe(.takeOnce, "EINVAL") { machine in
      let container = try machine.mapped()
      _ = try machine.unmapDMA(container, iova: base, size: page, flags: 4)
      return name(try machine.unmapDMA(container, iova: base, size: page, flags: 4).error)
    },
  ]

  private static let type1Dirty = [
    RuleProbe(.dirtyNeedsVersion2, "EACCES") { name(try $0.dirty(try $0.mapped(model: 1), flags: 1)) },
    RuleProbe(.dirtySize, "EINVAL") { machine in
      name(try machine.ioctl(try machine.mapped(), .iommuDirtyPages, ["argsz": 7, "flags": 1]).error)
    },
    RuleProbe(.dirtyFlags, "EINVAL") { name(try $0.dirty(try $0.mapped(), flags: 8)) },
    RuleProbe(.dirtyOneFlag, "EINVAL") { name(try $0.dirty(try $0.mapped(), flags: 3)) },
    RuleProbe(.bitmapFits, "EINVAL") { name(try $0.getBitmap(room: 0).error) },
    RuleProbe(.bitmapAlone, "EINVAL") { machine in
      let container = try machine.mapped()
      _ = try machine.dirty(container, flags: 1)
      return name(try machine.unmapWithBitmap(container, flags: 1 | 4, iova: base, size: page))
    },
    RuleProbe(.bitmapNeedsTracking, "EINVAL") { name(try $0.getBitmap(isTracking: false).error) },
    RuleProbe(.bitmapPageSize, "EINVAL") { name(try $0.getBitmap(pageSize: 2 * page).error) },
    RuleProbe(.bitmapAligned, "EINVAL") { name(try $0.getBitmap(size: 3 * page + 1).error) },
    RuleProbe(.bitmapBisects, "EINVAL") { name(try $0.getBitmap(iova: base + page).error) },
    RuleProbe(.mappedIsDirty, "3") { machine in
      _ = try machine.getBitmap()
      return "\(try machine.call(.peek(address: 0x1008_0000, count: 1)).bytes[0])"
    },
  ]
}

extension TestMachine {
  /// Whether a DMA of the first edu reaches memory.
  func reaches(_ iova: UInt64, write: Bool) -> Bool {
    system.kernel.pci.device(named: Self.edu0)?.translate(iova, write: write) != nil
  }

  /// Maps one range in a fresh container.
  func map(
    iova: UInt64 = base, address: UInt64 = 0x1000_0000, size: UInt64 = page, flags: UInt64 = 3
  ) throws -> Errno? {
    let container = try openDevice().container
    _ = try memory()
    return try mapDMA(container, iova: iova, address: address, size: size, flags: flags)
  }

  /// A container with one mapping at 1 MiB.
  func mapped(size: UInt64 = page, model: UInt64 = 3) throws -> Int32 {
    let container = try openDevice(model: model).container
    _ = try mapDMA(container, iova: base, address: try memory(), size: size)
    return container
  }

  /// Memory with other access than usual.
  func memory(_ protection: Protection) throws -> UInt64 { try memory(at: 0x1000_0000, protection) }

  /// Maps two pages where the limit is one, without the capability that lifts it.
  func mapBeyondLimit() throws -> Errno? {
    let container = try openDevice().container
    let child = try fork(without: 1 << Capability.ipcLock.rawValue, limits: [.lockedMemory: page])
    let memory = try memory(in: child)
    return try mapDMA(container, iova: base, address: memory, size: 2 * page, in: child)
  }

  /// The capabilities of GET_INFO by their number, each with its header.
  func capabilities(of container: Int32) throws -> [UInt64: [UInt8]] {
    let info = try ioctl(container, .iommuGetInfo, ["argsz": 512], room: 512)
    var found: [UInt64: [UInt8]] = [:]
    var offset = Int(info["cap_offset"] ?? 0)
    while offset != 0, let id = info.result.bytes.value("id", of: .capabilityHeader, at: offset) {
      let next = Int(info.result.bytes.value("next", of: .capabilityHeader, at: offset) ?? 0)
      found[id] = Array(info.result.bytes[offset..<(next == 0 ? 512 : next)])
      offset = next
    }
    return found
  }

  // MARK: Dirty pages

  func dirty(_ container: Int32, flags: UInt64) throws -> Errno? {
    try ioctl(container, .iommuDirtyPages, ["flags": flags]).error
  }

  /// Asks for the bitmap of a range of a container that maps two pages at 1 MiB; it lies at 0x10080000.
  func getBitmap(
    iova: UInt64 = base, pageSize: UInt64 = page, size: UInt64 = 2 * page, room: UInt64 = 8, isTracking: Bool = true
  ) throws -> CallResult {
    let container = try mapped(size: 2 * page)
    if isTracking { _ = try dirty(container, flags: 1) }
    let words: [UInt64] = [iova, size, pageSize, room, 0x1008_0000]
    let bytes = [48, 0, 0, 0, 4, 0, 0, 0] + words.flatMap(\.littleEndianBytes)
    return try ioctl(container, .iommuDirtyPages, bytes: bytes)
  }

  func unmapWithBitmap(_ container: Int32, flags: UInt32, iova: UInt64, size: UInt64) throws -> Errno? {
    let words: [UInt64] = [iova, size, page, 8, 0x1008_0000]
    let bytes = UInt32(48).littleEndianBytes + flags.littleEndianBytes + words.flatMap(\.littleEndianBytes)
    return try ioctl(container, .iommuUnmapDMA, bytes: bytes).error
  }
}
