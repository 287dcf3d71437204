import SystemCalls
import VFIOInterface

extension SPAPRState {
  /// What a kernel that breaks rules has done when a call fails.
  func refused(_ request: UInt32) {
    switch request {
    case Request.spaprTCECreate.number: if !kernel.keeps(.refusedWindow) { memory?.lockedPages += 1 }
    case Request.spaprRegisterMemory.number: if !kernel.keeps(.refusedRegister) { memory?.lockedPages += 1 }
    case Request.spaprTCERemove.number:
      if !kernel.keeps(.refusedRemoval), let index = tables.lastIndex(where: { $0 != nil }) { tables[index] = nil }
    case Request.spaprUnregisterMemory.number:
      guard !kernel.keeps(.refusedUnregister) else { return }
      for region in regions { put(region) }
      regions = []
    case Request.iommuMapDMA.number: if !kernel.keeps(.refusedTCEMap) { clearWindows() }
    case Request.iommuUnmapDMA.number: if !kernel.keeps(.refusedTCEUnmap) { clearWindows() }
    default: break
    }
  }

  private func clearWindows() {
    for case let table? in tables { clear(table, 0..<table.entryCount) }
  }
}
