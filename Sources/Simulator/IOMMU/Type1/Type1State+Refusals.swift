import SystemCalls
import VFIOInterface

extension Type1State {
  /// What a kernel that breaks rules has done when a call fails.
  func refused(_ request: UInt32, _ argument: UserArgument, _ caller: Process) {
    switch request {
    case Request.iommuMapDMA.number:
      if !kernel.keeps(.refusedMapCounts) { caller.memory.lockedPages += 1 }
      if !kernel.keeps(.refusedMapEntry) { available -= min(available, 1) }
    case Request.iommuUnmapDMA.number:
      if !kernel.keeps(.refusedUnmap) { unmapAll() }
    case Request.iommuDirtyPages.number:
      if !kernel.keeps(.refusedDirtyTracking) { isTrackingDirtyPages = false }
      if !kernel.keeps(.refusedBitmap) { clearBitmap(argument, caller) }
    default: break
    }
  }

  private func clearBitmap(_ argument: UserArgument, _ caller: Process) {
    let start = Structure.type1DirtyBitmap.minimumSize + Type1DirtyBitmapGet.bitmap.offset
    guard let bitmap = try? argument.copyIn(offset: start, count: Structure.bitmap.size) else { return }
    try? caller.memory.copyOut([UInt8](repeating: 0, count: 8), to: bitmap[Bitmap.data])
  }
}
