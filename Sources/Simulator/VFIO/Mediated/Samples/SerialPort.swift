/// One of mtty's serial ports: a 16550's registers, with what is sent coming back as what is received.
struct SerialPort {
  private static let fifoSize = 16

  private var registers = [UInt8](repeating: 0, count: 8)
  private var fifo = [UInt8](repeating: 0, count: fifoSize)
  private var head = 0
  private var tail = 0
  private var count = 0
  private var isOverrun = false
  private var isDivisorLatched = false
  private var divisor: UInt16 = 0
  private var capacity = fifoSize
  private var fifoControl: UInt8 = 0
  /// How many bytes make an interrupt; none do until the FIFO's register is written once.
  private var triggerLevel = 0

  /// Full looks like empty: only where reading and writing meet is compared.
  private var isEmpty: Bool { head == tail }

  private func enables(_ bit: UInt8) -> Bool { registers[Register.interrupts] & bit != 0 }

  // MARK: Writing

  /// Writes a register; `raise` is called for each interrupt that this makes.
  mutating func write(_ value: UInt8, to register: Int, _ kernel: Kernel, raise: () -> Void) {
    switch register {
    case Register.data where isDivisorLatched: divisor |= UInt16(value)
    case Register.data: send(value, kernel, raise)
    case Register.interrupts where isDivisorLatched: divisor |= UInt16(value) << 8
    case Register.interrupts:
      registers[register] = value
      if enables(Interrupt.transmitter), isEmpty, kernel.keeps(.mttyEmptyInterrupt) { raise() }
    case Register.fifoControl: control(value, kernel)
    case Register.lineControl:
      isDivisorLatched = value & LineControl.divisorLatch != 0 && kernel.keeps(.mttyDivisor)
      if isDivisorLatched { divisor = 0 }
      registers[register] = value
    case Register.modemControl:
      registers[register] = value
      guard enables(Interrupt.modem), kernel.keeps(.mttyModemInterrupt) else { return }
      if value & ModemControl.out2 != 0 { raise() }
      if value & (ModemControl.requestToSend | ModemControl.ready) != 0 { raise() }
    case Register.lineStatus:
      if !kernel.keeps(.mttyStatusReadOnly) { isOverrun = value & LineStatus.overrun != 0 }
    case Register.scratch:
      if kernel.keeps(.mttyScratch) { registers[register] = value }
    default: break
    }
  }

  private mutating func send(_ value: UInt8, _ kernel: Kernel, _ raise: () -> Void) {
    guard kernel.keeps(.mttyLoopback) else { return }
    guard count < capacity || !kernel.keeps(.mttyOverrun) else {
      isOverrun = true
      if enables(Interrupt.lineStatus), kernel.keeps(.mttyLineInterrupt) { raise() }
      return
    }
    fifo[head] = value
    count = min(count + 1, 255)
    head = (head + 1) % Self.fifoSize
    isOverrun = false
    if enables(Interrupt.receiver), count == triggerLevel, kernel.keeps(.mttyReceiveInterrupt) { raise() }
  }

  private mutating func control(_ value: UInt8, _ kernel: Kernel) {
    fifoControl = value
    if value & (FIFOControl.clearReceiver | FIFOControl.clearTransmitter) != 0, kernel.keeps(.mttyFIFOClear) {
      (count, head, tail) = (0, 0, 0)
    }
    // The level that the value asks for is not kept: one byte is always enough.
    triggerLevel = 1
    capacity = value & FIFOControl.enable != 0 || !kernel.keeps(.mttyFIFOEnable) ? Self.fifoSize : 1
  }

  // MARK: Reading

  /// Reads a register; what it does not answer reads as 0, where the kernel leaves what was there.
  mutating func read(_ register: Int, _ kernel: Kernel, raise: () -> Void) -> UInt8 {
    switch register {
    case Register.data where isDivisorLatched: return UInt8(truncatingIfNeeded: divisor)
    case Register.data: return receive(kernel, raise)
    case Register.interrupts where isDivisorLatched: return UInt8(truncatingIfNeeded: divisor >> 8)
    case Register.interrupts: return registers[register] & (kernel.keeps(.mttyInterruptMask) ? 0x0f : 0xff)
    case Register.interruptIdentity: return interruptIdentity(kernel)
    case Register.lineControl, Register.modemControl, Register.scratch: return registers[register]
    case Register.lineStatus: return lineStatus(kernel)
    case Register.modemStatus: return modemStatus(kernel)
    default: return 0
    }
  }

  private mutating func receive(_ kernel: Kernel, _ raise: () -> Void) -> UInt8 {
    var value: UInt8 = 0
    if !isEmpty {
      value = fifo[tail]
      count -= 1
      tail = (tail + 1) % Self.fifoSize
    }
    if isEmpty, enables(Interrupt.transmitter), kernel.keeps(.mttyDrainedInterrupt) { raise() }
    return value
  }

  private func interruptIdentity(_ kernel: Kernel) -> UInt8 {
    var value: UInt8 = 0
    if enables(Interrupt.lineStatus), isOverrun { value |= Identity.lineStatus }
    if enables(Interrupt.receiver), count >= triggerLevel { value |= Identity.receiver }
    if enables(Interrupt.transmitter), isEmpty { value |= Identity.transmitter }
    if value == 0 || !kernel.keeps(.mttyIdentity) { value = Identity.none }
    return value | Identity.fifos
  }

  private func lineStatus(_ kernel: Kernel) -> UInt8 {
    var value: UInt8 = 0
    if !isEmpty { value |= LineStatus.dataReady }
    if isOverrun { value |= LineStatus.overrun }
    if isEmpty || !kernel.keeps(.mttyLineStatus) { value |= LineStatus.transmitterEmpty }
    return value
  }

  private func modemStatus(_ kernel: Kernel) -> UInt8 {
    let isAutomatic = registers[Register.modemControl] & ModemControl.automaticFlow != 0
    let isClear = !isAutomatic || count < capacity || !kernel.keeps(.mttyFlowControl)
    return ModemStatus.ready | (isClear ? ModemStatus.clearToSend : 0)
  }
}

/// What migrates of a port: its memory as the driver's structure lays it out.
extension SerialPort {
  /// Bytes of `struct serial_port`.
  static let imageSize = 36

  private enum Offset {
    static let fifo = 8
    static let head = 24
    static let divisor = 30
    static let fifoControl = 32
  }

  var image: [UInt8] {
    var image = registers + fifo + [UInt8(head), UInt8(tail), UInt8(truncatingIfNeeded: count)]
    // A byte of padding comes before the divisor, and one at the end.
    image += [isDivisorLatched ? 1 : 0, isOverrun ? 1 : 0, 0] + divisor.littleEndianBytes
    return image + [fifoControl, UInt8(capacity), UInt8(triggerLevel), 0]
  }

  /// Takes over an image of `imageSize` bytes, whatever is in it.
  mutating func restore(_ image: [UInt8]) {
    guard image.count == Self.imageSize else { return }
    registers = Array(image[..<Offset.fifo])
    fifo = Array(image[Offset.fifo..<Offset.head])
    head = Int(image[Offset.head]) % Self.fifoSize
    tail = Int(image[Offset.head + 1]) % Self.fifoSize
    count = Int(image[Offset.head + 2])
    isDivisorLatched = image[Offset.head + 3] != 0
    isOverrun = image[Offset.head + 4] != 0
    divisor = UInt16(image[Offset.divisor]) | UInt16(image[Offset.divisor + 1]) << 8
    fifoControl = image[Offset.fifoControl]
    capacity = Int(image[Offset.fifoControl + 1])
    triggerLevel = Int(image[Offset.fifoControl + 2])
  }
}

/// A 16550's registers; one is read as something other than what is written.
private enum Register {
  static let data = 0
  static let interrupts = 1
  static let fifoControl = 2
  static let interruptIdentity = 2
  static let lineControl = 3
  static let modemControl = 4
  static let lineStatus = 5
  static let modemStatus = 6
  static let scratch = 7
}

/// Bits of the register that enables interrupts.
private enum Interrupt {
  static let receiver: UInt8 = 1
  static let transmitter: UInt8 = 2
  static let lineStatus: UInt8 = 4
  static let modem: UInt8 = 8
}

/// Bits of the register that tells why there was an interrupt. A modem's changes have none.
private enum Identity {
  static let none: UInt8 = 1
  static let transmitter: UInt8 = 2
  static let receiver: UInt8 = 4
  static let lineStatus: UInt8 = 6
  static let fifos: UInt8 = 0xc0
}

private enum FIFOControl {
  static let enable: UInt8 = 1
  static let clearReceiver: UInt8 = 2
  static let clearTransmitter: UInt8 = 4
}

private enum LineControl {
  static let divisorLatch: UInt8 = 0x80
}

private enum ModemControl {
  static let ready: UInt8 = 1
  static let requestToSend: UInt8 = 2
  static let out2: UInt8 = 8
  static let automaticFlow: UInt8 = 0x20
}

private enum LineStatus {
  static let dataReady: UInt8 = 1
  static let overrun: UInt8 = 2
  static let transmitterEmpty: UInt8 = 0x60
}

private enum ModemStatus {
  static let clearToSend: UInt8 = 0x11
  static let ready: UInt8 = 0xa2
}
