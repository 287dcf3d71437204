import VFIOInterface

/// What the device tells of itself.
extension VFIOPCIDevice {
  func getInfo(_ argument: UserArgument) throws(Errno) {
    try kernel.faulting(.infoFaultOfDevice) { () throws(Errno) in try tellInfo(argument) }
  }

  private func tellInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.deviceInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info[DeviceInfo.argsz]
    let given = info[DeviceInfo.flags]
    try kernel.require(.deviceInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    info += [UInt8](repeating: 0, count: structure.paddedSize - info.count)
    var flags = DeviceInfoFlags.pci
    if resetWorks ? kernel.keeps(.infoTellsMethod) : !kernel.keeps(.infoTellsReset) { flags |= DeviceInfoFlags.reset }
    if !kernel.keeps(.infoIgnoresInput) { flags |= given }
    if !kernel.keeps(.deviceFlagsAreKnown) { flags |= 1 << 16 }
    if !kernel.keeps(.infoKeepsSize) { info[DeviceInfo.argsz] = size + 8 }
    info[DeviceInfo.flags] = flags
    info[DeviceInfo.numRegions] = kernel.keeps(.infoCounts) ? PCIRegion.count : 0
    info[DeviceInfo.numIRQs] = InterruptIndex.count
    let length = kernel.keeps(.infoWritesNoMore) ? writtenSize(of: structure, given: size) : structure.paddedSize
    try argument.copyOut(info.prefix(length))
  }

  /// As much as the caller has room for, of what this kernel knows.
  private func writtenSize(of structure: Structure, given size: UInt64) -> Int {
    if kernel.profile.has(.padsCapabilities) { return min(Int(clamping: size), structure.paddedSize) }
    return size >= UInt64(structure.size) ? structure.size : structure.minimumSize
  }

  func getRegionInfo(_ argument: UserArgument) throws(Errno) {
    try kernel.faulting(.regionFault) { () throws(Errno) in try tellRegion(argument) }
  }

  private func tellRegion(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.regionInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info[RegionInfo.argsz]
    try kernel.require(.regionInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    let index = info[RegionInfo.index]
    let told: RegionFacts
    if let region = PCIRegion(index: index) {
      told = try regionInfo(region)
    } else {
      try kernel.refuse(.regionIndex, with: .EINVAL)
      told = RegionFacts()
    }
    info[RegionInfo.size] = told.size
    info[RegionInfo.offset] = (kernel.keeps(.regionOffsets) ? index : 0) << PCIRegion.offsetShift
    info[RegionInfo.flags] = kernel.keeps(.regionFlagsAreKnown) ? told.flags : told.flags | 1 << 16
    if told.holdsMSIXTable { try addMSIXMappable(to: &info, size, argument) }
    try argument.copyOut(info)
  }

  /// What a region is.
  private struct RegionFacts {
    var size: UInt64 = 0
    var flags: UInt64 = 0
    var holdsMSIXTable = false
  }

  private func regionInfo(_ region: PCIRegion) throws(Errno) -> RegionFacts {
    switch region {
    case .config:
      let size = kernel.keeps(.configRegionSize) ? device.function.configurationSize : ConfigSpace.conventionalSize / 2
      return RegionFacts(size: UInt64(size), flags: RegionInfoFlags.read | RegionInfoFlags.write)
    case .rom:
      let size = romSize
      guard size > 0 || kernel.keeps(.noROMRegion) else { throw .EINVAL }
      return RegionFacts(size: size, flags: size > 0 ? RegionInfoFlags.read : 0)
    case .vga:
      guard hasVGA else {
        try kernel.refuse(.vgaRegionAbsent, with: .EINVAL)
        return RegionFacts()
      }
      return RegionFacts(
        size: kernel.keeps(.vgaRegionSize) ? Self.vgaRegionSize : 1 << 17,
        flags: RegionInfoFlags.read | RegionInfoFlags.write)
    case .bar(let index): return barInfo(index)
    }
  }

  private func barInfo(_ index: Int) -> RegionFacts {
    guard let bar = hardware.bars[index] else {
      return RegionFacts(size: 0, flags: kernel.keeps(.absentBAR) ? 0 : RegionInfoFlags.read | RegionInfoFlags.write)
    }
    var info = RegionFacts(size: bar.size, flags: RegionInfoFlags.read | RegionInfoFlags.write)
    if !kernel.keeps(.barRegionSize) { info.size /= 2 }
    if canMap(index) ? kernel.keeps(.memoryBARMaps) : !kernel.keeps(.portBARDoesNotMap) {
      info.flags |= RegionInfoFlags.mmap
    }
    if bar.isMemory, bar.size < kernel.pageSize, !kernel.keeps(.smallBARFlag) { info.flags ^= RegionInfoFlags.mmap }
    info.holdsMSIXTable =
      canMap(index)
      && (hardware.msix?.bar == index ? kernel.keeps(.msixMappable) : !kernel.keeps(.onlyTableCapability))
    return info
  }

  /// Tells by a capability that the whole BAR can be mapped, the table of MSI-X with it.
  private func addMSIXMappable(to info: inout [UInt8], _ size: UInt64, _ argument: UserArgument) throws(Errno) {
    let structure = Structure.regionInfo
    let flags = info[RegionInfo.flags]
    info[RegionInfo.flags] = flags | RegionInfoFlags.caps
    let capability = Capability.msixMappable
    let needed = structure.size + capability.structure.size
    guard size >= UInt64(needed) || !kernel.keeps(.regionInfoStaysInside) else {
      if kernel.keeps(.msixNeedsRoom) { info[RegionInfo.argsz] = UInt64(needed) }
      info[RegionInfo.capOffset] = 0
      return
    }
    var header = [UInt8](repeating: 0, count: capability.structure.size)
    header[CapabilityHeader.id] = UInt64(capability.id)
    header[CapabilityHeader.version] = 1
    try argument.copyOut(header, offset: structure.size)
    info[RegionInfo.capOffset] = UInt64(structure.size)
  }
}
