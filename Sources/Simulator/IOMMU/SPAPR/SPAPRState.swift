import SystemCalls
import VFIOInterface

/// A container's windows under the sPAPR TCE model (`struct tce_container`).
final class SPAPRState: IOMMUDriverState {
  unowned let kernel: Kernel
  let driver: SPAPRDriver
  let isVersion2: Bool
  /// What the platform gives each of its groups.
  let tableGroup: TableGroup
  /// The last attached first.
  private(set) var groups: [IOMMUGroup] = []
  /// Groups that have left, which a kernel that breaks a rule still asks.
  private var departed: [IOMMUGroup] = []
  var tables = [TCETable?](repeating: nil, count: TableGroup.windows)
  /// Whether memory can be mapped.
  var isEnabled = false
  /// Whether the default window is still to be made, by the first call that needs it.
  var isDefaultPending = false
  /// The process that the container is for, once there is one.
  private(set) var memory: AddressSpace?
  /// What this container registered.
  var regions: [RegisteredRegion] = []
  /// Pages that version 1 counts as locked while it is enabled.
  var lockedPages: UInt64 = 0

  init(driver: SPAPRDriver, isVersion2: Bool) {
    kernel = driver.kernel
    self.driver = driver
    self.isVersion2 = isVersion2
    tableGroup = TableGroup(driver.kernel.machine.chipset, pageSize: driver.kernel.pageSize)
  }

  func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    do {
      return try answer(request, argument, caller)
    } catch {
      refused(request)
      throw error
    }
  }

  private func answer(_ request: UInt32, _ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    if request == Request.checkExtension.number {
      let isRecovery = argument.word == SPAPRExtension.errorRecovery.rawValue
      return isRecovery && !kernel.keeps(.recoveryStaysOffered) ? 0 : driver.checkExtension(argument.word)
    }
    let isOwners = request != Request.eehPEOp.number || kernel.keeps(.recoveryByOwner)
    if let memory, isOwners { try kernel.require(.otherProcess, memory === caller.memory, or: .EPERM) }
    switch request {
    case Request.spaprTCEGetInfo.number:
      if !kernel.keeps(.askingTakesNothing) { try latch(caller) }
      try kernel.faulting(.tceInfoFault) { () throws(Errno) in try getInfo(argument) }
    case Request.iommuMapDMA.number: return try map(argument, caller)
    case Request.iommuUnmapDMA.number: return try unmap(argument, caller)
    case Request.iommuEnable.number: try enable(caller)
    case Request.iommuDisable.number: try disable()
    case Request.spaprRegisterMemory.number: return try registerMemory(argument, caller)
    case Request.spaprUnregisterMemory.number: try unregisterMemory(argument)
    case Request.spaprTCECreate.number: try createWindow(argument, caller)
    case Request.spaprTCERemove.number: try removeWindow(argument, caller)
    case Request.eehPEOp.number: return try kernel.recover(asked, argument)
    default: throw kernel.keeps(.spaprUnknownRequest) ? .ENOTTY : .EINVAL
    }
    return 0
  }

  /// The groups whose endpoints an operation is done to, in order.
  private var asked: [IOMMUGroup] {
    let members = kernel.keeps(.askedInOrder) ? groups : groups.reversed()
    return kernel.keeps(.asksMembers) ? members : departed + members
  }

  /// Takes the first caller's process for the container's; EPERM for any other.
  func latch(_ caller: Process) throws(Errno) {
    guard let memory else {
      memory = caller.memory
      return
    }
    try kernel.require(.otherProcess, memory === caller.memory, or: .EPERM)
  }

  /// A structure that a request takes: EFAULT where it cannot be read, EINVAL where it is told to be too small.
  func copyIn(_ argument: UserArgument, _ structure: Structure, _ rule: Rule) throws(Errno) -> [UInt8] {
    let bytes = try kernel.faulting(Rule.fault(for: rule)) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = structure.argsz.map { bytes[$0] } ?? 0
    try kernel.require(rule, size >= UInt64(structure.minimumSize), or: .EINVAL)
    return bytes
  }

  // MARK: Locked memory

  /// Counts pages as locked by the container's process; ENOMEM where they exceed its limit.
  func account(_ pages: UInt64, _ limit: Rule, _ caller: Process) throws(Errno) {
    guard pages > 0, let memory else { return }
    let isLifted = limit != .registerLimit || kernel.keeps(.registerLifted)
    let isUnlimited = caller.has(.ipcLock) && kernel.keeps(.lockedWithCapability) && isLifted
    let most = caller.lockedMemoryLimit / kernel.pageSize
    let isExact = limit != .enableLimit || kernel.keeps(.enableLimitExact)
    if !isUnlimited, memory.lockedPages.adding(pages) > (isExact ? most : most - min(most, 1)) {
      try kernel.refuse(limit, with: .ENOMEM)
    }
    memory.lockedPages = memory.lockedPages.adding(pages)
  }

  func unaccount(_ pages: UInt64) {
    guard let memory else { return }
    memory.lockedPages -= min(pages, memory.lockedPages)
  }

  // MARK: Groups

  func attach(_ group: IOMMUGroup) throws(Errno) {
    guard isVersion2 || groups.isEmpty || !kernel.keeps(.oneGroup) else { throw .EBUSY }
    guard !isVersion2 || groups.isEmpty || kernel.keeps(.severalGroups) else { throw .EBUSY }
    // A hypervisor's table serves the endpoint that it was made for.
    guard tableGroup.sharesTables || tables.allSatisfy({ $0 == nil }) else { throw .EPERM }
    if groups.isEmpty, !kernel.keeps(.releaseFreesWindows) { tables = driver.leftWindows ?? tables }
    if groups.isEmpty, tables[0] == nil { isDefaultPending = true }
    groups.insert(group, at: 0)
    group.translator = self
  }

  func detach(_ group: IOMMUGroup) {
    guard groups.contains(where: { $0 === group }) else { return }
    groups.removeAll { $0 === group }
    if !kernel.keeps(.asksMembers) { departed.append(group) }
    group.translator = nil
    guard kernel.keeps(.leavingClears) || groups.isEmpty else { return }
    for case let table? in tables { clear(table, 0..<table.entryCount) }
  }

  func release() {
    for group in groups { detach(group) }
    for case let table? in tables { free(table) }
    driver.leftWindows = tables
    tables = tables.map { _ in nil }
    if kernel.keeps(.releaseUnregisters) {
      for region in regions { put(region) }
    }
    regions = []
    complain()
    if isEnabled, !isVersion2 { unaccount(lockedPages) }
    isEnabled = false
  }
}

extension SPAPRState {
  /// The kernel complains where a process that is gone leaves registered memory behind.
  private func complain() {
    guard let memory, !memory.isInUse else { return }
    guard driver.registered.regions(of: memory).contains(where: { $0.containers == 0 }) else { return }
    kernel.log.warning("WARNING: CPU: 0 PID: 1 at arch/powerpc/mm/book3s64/mmu_context.c:274 destroy_context")
  }
}

extension SPAPRState: DMATranslator {
  func translate(_ iova: UInt64, write: Bool) -> MemoryPlace? {
    for case let table? in tables where table.contains(iova) {
      guard let entry = table[table.entry(of: iova)], allows(entry, write: write) else { return nil }
      let page = kernel.keeps(.largePagesLead) ? table.pageSize : 1 << UInt64(TableGroup.defaultPageShift)
      return MemoryPlace(backing: entry.place.backing, offset: entry.place.offset + iova % page)
    }
    return nil
  }

  /// The kernel makes its own entries readable where they can be written; a hypervisor's are what it was told.
  private func allows(_ entry: TCE, write: Bool) -> Bool {
    guard !write else { return entry.allowsWrite || !kernel.keeps(.readEntryBlocksWrites) }
    return entry.allowsRead || entry.allowsWrite && tableGroup.platform == .powernv
  }
}

extension Rule {
  /// Beside a rule on a structure's size, that on a structure that is not there.
  fileprivate static func fault(for size: Rule) -> Rule {
    switch size {
    case .tceMapSize: .tceMapFault
    case .tceUnmapSize: .tceUnmapFault
    case .registerSize, .unregisterSize: .registerFault
    case .createSize: .createFault
    case .removeSize: .removeFault
    default: .tceInfoFault
    }
  }
}
