import SystemCalls
import VFIOInterface

/// A subchannel that user space can open (`struct vfio_ccw_private`).
final class VFIOChannelDevice: MediatedVFIODevice {
  enum State {
    /// The device behind it is gone, or was lost.
    case notOperational
    /// Nobody has it open.
    case standby
    case idle
    /// A program is under way.
    case pending
  }

  let subchannel: Subchannel
  private(set) var state = State.standby
  /// How often it was opened.
  private(set) var opens = 0
  /// What user space reads and writes; see `ChannelRegion`.
  var regions: [ChannelRegion: [UInt8]] = [:]
  private var program: ChannelProgram?
  /// What will tell that the program ended; nil while it waits to be resumed.
  private var completion: UInt64?
  private(set) var events: [EventFile?] = [nil, nil, nil]

  init(_ device: MediatedDevice, _ subchannel: Subchannel, kernel: Kernel, module: Module) {
    self.subchannel = subchannel
    super.init(device, kernel: kernel, module: module)
    for region in ChannelRegion.allCases { regions[region] = [UInt8](repeating: 0, count: region.size) }
  }

  private var hardware: ChannelHardware { subchannel.hardware }
  var isPresent: Bool { !hardware.isUnplugged }
  override var advancesPosition: Bool { !kernel.keeps(.ccwPositionStays) }

  // MARK: Opening and closing

  override func openDevice() throws(Errno) {
    guard state != .notOperational else { throw .EINVAL }
    opens += 1
    enable()
  }

  /// The eventfds outlive it.
  override func closeDevice() {
    if state != .pending || kernel.keeps(.ccwCloseEnds) { disable() }
  }

  private func enable() { if state == .standby { state = .idle } }

  /// Ends what is under way, and disables the subchannel.
  private func disable() {
    guard state == .idle || state == .pending else { return }
    // The worker that the end of a program woke makes an idle device of what was put to sleep meanwhile, and so the next
    // enabling finds what it does not expect.
    let isEnding = completion != nil
    endProgram()
    if kernel.keeps(.ccwDisabledForgets) { hardware.disabled() }
    state = isEnding ? .notOperational : .standby
    if isEnding, openCount == 0 { state = .standby }
  }

  private func endProgram() {
    if let completion { kernel.clock.cancel(completion) }
    completion = nil
    free()
  }

  /// Gives the pages of the program up.
  private func free() {
    if let program, let memory, kernel.keeps(.ccwUnpins) { for page in program.pages { memory.unpinPage(page) } }
    program = nil
  }

  private var memory: Type1State? { group?.container?.driverState as? Type1State }

  override func unmapped(iova: UInt64, size: UInt64) {
    guard let program else { return }
    let isUsed = program.pages.contains { $0 >= iova && $0 - iova < size }
    guard isUsed ? kernel.keeps(.ccwUnmapEnds) : !kernel.keeps(.ccwUnmapElsewhere) else { return }
    if completion != nil {
      // The worker has marked the program as gone, and not given its pages up yet: nobody else does either.
      kernel.log.error("kernel BUG at drivers/vfio/vfio_iommu_type1.c:1522!")
      endProgram()
      return state = .idle
    }
    try? reset()
  }

  /// The device was taken out of the machine.
  func notOperational() {
    endProgram()
    state = .notOperational
  }

  // MARK: Requests

  override func request(count: UInt32) {
    guard let event = events[2] else {
      guard count == 0 else { return }
      return kernel.log.notice(
        "\(device.logPrefix)No device request channel registered, blocked until released by user")
    }
    if count % 10 == 0 { kernel.log.notice("\(device.logPrefix)Relaying device request to user (#\(count))") }
    if kernel.keeps(.ccwRequests) { event.signal() }
  }

  override func deviceIoctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.deviceGetInfo.number: try getInfo(argument)
    case Request.deviceGetRegionInfo.number: try getRegionInfo(argument)
    case Request.deviceGetIRQInfo.number: try getInterruptInfo(argument)
    case Request.deviceSetIRQs.number: try setInterrupts(argument, caller)
    case Request.deviceReset.number: if kernel.keeps(.ccwReset) { try reset() }
    default: try kernel.refuse(.ccwUnknownRequest, with: .ENOTTY)
    }
    return 0
  }

  /// `vfio_ccw_mdev_reset`: closes and opens, beneath whoever has it open.
  private func reset() throws(Errno) {
    guard state != .notOperational else { return try kernel.refuse(.ccwUnpluggedFails, with: .EINVAL) }
    disable()
    enable()
    if state == .notOperational { throw .EINVAL }
  }

  func setEvent(_ event: EventFile?, at index: Int) { events[index] = event }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    try kernel.refuse(.ccwNoMapping, with: .EINVAL)
    return MemoryPlace(backing: SparseMemory(size: SparseMemory.pageSize), offset: 0)
  }

  // MARK: Access

  override func read(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    let (region, start) = try place(offset, count)
    if region == .report, !kernel.keeps(.ccwNoReport) { regions[region]?.put(1, at: 0, width: 4) }
    if region == .subchannel {
      guard isPresent || !kernel.keeps(.ccwUnpluggedFails) else { throw .ENODEV }
      regions[region] = informationBlock
    }
    let bytes = regions[region] ?? []
    let from = region == .subchannel && !kernel.keeps(.ccwPartOfInformation) ? 0 : start
    return Array((bytes + [UInt8](repeating: 0, count: from + count)).dropFirst(from).prefix(count))
  }

  override func write(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    let (region, start) = try place(offset, bytes.count)
    guard region == .request || region == .command else {
      try kernel.refuse(.ccwReadOnlyRegions, with: .EINVAL)
      return bytes.count
    }
    let kept = bytes.prefix(max(0, region.size - start))
    let keepsPart = region == .request ? kernel.keeps(.ccwParts) : kernel.keeps(.ccwCommandParts)
    if start <= region.size, bytes.count == region.size || keepsPart {
      regions[region]?.replaceSubrange(start..<start + kept.count, with: kept)
    }
    let code = region == .request ? startProgram(caller) : command()
    if let code { regions[region]?.put(UInt64(code), at: region.size - 4, width: 4) }
    let result = Int32(truncatingIfNeeded: (regions[region] ?? []).number(at: region.size - 4, width: 4))
    guard result != 0 else { return bytes.count }
    guard result > 0 else { throw Errno(rawValue: Int32(clamping: -Int64(result))) }
    return Int(result)
  }

  /// Where an access goes; one that reaches over the end of a region is refused.
  private func place(_ offset: Int64, _ count: Int) throws(Errno) -> (ChannelRegion, Int) {
    let (index, start) = (offset >> ChannelRegion.offsetShift, Int(offset & (1 << ChannelRegion.offsetShift - 1)))
    guard let region = ChannelRegion(rawValue: Int(truncatingIfNeeded: index)) else {
      try kernel.refuse(.ccwRegionIndex, with: .EINVAL)
      return (.report, 0)
    }
    try kernel.require(.ccwRegionEnd, start + count <= region.size, or: .EINVAL)
    return (region, start)
  }

  // MARK: Functions

  /// A code as the region keeps it; nil where it is left as it is.
  private func startProgram(_ caller: Process) -> UInt32? {
    do throws(Errno) {
      switch state {
      case .notOperational, .standby:
        kernel.log.error("vfio-ccw: FSM: I/O request from state:0")
        throw .EIO
      case .pending: try kernel.refuse(.ccwBusy, with: .EBUSY)
      case .idle: break
      }
      let region = regions[.request] ?? []
      let function = region.number(at: 12, width: 4)
      guard function & 0x4000 != 0 else {
        if function & 0x3000 != 0 { try kernel.refuse(.ccwOtherFunctions, with: .EOPNOTSUPP) }
        // Without a function nothing is done, and what the user wrote as the result stays.
        return kernel.keeps(.ccwNoFunction) ? nil : UInt32(bitPattern: -Errno.EINVAL.rawValue)
      }
      try start(OperationRequest(region), caller)
      return 0
    } catch {
      return UInt32(bitPattern: kernel.keeps(.ccwErrorCodes) ? -error.rawValue : -Errno.EIO.rawValue)
    }
  }

  private func start(_ request: OperationRequest, _ caller: Process) throws(Errno) {
    if request.isTransport { try kernel.refuse(.ccwTransport, with: .EOPNOTSUPP) }
    if !request.allowsPrefetch {
      if !kernel.keeps(.ccwPrefetches) { throw .EOPNOTSUPP }
      kernel.log.warning("\(device.logPrefix)Prefetching channel program even though prefetch not specified in ORB")
    }
    if !request.namesPath, !kernel.keeps(.ccwPaths) { throw .ENODEV }
    guard let memory else { throw .EINVAL }
    var reader = ChannelProgramReader(kernel, request, memory, caller)
    let program = try reader.read()
    self.program = program
    state = .pending
    let run = ChannelRun(
      program, on: hardware, maySuspend: request.maySuspend, transfers: kernel.keeps(.ccwTransfers))
    guard run.end != .suspended else { return }
    completion = kernel.clock.schedule(after: .microseconds(20)) { [weak self] in self?.finish(run.words) }
  }

  /// The worker behind the interrupt of a program's end.
  private func finish(_ words: (UInt64, UInt64, UInt64)) {
    completion = nil
    free()
    state = .idle
    let address = kernel.keeps(.ccwTellsAddress) ? words.1 : 0
    tell(words.0, address, kernel.keeps(.ccwTellsStatus) ? words.2 : 0x0c00_0000)
  }

  private func tell(_ condition: UInt64, _ address: UInt64, _ status: UInt64) {
    regions[.request]?.put(condition, at: 24, width: 4)
    regions[.request]?.put(address, at: 28, width: 4)
    regions[.request]?.put(status, at: 32, width: 4)
    if !kernel.keeps(.ccwRequestStays) { regions[.request]?.put(0, at: 4, width: 4) }
    if kernel.keeps(.ccwInterrupts) { events[0]?.signal() }
  }

  private func command() -> UInt32? {
    let code = (regions[.command] ?? []).number(at: 0, width: 4)
    guard state == .idle || state == .pending else {
      kernel.log.error(
        "vfio-ccw: FSM: \(code == 1 ? "halt" : code == 2 ? "clear" : "<unknown>") request from state:0")
      return UInt32(bitPattern: -Errno.EIO.rawValue)
    }
    switch code {
    case 1:
      // A program that was suspended is still told to be so.
      let suspended: UInt64 = state == .pending && completion == nil ? 0x20 : 0
      endFunction(ends: kernel.keeps(.ccwHalts), 0x0080_2001 | suspended, 0x0400_0000)
    case 2: endFunction(ends: kernel.keeps(.ccwClears), 0x0080_1001, 0)
    default: return kernel.keeps(.ccwCommands) ? UInt32(bitPattern: -Errno.EINVAL.rawValue) : 0
    }
    return 0
  }

  /// Halt or clear: an interrupt tells that it is done, and that whatever was under way is over.
  private func endFunction(ends: Bool, _ condition: UInt64, _ status: UInt64) {
    if let completion { kernel.clock.cancel(completion) }
    completion = nil
    kernel.clock.schedule(after: .microseconds(20)) { [weak self] in
      guard let self, self.state == .idle || self.state == .pending else { return }
      if ends, self.state == .pending {
        self.free()
        self.state = .idle
      }
      if self.kernel.keeps(.ccwTellsFunctions) { self.tell(condition, 0, status) }
    }
  }

  // MARK: The subchannel

  /// What STORE SUBCHANNEL gives: enabled, the device's number valid, one path.
  private var informationBlock: [UInt8] {
    var block = [UInt8](repeating: 0, count: ChannelRegion.subchannel.size)
    guard kernel.keeps(.ccwInformation) else { return block }
    block.put(0x1881, at: 4, width: 2)
    block.put(UInt64(hardware.entry.deviceNumber), at: 6, width: 2)
    block.put(0x8000_0080, at: 8, width: 4)
    block.put(0x0000_ff80, at: 12, width: 4)
    return block
  }
}
