import VFIOInterface

/// The host's interrupts: lines that functions share, messages that each names, and who handles them.
final class HostInterrupts: InterruptController {
  /// A registered handler. Its answer says whether the interrupt was its own.
  fileprivate struct Handler {
    var id: Int
    var name: String
    var isShared: Bool
    var handle: () -> Bool
  }

  private struct Line {
    var handlers: [Handler] = []
    /// Functions that assert it.
    var drivers: Set<ObjectIdentifier> = []
    var isBeingServed = false
    /// As often as it was disabled at the interrupt controller.
    var disableDepth = 0
    var count: UInt64 = 0
  }

  /// A message and who sends it: remapping tells functions apart.
  private struct Source: Hashable {
    var requester: Int
    var message: InterruptMessage
  }

  /// A vector allocated for a function's message.
  final class Vector {
    /// The number that the kernel gave it.
    let number: Int
    /// The bus and function number of the sender.
    let requester: Int
    let message: InterruptMessage
    /// How /proc/interrupts calls its chip and its number there.
    let chip: String
    let hardwareNumber: Int
    fileprivate var handler: Handler?
    fileprivate var count: UInt64 = 0

    fileprivate init(
      number: Int, requester: Int, message: InterruptMessage, chip: String, hardwareNumber: Int
    ) {
      self.number = number
      self.requester = requester
      self.message = message
      self.chip = chip
      self.hardwareNumber = hardwareNumber
    }
  }

  /// The first number that no driver of the machine's own devices has.
  private static let firstFreeNumber = 27

  private unowned let kernel: Kernel
  private var lines: [Int: Line] = [:]
  private var vectors: [Source: Vector] = [:]
  private var lastHandler = 0

  init(kernel: Kernel) { self.kernel = kernel }

  // MARK: Lines

  /// Registers a handler; nil where the line is taken and one of the users does not share it.
  ///
  /// A line that was high before its first handler came is not seen: the interrupt controller latches a level only once
  /// the pin is set up.
  func attach(to number: Int, name: String, isShared: Bool, handler: @escaping () -> Bool) -> Int? {
    var line = lines[number] ?? Line()
    guard line.handlers.allSatisfy({ $0.isShared && isShared }) else { return nil }
    lastHandler += 1
    line.handlers.append(Handler(id: lastHandler, name: name, isShared: isShared, handle: handler))
    lines[number] = line
    return lastHandler
  }

  func detach(_ id: Int, from number: Int) {
    lines[number]?.handlers.removeAll { $0.id == id }
    if lines[number]?.handlers.isEmpty == true { lines[number]?.disableDepth = 0 }
  }

  /// Keeps a line from being served, whoever asserts it; enabling serves what came meanwhile.
  func disable(line number: Int) { lines[number]?.disableDepth += 1 }

  func enable(line number: Int) {
    guard let line = lines[number], line.disableDepth > 0 else { return }
    lines[number]?.disableDepth -= 1
    serve(number)
  }

  /// A function may assert its pin now, or not any more.
  func lineMayHaveChanged(_ number: Int, by function: DeviceFunction) {
    setLine(number, to: function.drivesLine, by: function)
  }

  /// A device drives a line now, or does not any more.
  func setLine(_ number: Int, to isHigh: Bool, by device: AnyObject) {
    let key = ObjectIdentifier(device)
    guard isHigh != (lines[number]?.drivers.contains(key) ?? false) else { return }
    if isHigh { lines[number, default: Line()].drivers.insert(key) } else { lines[number]?.drivers.remove(key) }
    if isHigh { serve(number) }
  }

  private func serve(_ number: Int) {
    guard let line = lines[number], !line.isBeingServed else { return }
    lines[number]?.isBeingServed = true
    defer { lines[number]?.isBeingServed = false }
    while let line = lines[number], !line.drivers.isEmpty, line.disableDepth == 0, !line.handlers.isEmpty {
      lines[number]?.count += 1
      let handled = line.handlers.filter { $0.handle() }
      guard handled.isEmpty else { continue }
      kernel.log.error("irq \(number): nobody cared (try booting with the \"irqpoll\" option)")
      lines[number]?.disableDepth += 1
    }
  }

  // MARK: Messages

  /// Whether a function can get vectors while it uses others (`pci_msix_can_alloc_dyn()`); Arm's controller cannot do it.
  var addsVectors: Bool { kernel.profile.has(.addsVectors) && kernel.machine.architecture == .x86 }

  /// Allocates a vector with a message of its own.
  ///
  /// - Parameter index: The vector's number in its function.
  func allocate(for requester: Int, index: Int, chip: String, hardwareNumber: Int) -> Vector {
    let used = Set(vectors.values.map(\.number))
    var number = Self.firstFreeNumber
    while used.contains(number) { number += 1 }
    let vector = Vector(
      number: number, requester: requester, message: message(number, index: index), chip: chip,
      hardwareNumber: hardwareNumber)
    vectors[Source(requester: requester, message: vector.message)] = vector
    return vector
  }

  func free(_ vector: Vector) { vectors[Source(requester: vector.requester, message: vector.message)] = nil }

  func request(_ vector: Vector, name: String, handler: @escaping () -> Void) {
    lastHandler += 1
    vector.handler = Handler(id: lastHandler, name: name, isShared: false) {
      handler()
      return true
    }
  }

  func release(_ vector: Vector) { vector.handler = nil }

  func deliver(_ message: InterruptMessage, from requester: Int) {
    guard let vector = vectors[Source(requester: requester, message: message)], let handler = vector.handler else {
      return
    }
    vector.count += 1
    _ = handler.handle()
  }

  /// What a message carries: an index into the table of interrupt remapping, or the processor's vector.
  private func message(_ number: Int, index: Int) -> InterruptMessage {
    switch kernel.machine.iommu {
    case .intel: InterruptMessage(address: 0xfee0_0018 | UInt64(number) << 5, data: 0)
    case .amd: InterruptMessage(address: 0xfee0_0000, data: UInt32(truncatingIfNeeded: index))
    case .smmu: InterruptMessage(address: 0x808_0040, data: UInt32(truncatingIfNeeded: index))
    case .tce, .zpci, .none: InterruptMessage(address: 0xfee0_1000, data: UInt32(truncatingIfNeeded: 0x4000 + number))
    }
  }

  // MARK: /proc/interrupts

  func addFiles() {
    kernel.files.root.directory("proc")["interrupts"] = Attribute(
      permissions: 0o444, show: { [unowned self] (_) throws(Errno) in Array((table + "\n").utf8) })
  }

  /// The lines of the file, without those of the host's own devices.
  var table: String {
    var rows: [(number: Int, text: String)] = []
    for (number, line) in lines where !line.handlers.isEmpty {
      let names = line.handlers.map(\.name).joined(separator: ", ")
      rows.append(
        (
          number,
          row(number, line.count, kernel.machine.iommu == .none ? "IO-APIC" : "IR-IO-APIC", number, "fasteoi", names)
        ))
    }
    for vector in vectors.values {
      guard let handler = vector.handler else { continue }
      rows.append(
        (vector.number, row(vector.number, vector.count, vector.chip, vector.hardwareNumber, "edge", handler.name)))
    }
    return (["           CPU0       "] + rows.sorted { $0.number < $1.number }.map(\.text)).joined(separator: "\n")
  }

  private func row(
    _ number: Int, _ count: UInt64, _ chip: String, _ hardwareNumber: Int, _ flow: String, _ name: String
  ) -> String {
    let format = kernel.profile.interruptTable
    let chip = chip.padded(to: format.chipWidth)
    let flow = ("-" + flow).padded(to: 9)
    return "\(number.aligned(to: format.numberWidth)): \(count.aligned(to: 10))  \(chip) "
      + "\(hardwareNumber.aligned(to: format.numberWidth))\(flow)  \(name)"
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension BinaryInteger {
  fileprivate func aligned(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: " ", count: max(0, width - digits.count)) + digits
  }
}

extension Kernel {
  var interrupts: HostInterrupts { part(HostInterrupts.init) }
}

extension VirtualClock: DeviceClock {}
