import SystemCalls
import VFIOInterface

/// Resets of the function, and of all that share its bus.
extension VFIOPCIDevice {
  /// `VFIO_DEVICE_RESET`.
  func resetDevice() throws(Errno) {
    try kernel.require(.resetNeedsMethod, resetWorks, or: .EINVAL)
    if !device.virtualFunctions.isEmpty, !kernel.keeps(.resetWithVirtual) { throw .EBUSY }
    let powerState = device.powerState
    zapMappings()
    changePower(to: 0)
    if !kernel.keeps(.resetKeepsMappings) || !kernel.keeps(.resetRefaults) { mappings.values.forEach { $0.kill() } }
    if !kernel.keeps(.resetKeepsInterrupts) { interrupts.close() }
    guard kernel.keeps(.resetKeepsConfig) else {
      hardware.resetHardware()
      return
    }
    guard kernel.keeps(.resetResets) else { return }
    if device.usedResetMethods.isEmpty, !kernel.keeps(.resetHeedsMethods) { return }
    try device.tryResetFunction()
    if !kernel.keeps(.resetWakes) { changePower(to: powerState) }
    if !kernel.keeps(.resetKeepsDecode) {
      virtualConfig?.command.insert(.memory)
      device.change(.memory, to: true)
    }
    guard !kernel.keeps(.resetIsAlone) else { return }
    for other in kernel.pci.devices.compactMap({ $0.driverData as? VFIOPCIDevice })
    where other.openCount > 0 && other !== self {
      other.hardware.resetHardware()
    }
  }

  // MARK: What is reset together

  /// The bridge whose secondary bus can be reset, nil on the root bus.
  private var resettableBridge: PCIDevice? { device.bridge }

  /// All functions on the bus.
  private var affectedDevices: [PCIDevice] {
    kernel.pci.devices.filter {
      $0.address.domain == device.address.domain && $0.address.bus == device.address.bus
    }
  }

  /// What vfio-pci has of the functions that are reset together; on the root bus each is alone, and so is a virtual one.
  private var deviceSet: [VFIOPCIDevice] {
    let isWhole = !kernel.keeps(.hotResetSparesVirtual)
    guard resettableBridge != nil, device.physicalFunction == nil || isWhole else { return [self] }
    return affectedDevices.filter { $0.physicalFunction == nil || isWhole }.compactMap {
      $0.driverData as? VFIOPCIDevice
    }
  }

  func getHotResetInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.pciHotResetInfo
    var header = try kernel.faulting(.hotResetInfoFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = header[PCIHotResetInfo.argsz]
    try kernel.require(.hotResetInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    header[PCIHotResetInfo.flags] = 0
    try kernel.require(.hotResetNeedsBridge, resettableBridge != nil, or: .ENODEV)
    let devices = affectedDevices.filter { $0.physicalFunction == nil || kernel.keeps(.hotResetInfoVirtual) }
    let entry = Structure.pciDependentDevice
    if UInt64(devices.count) > (max(size, UInt64(structure.size)) - UInt64(structure.size)) / UInt64(entry.size),
      kernel.keeps(.hotResetInfoSpace)
    {
      header[PCIHotResetInfo.count] = UInt64(devices.count)
      try argument.copyOut(header)
      throw .ENOSPC
    }
    var entries: [UInt8] = []
    for affected in devices {
      guard let group = affected.iommuGroup else { throw .EPERM }
      var bytes = [UInt8](repeating: 0, count: entry.size)
      let shown = kernel.keeps(.hotResetInfoGroup) ? group.id : 0
      bytes[PCIDependentDevice.groupID] = UInt64(shown)
      bytes[PCIDependentDevice.segment] = UInt64(affected.address.domain)
      bytes[PCIDependentDevice.bus] = UInt64(affected.address.bus)
      bytes[PCIDependentDevice.devfn] = UInt64(affected.address.devfn)
      entries += bytes
    }
    try argument.copyOut(entries, offset: structure.size)
    header[PCIHotResetInfo.count] = UInt64(devices.count)
    try argument.copyOut(header)
  }

  // MARK: Hot reset

  func hotReset(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let structure = Structure.pciHotReset
    let header = try argument.copyIn(count: structure.minimumSize)
    let size = header[PCIHotReset.argsz]
    try kernel.require(.hotResetSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    try kernel.require(.hotResetFlags, header[PCIHotReset.flags] == 0, or: .EINVAL)
    let count = Int(clamping: header[PCIHotReset.count])
    if count == 0, !kernel.keeps(.hotResetNamesGroups) { return }
    if count == 0, kernel.profile.has(.countsGroupsFirst) { throw .EINVAL }
    guard resettableBridge != nil || kernel.keeps(.hotResetNeedsBus) else { return }
    try kernel.require(.hotResetNeedsBridge, resettableBridge != nil, or: .ENODEV)
    let affected = affectedDevices.count
    guard count > 0 else { throw .EINVAL }
    if count > affected {
      try kernel.refuse(.hotResetCount, with: .EINVAL)
    }
    let groups = try groups(argument, offset: structure.size, count: min(count, affected), caller)
    try resetSet(owning: groups)
  }

  private func groups(
    _ argument: UserArgument, offset: Int, count: Int, _ caller: Process
  ) throws(Errno) -> [VFIOGroup] {
    let descriptors = try kernel.faulting(.hotResetGroupsFault) { () throws(Errno) in
      try argument.copyIn(offset: offset, count: 4 * count)
    }
    var groups: [VFIOGroup] = []
    for index in 0..<count {
      let word = UInt32(truncatingIfNeeded: descriptors.integer(at: 4 * index, width: 4) ?? 0)
      let file = try caller.descriptors.file(Int32(bitPattern: word))
      guard let groupFile = file as? GroupFile else {
        try kernel.refuse(.hotResetNeedsGroups, with: .EINVAL)
        continue
      }
      groups.append(groupFile.group)
    }
    return groups
  }

  private func resetSet(owning groups: [VFIOGroup]) throws(Errno) {
    let set = deviceSet
    try kernel.require(.hotResetNeedsDriver, set.count == affectedDevices.count, or: .EINVAL)
    let isOwned = set.allSatisfy { member in groups.contains { $0 === member.group } }
    try kernel.require(.hotResetNeedsAllGroups, isOwned, or: .EINVAL)
    for member in set {
      member.zapMappings()
      member.changePower(to: 0)
    }
    try resetBus()
  }

  /// Resets everything behind the bridge, and puts configurations back.
  func resetBus() throws(Errno) {
    guard let bridge = resettableBridge else { throw .ENOTTY }
    let saved = affectedDevices.map { (device: $0, state: $0.saveState()) }
    for affected in saved { affected.device.function.resetHardware() }
    if kernel.keeps(.hotResetRestores) {
      for affected in saved { affected.device.restoreState(affected.state) }
    }
    // The port of QEMU never says that its link is up again, so the kernel gives up after waiting for it.
    if bridge.entry?.model == .rootPort { throw .ENOTTY }
  }

  /// Resets the bus after the last close, if a device on it could not be reset by itself.
  func resetSetIfNeeded() {
    let set = deviceSet
    let isIdle = set.allSatisfy { $0 === self || $0.openCount == 0 } || !kernel.keeps(.openSiblingKeeps)
    guard isIdle, kernel.keeps(.busResets), set.contains(where: \.needsReset) else { return }
    guard set.count == affectedDevices.count || !kernel.keeps(.foreignSiblingKeeps) else { return }
    guard resettableBridge != nil, (try? resetBus()) != nil else { return }
    for member in set { member.needsReset = false }
  }
}
