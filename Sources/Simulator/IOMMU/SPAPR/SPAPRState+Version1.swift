import SystemCalls
import VFIOInterface

extension SPAPRState {
  /// `VFIO_IOMMU_SPAPR_TCE_GET_INFO`: the default window, and to who has room for it, what windows can be made.
  func getInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.spaprTCEInfo
    let given = try copyIn(argument, structure, .tceInfoSize)
    var bytes = given + [UInt8](repeating: 0, count: structure.size - given.count)
    let hasRoom = given[SPAPRTCEInfo.argsz] >= UInt64(structure.size)
    bytes[SPAPRTCEInfo.dma32WindowStart] = tableGroup.defaultStart
    bytes[SPAPRTCEInfo.dma32WindowSize] = tableGroup.defaultSize
    bytes[SPAPRTCEInfo.flags] = 0
    if tellsWindows {
      let windows = Structure.spaprTCEDDWInfo
      var info = [UInt8](repeating: 0, count: windows.size)
      bytes[SPAPRTCEInfo.flags] = SPAPRTCEInfoFlags.ddw
      info[SPAPRTCEDDWInfo.pgsizes] = tableGroup.pageSizes | (kernel.keeps(.windowsOfToldPages) ? 0 : 1 << 24)
      info[SPAPRTCEDDWInfo.maxDynamicWindowsSupported] = UInt64(TableGroup.windows)
      info[SPAPRTCEDDWInfo.levels] = UInt64(tableGroup.levels)
      bytes.replaceSubrange(given.count..., with: info)
    }
    try argument.copyOut(hasRoom || !kernel.keeps(.tceInfoStaysInside) ? bytes[...] : bytes.prefix(given.count))
  }

  private var tellsWindows: Bool {
    isVersion2 ? kernel.keeps(.tceInfoTellsWindows) : !kernel.keeps(.tceInfoByVersion)
  }

  /// `VFIO_IOMMU_ENABLE`: counts the whole window as locked.
  func enable(_ caller: Process) throws(Errno) {
    guard !isVersion2 else {
      try kernel.refuse(.enableOnlyVersion1, with: .ENOTTY)
      return
    }
    try kernel.require(.enableOnce, !isEnabled, or: .EBUSY)
    try latch(caller)
    let pages = tableGroup.defaultSize / kernel.pageSize
    if kernel.keeps(.enableCounts) {
      try account(pages, .enableLimit, caller)
      lockedPages = pages
    }
    isEnabled = true
  }

  /// `VFIO_IOMMU_DISABLE`
  func disable() throws(Errno) {
    guard !isVersion2 else {
      try kernel.refuse(.disableOnlyVersion1, with: .ENOTTY)
      return
    }
    guard isEnabled else {
      if !kernel.keeps(.disableAnytime) { throw .EPERM }
      return
    }
    if kernel.keeps(.disableForbids) { isEnabled = false }
    if kernel.keeps(.disableUncounts) { unaccount(lockedPages) }
    lockedPages = 0
  }
}
