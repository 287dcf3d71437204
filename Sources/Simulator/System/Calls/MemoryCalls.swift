import SystemCalls
import VFIOInterface

extension Kernel {
  /// Where the kernel looks for room if the caller leaves it the choice.
  private static let mappingBase: UInt64 = 0x7f00_0000_0000

  func map(_ request: MapRequest, _ caller: Process) throws(Errno) -> UInt64 {
    if !request.offset.isMultiple(of: pageSize) { try refuse(.mapAligned, with: .EINVAL) }
    if request.length == 0, !keeps(.mapDescriptorFirst) { throw .EINVAL }
    // The descriptor comes before the length, and both before what the file itself says.
    let file = request.flags.contains(.anonymous) ? nil : try caller.descriptors.file(request.descriptor)
    guard request.length > 0 else { throw .EINVAL }
    guard request.length <= AddressSpace.limit else { throw .ENOMEM }
    let length = request.length.roundedUp(to: request.flags.contains(.hugePages) ? HugePagePool.pageSize : pageSize)
    guard !request.offset.addingReportingOverflow(length).overflow else { throw .EOVERFLOW }
    guard caller.memory.hasRoom else { throw .ENOMEM }
    let start = try place(request, length, caller)
    try checkKind(request, file)
    guard !overcommits(request, length) || file is DeviceFile && !keeps(.mapOvercommit) else { throw .ENOMEM }
    var reservation: HugePageReservation?
    if request.flags.contains(.hugePages), file == nil { reservation = try hugePages.reserve(bytes: length) }
    var area = MemoryArea(
      start: start, end: start + length, protection: request.protection, isShared: request.flags.contains(.shared),
      backing: SparseMemory(reservation: reservation, from: pages), offset: 0)
    if let file {
      let place = try file.map(request, caller: caller)
      area.backing = place.backing
      area.offset = place.offset
      guard !(file is DeviceFile) || keeps(.mappingHoldsDevice) else {
        orphans.files.append(file)
        return keep(area, caller)
      }
      area.file = file
      file.retain()
    }
    if request.flags.contains(.populate) { area.populate() }
    return keep(area, caller)
  }

  /// Whether the flags name one kind of mapping that the file can have.
  private func checkKind(_ request: MapRequest, _ file: OpenFile?) throws(Errno) {
    let isValidated = request.flags.contains(.sharedValidate)
    guard file != nil || !isValidated, request.flags.contains(.shared) || request.flags.contains(.private) else {
      throw .EINVAL
    }
    if isValidated {
      if file is DeviceFile, !keeps(.mapValidates) { throw .EINVAL }
      guard request.flags.isDisjoint(with: [.fixedNoReplace, .synchronous]) else { throw .EOPNOTSUPP }
    }
    if let file, !file.canRead { throw .EACCES }
  }

  private func keep(_ area: MemoryArea, _ caller: Process) -> UInt64 {
    drop(caller.memory.remove(from: area.start, to: area.end))
    caller.memory.insert(area)
    return area.start
  }

  /// Whether a mapping could never be filled: it alone needs more memory than the machine has. Linux guesses so too.
  private func overcommits(_ request: MapRequest, _ length: UInt64) -> Bool {
    guard request.protection.contains(.write), !request.flags.contains(.noReserve) else { return false }
    let isOwn = !request.flags.contains(.shared) || request.flags.contains(.anonymous)
    return isOwn && !request.flags.contains(.hugePages) && length / SparseMemory.pageSize > pages.total
  }

  func unmap(_ address: UInt64, _ length: UInt64, _ caller: Process) throws(Errno) -> CallResult {
    let end = try rangeEnd(address, length)
    guard caller.memory.hasRoom else { throw .ENOMEM }
    drop(caller.memory.remove(from: address, to: end))
    return CallResult()
  }

  func protect(
    _ address: UInt64, _ length: UInt64, _ protection: Protection, _ caller: Process
  ) throws(Errno) -> CallResult {
    guard length > 0 else { return CallResult() }
    let isDevice = caller.memory.area(at: address)?.file is DeviceFile
    guard caller.memory.hasRoom else { throw .ENOMEM }
    if protection.contains(.execute), isDevice, profile.has(.refusesCode) { throw .EACCES }
    try caller.memory.protect(from: address, to: try rangeEnd(address, length), protection)
    return CallResult()
  }

  /// Moves or resizes one mapping.
  func remap(
    _ address: UInt64, _ length: UInt64, _ newLength: UInt64, _ flags: Int32, _ caller: Process
  ) throws(Errno) -> UInt64 {
    let oldEnd = try rangeEnd(address, length)
    let newEnd = try rangeEnd(address, newLength)
    guard let area = caller.memory.area(at: address), area.end >= oldEnd else { throw .EFAULT }
    if newEnd <= oldEnd {
      drop(caller.memory.remove(from: newEnd, to: oldEnd))
      return address
    }
    if area.isDevice { try refuse(.mappingKeepsSize, with: .EFAULT) }
    let canGrow = area.end == oldEnd && caller.memory.isFree(from: oldEnd, to: newEnd)
    let mayMove = flags & 1 == 1
    guard canGrow || mayMove else { throw .ENOMEM }
    let grown = area.part(from: address, to: oldEnd)
    for removed in caller.memory.remove(from: address, to: oldEnd).dropFirst() { removed.file?.release() }
    let start = canGrow ? address : try freePlace(for: newEnd - address, caller)
    caller.memory.insert(grown.moved(to: start, length: newEnd - address))
    return start
  }

  // MARK: Accesses of the process itself

  func load(_ address: UInt64, _ width: Int, _ caller: Process) -> CallResult {
    access { () throws(Fault) in
      [UInt8](try caller.memory.load(address, width: width), width: width)
    }
  }

  func store(_ address: UInt64, _ width: Int, _ value: UInt64, _ caller: Process) -> CallResult {
    access { () throws(Fault) in
      try caller.memory.store(value, to: address, width: width)
      return []
    }
  }

  func peek(_ address: UInt64, _ count: Int, _ caller: Process) -> CallResult {
    access { () throws(Fault) in try caller.memory.read(address, count: max(0, count)) }
  }

  func poke(_ address: UInt64, _ bytes: [UInt8], _ caller: Process) -> CallResult {
    access { () throws(Fault) in
      try caller.memory.write(bytes, to: address)
      return []
    }
  }

  /// An access that fails raises a signal.
  private func access(_ body: () throws(Fault) -> [UInt8]) -> CallResult {
    do {
      return CallResult(bytes: try body())
    } catch {
      return .fault(error)
    }
  }

  // MARK: Places

  private func place(_ request: MapRequest, _ length: UInt64, _ caller: Process) throws(Errno) -> UInt64 {
    let isFixed = request.flags.contains(.fixed) || request.flags.contains(.fixedNoReplace)
    guard isFixed else { return try freePlace(for: length, caller) }
    let end = try rangeEnd(request.address, length, tooHigh: .ENOMEM)
    if request.flags.contains(.fixedNoReplace), !caller.memory.isFree(from: request.address, to: end) {
      throw .EEXIST
    }
    return request.address
  }

  private func freePlace(for length: UInt64, _ caller: Process) throws(Errno) -> UInt64 {
    var start = Self.mappingBase
    for area in caller.memory.areas where area.end > start {
      if area.start >= start, area.start - start >= length { break }
      start = area.end
    }
    guard start <= AddressSpace.limit, AddressSpace.limit - start >= length else { throw .ENOMEM }
    return start
  }

  private func rangeEnd(
    _ address: UInt64, _ length: UInt64, tooHigh: Errno = .EINVAL
  ) throws(Errno) -> UInt64 {
    guard address.isMultiple(of: pageSize), length > 0 else { throw .EINVAL }
    let length = length.roundedUp(to: pageSize)
    guard address <= AddressSpace.limit, length <= AddressSpace.limit - address else { throw tooHigh }
    return address + length
  }

  private func drop(_ areas: [MemoryArea]) {
    for area in areas { area.file?.release() }
  }
}

extension MemoryArea {
  /// Makes the pages exist, as far as the machine has any: `mmap` does not report missing ones (`mm_populate`).
  fileprivate func populate() {
    guard protection.contains(.write), let memory = backing as? SparseMemory else { return }
    memory.populate(offset / SparseMemory.pageSize..<(offset + length) / SparseMemory.pageSize)
  }

  /// The same pages elsewhere, with room for more behind them.
  fileprivate func moved(to start: UInt64, length: UInt64) -> MemoryArea {
    var moved = self
    moved.start = start
    moved.end = start + length
    return moved
  }
}

/// Files of devices that a kernel which breaks a rule does not hold open for their mappings.
private final class OrphanedFiles {
  var files: [OpenFile] = []
}

extension Kernel {
  fileprivate var orphans: OrphanedFiles { part { _ in OrphanedFiles() } }
}
