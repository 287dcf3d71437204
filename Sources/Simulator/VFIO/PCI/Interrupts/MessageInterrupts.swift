import SystemCalls
import VFIOInterface

/// MSI and MSI-X: each vector goes to an eventfd of its own.
final class MessageInterrupts {
  private unowned let interrupts: DeviceInterrupts
  /// The vectors that the host allocated, by number.
  private var vectors: [Int: HostInterrupts.Vector] = [:]
  private var events: [Int: EventFile] = [:]
  /// What a kernel that breaks rules remembers: the kind that was set up first, vectors that were programmed, and
  /// those whose eventfd was closed.
  private var firstKind: InterruptIndex?
  private var programmed: Set<Int> = []
  private var lost: Set<Int> = []

  /// How many vectors are set up.
  var count: Int { vectors.count }

  init(_ interrupts: DeviceInterrupts) { self.interrupts = interrupts }

  private var kernel: Kernel { interrupts.kernel }
  private var device: PCIDevice { interrupts.device }

  // MARK: Actions

  func trigger(_ index: InterruptIndex, _ request: InterruptRequest, _ caller: Process) throws(Errno) {
    let isEnabled = interrupts.isEnabled(index)
    if request.disables {
      if isEnabled, request.start == 0 || kernel.keeps(.disableAnyStart) { return disable() }
      if !isEnabled, !kernel.keeps(.messagesDisableOnce) { return }
    }
    let isFree = isEnabled || interrupts.active == nil
    try kernel.require(.messagesExcludeOthers, isFree, or: .EINVAL)
    if case .events(let descriptors) = request.data {
      try setEvents(index, request.start, descriptors, caller)
      return
    }
    try kernel.require(.messagesLoopbackNeedsEnable, isEnabled, or: .EINVAL)
    let passesOver = kernel.profile.has(.addsVectors) == kernel.keeps(.loopbackBehind)
    guard passesOver || request.start + request.count <= vectors.count else {
      throw .EINVAL
    }
    loopBack(request)
  }

  private func setEvents(
    _ index: InterruptIndex, _ start: Int, _ descriptors: [Int32], _ caller: Process
  ) throws(Errno) {
    if interrupts.isEnabled(index) {
      try setBlock(index, start, descriptors, caller)
      if events.isEmpty, !kernel.keeps(.releasedStaysEnabled) { disable() }
      return
    }
    if start > 0, !kernel.keeps(.firstCallAllocates) { throw .EINVAL }
    if descriptors.contains(-1), !kernel.keeps(.messagesWithoutEvent) { throw .EINVAL }
    if let firstKind, firstKind != index, !kernel.keeps(.kindsFollow) { throw .EINVAL }
    firstKind = index
    try enable(index, start + descriptors.count)
    do {
      try setBlock(index, start, descriptors, caller)
      if !kernel.keeps(.messagesBeginSilent) { signalAll() }
    } catch {
      if kernel.keeps(.messagesFailedEnableUndone) { disable() }
      throw error
    }
  }

  /// Signals the eventfds of vectors that have one, as their interrupts would.
  private func loopBack(_ request: InterruptRequest) {
    for offset in 0..<request.count {
      if case .booleans(let values) = request.data, !values[offset], kernel.keeps(.messagesLoopbackHeedsBoolean) {
        continue
      }
      if kernel.keeps(.messagesLoopback) { events[request.start + offset]?.signal() }
    }
  }

  // MARK: On and off

  /// Allocates vectors, and turns messages on in the function.
  private func enable(_ index: InterruptIndex, _ count: Int) throws(Errno) {
    try kernel.require(.messagesNeedVectors, count > 0, or: .ERANGE)
    let hardware = interrupts.owner.hardware
    guard index == .msix || hardware.msiCapability != 0 else {
      throw .EINVAL
    }
    try kernel.require(.hostForbidsMessages, interrupts.device.allowsMessages, or: .EINVAL)
    for vector in 0..<count { allocate(index, vector) }
    interrupts.active = index
    setEnabled(index, true, hardware)
    if index == .msi { interrupts.owner.virtualConfig?.allowMessages(count) }
  }

  func disable() {
    guard let index = interrupts.active else { return }
    let hardware = interrupts.owner.hardware
    if kernel.keeps(.vectorsAreFreed) { for vector in events.keys.sorted() { drop(vector) } }
    events = [:]
    setEnabled(index, false, hardware)
    forgetMessages(index, hardware)
    if kernel.keeps(.vectorsAreFreed) { for vector in vectors.values { kernel.interrupts.free(vector) } }
    vectors = [:]
    programmed = []
    interrupts.active = nil
  }

  /// Turns messages on or off in the function, where memory decoding is on for as long as it takes.
  private func setEnabled(_ index: InterruptIndex, _ isOn: Bool, _ hardware: DeviceFunction) {
    interrupts.device.usesMessages = isOn
    withMemory {
      switch index {
      case .msi:
        let start = hardware.msiCapability
        if isOn, let message = vectors[0]?.message {
          hardware.setConfiguration(start + 4, width: 8, to: message.address)
          hardware.setConfiguration(start + 12, width: 2, to: UInt64(message.data))
        }
        let flags = hardware.config.word(start + 2)
        hardware.writeConfiguration(UInt32(isOn ? flags | 1 : flags & ~1), at: start + 2, width: 2)
      default:
        guard let start = hardware.msix?.capability else { return }
        let control = hardware.config.word(start + 2) & ~0xc000
        hardware.writeConfiguration(UInt32(isOn ? control | 0x8000 : control), at: start + 2, width: 2)
      }
    }
  }

  /// The host takes its messages back from the function.
  private func forgetMessages(_ index: InterruptIndex, _ hardware: DeviceFunction) {
    let none = InterruptMessage(address: 0, data: 0)
    if index == .msi {
      hardware.setConfiguration(hardware.msiCapability + 4, width: 8, to: none.address)
      hardware.setConfiguration(hardware.msiCapability + 12, width: 2, to: UInt64(none.data))
    } else {
      withMemory { for vector in vectors.keys { hardware.program(vector, none, masked: true) } }
    }
  }

  private func withMemory(_ body: () -> Void) {
    let command = device.function.readConfiguration(at: ConfigRegister.command, width: 2)
    device.change(.memory, to: true)
    body()
    if kernel.keeps(.messagesRestoreDecoding) {
      device.function.writeConfiguration(command, at: ConfigRegister.command, width: 2)
    }
  }

  // MARK: Vectors

  private func allocate(_ index: InterruptIndex, _ vector: Int) {
    let requester = device.address.requester
    var chip = "PCI-MSI"
    var number = requester << 11 | vector
    if kernel.profile.has(.namesInterruptDomains) {
      chip = "PCI-MSI\(index == .msix ? "X" : "")-\(device.name)"
      number = vector
    }
    if kernel.machine.iommu != .none { chip = "IR-" + chip }
    vectors[vector] = kernel.interrupts.allocate(
      for: requester, index: vector, chip: chip, hardwareNumber: number)
  }

  /// Gives a run of vectors their eventfds; on an error all up to the failing one lose theirs.
  private func setBlock(
    _ index: InterruptIndex, _ start: Int, _ descriptors: [Int32], _ caller: Process
  ) throws(Errno) {
    if !kernel.profile.has(.addsVectors) {
      guard start < vectors.count, start + descriptors.count <= vectors.count else { throw .EINVAL }
    }
    for (offset, descriptor) in descriptors.enumerated() {
      do {
        try setVector(index, start + offset, descriptor, caller)
      } catch {
        if kernel.keeps(.messagesErrorDropsRun), kernel.keeps(.messagesErrorTakesEvent) {
          for vector in start...start + offset { drop(vector) }
        }
        throw error
      }
    }
  }

  private func setVector(
    _ index: InterruptIndex, _ vector: Int, _ descriptor: Int32, _ caller: Process
  ) throws(Errno) {
    if !kernel.keeps(.messagesErrorTakesEvent), descriptor >= 0 { _ = try caller.eventFile(descriptor) }
    let replaced = kernel.keeps(.messagesReplaced) ? nil : events[vector]
    if descriptor >= 0 || kernel.keeps(.messagesEventDropped) { drop(vector) }
    guard descriptor >= 0 else { return }
    if lost.contains(vector) { throw .EBUSY }
    if vectors[vector] == nil {
      guard index == .msix, kernel.interrupts.addsVectors else { throw .EINVAL }
      guard kernel.keeps(.messagesGrow) else { throw .EINVAL }
      allocate(index, vector)
    }
    let event = try caller.eventFile(descriptor)
    guard let allocated = vectors[vector] else { throw .EINVAL }
    if !kernel.keeps(.messagesShareEvent), events.values.contains(where: { $0 === event }) { throw .EBUSY }
    events[vector] = event
    if !kernel.keeps(.closedEventIsKept) {
      _ = event.watch { [weak self] in if case .hangUp = $0 { self?.disable() } }
    }
    if !kernel.keeps(.closedEventIsHarmless) {
      _ = event.watch { [weak self] in if case .hangUp = $0 { self?.lost.insert(vector) } }
    }
    let name = "vfio-msi\(index == .msix ? "x" : "")[\(vector)](\(device.name))"
    kernel.interrupts.request(allocated, name: kernel.keeps(.messageNames) ? name : "") { [weak self, weak event] in
      self?.deliver(event, replaced)
    }
    if index == .msix, programmed.insert(vector).inserted || kernel.keeps(.messageAnew) {
      withMemory { interrupts.owner.hardware.program(vector, allocated.message, masked: false) }
    }
  }

  /// The device sent a message.
  private func deliver(_ event: EventFile?, _ replaced: EventFile?) {
    guard kernel.keeps(.messagesArrive) else { return }
    (kernel.keeps(.messagesApart) ? event : events[0])?.signal()
    replaced?.signal()
  }

  func signalAll() { for event in events.values { event.signal() } }

  /// Takes a vector's eventfd; the vector stays allocated.
  private func drop(_ vector: Int) {
    guard events.removeValue(forKey: vector) != nil, let allocated = vectors[vector] else { return }
    kernel.interrupts.release(allocated)
    guard interrupts.isEnabled(.msix) else { return }
    withMemory { interrupts.owner.hardware.program(vector, allocated.message, masked: true) }
  }
}
