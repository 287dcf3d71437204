import SystemCalls
import VFIOInterface

extension Type1State {
  /// `VFIO_IOMMU_GET_INFO`: page sizes, and a chain of capabilities where the caller left room for all of it.
  func getInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.type1Info
    let minimum = structure.minimumSize
    try kernel.faulting(.infoFault) { () throws(Errno) in try fill(argument, structure, minimum) }
  }

  private func fill(_ argument: UserArgument, _ structure: Structure, _ minimum: Int) throws(Errno) {
    var info = try argument.copyIn(count: minimum)
    let size = info.value("argsz", of: structure) ?? 0
    try kernel.require(.infoSize, size >= UInt64(minimum), or: .EINVAL)
    info += [UInt8](repeating: 0, count: structure.size - minimum)
    info.set("flags", of: structure, to: InfoFlag.pageSizes | InfoFlag.capabilities)
    info.set("iova_pgsizes", of: structure, to: pageSizes)

    let chain = CapabilityChain(
      capabilities, start: structure.size, isPadded: kernel.profile.padsCapabilities == kernel.keeps(.infoPadding))
    let needed = UInt64(structure.size + chain.bytes.count)
    if size >= needed {
      try argument.copyOut(chain.bytes, offset: structure.size)
      info.set("cap_offset", of: structure, to: UInt64(structure.size))
    } else if kernel.keeps(.infoTellsSize) {
      info.set("argsz", of: structure, to: needed)
    }
    let count = kernel.keeps(.infoStaysInside) ? copiedSize(size) : structure.size
    try argument.copyOut(info.prefix(count))
  }

  /// As much of the structure as this kernel gives a caller with that `argsz`.
  private func copiedSize(_ size: UInt64) -> Int {
    let structure = Structure.type1Info
    if kernel.profile.padsCapabilities { return Int(min(size, UInt64(structure.size))) }
    let field = structure[field: "cap_offset"]
    let end = field.map { $0.offset + $0.width } ?? structure.size
    return size >= UInt64(end) ? end : structure.minimumSize
  }

  private var capabilities: [CapabilityChain.Entry] {
    var entries = [migration, availability]
    if !ranges.isEmpty, kernel.keeps(.infoTellsRanges) { entries.append(allowed) }
    return kernel.keeps(.infoOrder) ? entries : entries.reversed()
  }

  private var migration: CapabilityChain.Entry {
    var entry = CapabilityChain.Entry(id: CapabilityID.migration, structure: .type1Migration)
    entry.bytes.set("pgsize_bitmap", of: .type1Migration, to: kernel.keeps(.infoMigration) ? pageSize : 0)
    entry.bytes.set("max_dirty_bitmap_size", of: .type1Migration, to: UserBitmap.maximumSize)
    return entry
  }

  private var availability: CapabilityChain.Entry {
    var entry = CapabilityChain.Entry(id: CapabilityID.available, structure: .type1DMAAvailable)
    entry.bytes.set("avail", of: .type1DMAAvailable, to: available)
    return entry
  }

  private var allowed: CapabilityChain.Entry {
    var entry = CapabilityChain.Entry(id: CapabilityID.ranges, structure: .type1IOVARanges)
    entry.bytes.set("nr_iovas", of: .type1IOVARanges, to: UInt64(ranges.count))
    for range in ranges { entry.bytes += range.lowerBound.littleEndianBytes + range.upperBound.littleEndianBytes }
    return entry
  }
}

/// Capabilities behind an info structure, each leading to the next.
struct CapabilityChain {
  struct Entry {
    var bytes: [UInt8]

    init(id: UInt16, version: UInt16 = 1, structure: Structure) {
      bytes = [UInt8](repeating: 0, count: structure.size)
      bytes.set("id", of: .capabilityHeader, to: UInt64(id))
      bytes.set("version", of: .capabilityHeader, to: UInt64(version))
    }
  }

  private(set) var bytes: [UInt8] = []

  /// - Parameters:
  ///   - start: Where the chain begins in the caller's buffer.
  ///   - isPadded: Whether each entry begins at a multiple of 8.
  init(_ entries: [Entry], start: Int, isPadded: Bool) {
    var last: Int?
    for entry in entries {
      if let last { bytes.set("next", of: .capabilityHeader, to: UInt64(start + bytes.count), at: last) }
      last = bytes.count
      bytes += entry.bytes
      if isPadded { bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8) }
    }
  }
}

/// `VFIO_IOMMU_TYPE1_INFO_CAP_*`.
private enum CapabilityID {
  static let ranges: UInt16 = 1
  static let migration: UInt16 = 2
  static let available: UInt16 = 3
}

/// `VFIO_IOMMU_INFO_*`.
private enum InfoFlag {
  static let pageSizes = FlagSet.type1Info["PGSIZES"] ?? 0
  static let capabilities = FlagSet.type1Info["CAPS"] ?? 0
}
