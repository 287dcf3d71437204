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
    let size = info[Type1Info.argsz]
    try kernel.require(.infoSize, size >= UInt64(minimum), or: .EINVAL)
    info += [UInt8](repeating: 0, count: structure.size - minimum)
    info[Type1Info.flags] = Type1InfoFlags.pgsizes | Type1InfoFlags.caps
    info[Type1Info.iovaPgsizes] = pageSizes

    let chain = CapabilityChain(
      capabilities, start: structure.size, isPadded: kernel.profile.has(.padsCapabilities) == kernel.keeps(.infoPadding)
    )
    let needed = UInt64(structure.size + chain.bytes.count)
    if size >= needed {
      try argument.copyOut(chain.bytes, offset: structure.size)
      info[Type1Info.capOffset] = UInt64(structure.size)
    } else if kernel.keeps(.infoTellsSize) {
      info[Type1Info.argsz] = needed
    }
    let count = kernel.keeps(.infoStaysInside) ? copiedSize(size) : structure.size
    try argument.copyOut(info.prefix(count))
  }

  /// As much of the structure as this kernel gives a caller with that `argsz`.
  private func copiedSize(_ size: UInt64) -> Int {
    let structure = Structure.type1Info
    if kernel.profile.has(.padsCapabilities) { return Int(min(size, UInt64(structure.size))) }
    let end = Type1Info.capOffset.end
    return size >= UInt64(end) ? end : structure.minimumSize
  }

  private var capabilities: [CapabilityChain.Entry] {
    var entries = [migration, availability]
    if !ranges.isEmpty, kernel.keeps(.infoTellsRanges) { entries.append(allowed) }
    return kernel.keeps(.infoOrder) ? entries : entries.reversed()
  }

  private var migration: CapabilityChain.Entry {
    var entry = CapabilityChain.Entry(.migration)
    entry.bytes[Type1Migration.pgsizeBitmap] = kernel.keeps(.infoMigration) ? pageSize : 0
    entry.bytes[Type1Migration.maxDirtyBitmapSize] = UserBitmap.maximumSize
    return entry
  }

  private var availability: CapabilityChain.Entry {
    var entry = CapabilityChain.Entry(.dmaAvailable)
    entry.bytes[Type1DMAAvailable.avail] = available
    return entry
  }

  private var allowed: CapabilityChain.Entry {
    var entry = CapabilityChain.Entry(.iovaRanges)
    entry.bytes[Type1IOVARanges.nrIOVAs] = UInt64(ranges.count)
    for range in ranges { entry.bytes += range.lowerBound.littleEndianBytes + range.upperBound.littleEndianBytes }
    return entry
  }
}

/// Capabilities behind an info structure, each leading to the next.
struct CapabilityChain {
  struct Entry {
    var bytes: [UInt8]

    init(_ capability: VFIOInterface.Capability) {
      bytes = [UInt8](repeating: 0, count: capability.structure.size)
      bytes[CapabilityHeader.id] = UInt64(capability.id)
      bytes[CapabilityHeader.version] = 1
    }
  }

  private(set) var bytes: [UInt8] = []

  /// - Parameters:
  ///   - start: Where the chain begins in the caller's buffer.
  ///   - isPadded: Whether each entry begins at a multiple of 8.
  init(_ entries: [Entry], start: Int, isPadded: Bool) {
    var last: Int?
    for entry in entries {
      if let last { bytes[CapabilityHeader.next, at: last] = UInt64(start + bytes.count) }
      last = bytes.count
      bytes += entry.bytes
      if isPadded { bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8) }
    }
  }
}
