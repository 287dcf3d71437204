import VFIOInterface

/// What the device tells of itself.
extension VFIOPCIDevice {
  func getInfo(_ argument: UserArgument) throws(Errno) {
    try kernel.faulting(.infoFaultOfDevice) { () throws(Errno) in try tellInfo(argument) }
  }

  private func tellInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.deviceInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info.value("argsz", of: structure) ?? 0
    let given = info.value("flags", of: structure) ?? 0
    try kernel.require(.deviceInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    info += [UInt8](repeating: 0, count: structure.paddedSize - info.count)
    var flags = DeviceInfoFlags.pci
    if resetWorks ? kernel.keeps(.infoTellsMethod) : !kernel.keeps(.infoTellsReset) { flags |= DeviceInfoFlags.reset }
    if !kernel.keeps(.infoIgnoresInput) { flags |= given }
    if !kernel.keeps(.infoKeepsSize) { info.set("argsz", of: structure, to: size + 8) }
    info.set("flags", of: structure, to: flags)
    info.set("num_regions", of: structure, to: kernel.keeps(.infoCounts) ? PCIRegion.count : 0)
    info.set("num_irqs", of: structure, to: InterruptIndex.count)
    let length = kernel.keeps(.infoWritesNoMore) ? writtenSize(of: structure, given: size) : structure.paddedSize
    try argument.copyOut(info.prefix(length))
  }

  /// As much as the caller has room for, of what this kernel knows.
  private func writtenSize(of structure: Structure, given size: UInt64) -> Int {
    if kernel.profile.padsCapabilities { return min(Int(clamping: size), structure.paddedSize) }
    return size >= UInt64(structure.size) ? structure.size : structure.minimumSize
  }

  func getRegionInfo(_ argument: UserArgument) throws(Errno) {
    try kernel.faulting(.regionFault) { () throws(Errno) in try tellRegion(argument) }
  }

  private func tellRegion(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.regionInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info.value("argsz", of: structure) ?? 0
    try kernel.require(.regionInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    let index = info.value("index", of: structure) ?? .max
    let told: RegionInfo
    if let region = PCIRegion(index: index) {
      told = try regionInfo(region)
    } else {
      try kernel.require(.regionIndex, false, or: .EINVAL)
      told = RegionInfo()
    }
    info.set("size", of: structure, to: told.size)
    info.set("offset", of: structure, to: (kernel.keeps(.regionOffsets) ? index : 0) << PCIRegion.offsetShift)
    info.set("flags", of: structure, to: told.flags)
    if told.holdsMSIXTable { try addMSIXMappable(to: &info, size, argument) }
    try argument.copyOut(info)
  }

  /// What a region is.
  private struct RegionInfo {
    var size: UInt64 = 0
    var flags: UInt64 = 0
    var holdsMSIXTable = false
  }

  private func regionInfo(_ region: PCIRegion) throws(Errno) -> RegionInfo {
    switch region {
    case .config:
      let size = kernel.keeps(.configRegionSize) ? device.function.configurationSize : ConfigSpace.conventionalSize / 2
      return RegionInfo(size: UInt64(size), flags: RegionInfoFlags.read | RegionInfoFlags.write)
    case .rom:
      let size = romSize
      guard size > 0 || kernel.keeps(.noROMRegion) else { throw .EINVAL }
      return RegionInfo(size: size, flags: size > 0 ? RegionInfoFlags.read : 0)
    case .vga:
      try kernel.require(.vgaRegionAbsent, false, or: .EINVAL)
      return RegionInfo()
    case .bar(let index): return barInfo(index)
    }
  }

  private func barInfo(_ index: Int) -> RegionInfo {
    guard let bar = hardware?.bars[index] else {
      return RegionInfo(size: 0, flags: kernel.keeps(.absentBAR) ? 0 : RegionInfoFlags.read | RegionInfoFlags.write)
    }
    var info = RegionInfo(size: bar.size, flags: RegionInfoFlags.read | RegionInfoFlags.write)
    if !kernel.keeps(.barRegionSize) { info.size /= 2 }
    if canMap(index) ? kernel.keeps(.memoryBARMaps) : !kernel.keeps(.portBARDoesNotMap) {
      info.flags |= RegionInfoFlags.map
    }
    if bar.isMemory, bar.size < kernel.pageSize, !kernel.keeps(.smallBARFlag) { info.flags ^= RegionInfoFlags.map }
    info.holdsMSIXTable =
      canMap(index)
      && (hardware?.msix?.bar == index ? kernel.keeps(.msixMappable) : !kernel.keeps(.onlyTableCapability))
    return info
  }

  /// Tells by a capability that the whole BAR can be mapped, the table of MSI-X with it.
  private func addMSIXMappable(to info: inout [UInt8], _ size: UInt64, _ argument: UserArgument) throws(Errno) {
    let structure = Structure.regionInfo
    let flags = info.value("flags", of: structure) ?? 0
    info.set("flags", of: structure, to: flags | RegionInfoFlags.capabilities)
    guard case .capabilities(_, let known)? = structure.tail,
      let capability = known.first(where: { $0.name == "MSIX_MAPPABLE" })
    else { return }
    let needed = structure.size + capability.structure.size
    guard size >= UInt64(needed) || !kernel.keeps(.regionInfoStaysInside) else {
      if kernel.keeps(.msixNeedsRoom) { info.set("argsz", of: structure, to: UInt64(needed)) }
      info.set("cap_offset", of: structure, to: 0)
      return
    }
    var header = [UInt8](repeating: 0, count: capability.structure.size)
    header.set("id", of: capability.structure, to: UInt64(capability.id))
    header.set("version", of: capability.structure, to: 1)
    try argument.copyOut(header, offset: structure.size)
    info.set("cap_offset", of: structure, to: UInt64(structure.size))
  }
}
