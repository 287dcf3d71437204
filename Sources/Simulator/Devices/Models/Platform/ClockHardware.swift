import MachineModel

/// QEMU's PL031: counts seconds, and raises its line when the count is that of the alarm.
final class ClockHardware: PlatformHardware {
  private enum Register {
    static let data: UInt64 = 0x00
    static let match: UInt64 = 0x04
    static let load: UInt64 = 0x08
    static let control: UInt64 = 0x0c
    static let mask: UInt64 = 0x10
    static let rawStatus: UInt64 = 0x14
    static let maskedStatus: UInt64 = 0x18
    static let clear: UInt64 = 0x1c
    static let identification: UInt64 = 0xfe0
  }

  private static let identity: [UInt8] = [0x31, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1]
  private static let second: UInt64 = 1_000_000_000
  /// The time of day at which the machine is switched on: any will do.
  private static let start: UInt32 = 1_800_000_000

  private let clock: any DeviceClock
  private var offset = start
  private var alarm: UInt32 = 0
  private var timer: UInt64?
  private var isLetThrough = false
  private var isPending = false

  init(_ clock: any DeviceClock) {
    self.clock = clock
    super.init(.clock)
  }

  override var assertsLine: Bool { isPending && isLetThrough }

  private var count: UInt32 { offset &+ UInt32(truncatingIfNeeded: clock.now / Self.second) }

  override func read(at offset: UInt64, width: Int) -> UInt64? {
    switch offset {
    case Register.data: UInt64(count)
    case Register.match: UInt64(alarm)
    case Register.control: 1
    case Register.mask: isLetThrough ? 1 : 0
    case Register.rawStatus: isPending ? 1 : 0
    case Register.maskedStatus: assertsLine ? 1 : 0
    default: Self.identification(Self.identity, at: Register.identification, offset) ?? 0
    }
  }

  override func write(_ value: UInt64, at offset: UInt64, width: Int) -> Bool {
    let word = UInt32(truncatingIfNeeded: value)
    switch offset {
    case Register.match:
      alarm = word
      setAlarm()
    case Register.load:
      self.offset = self.offset &+ word &- count
      setAlarm()
    case Register.mask:
      isLetThrough = word & 1 != 0
      lineChanged()
    case Register.clear:
      isPending = false
      lineChanged()
    default: break
    }
    return true
  }

  /// An alarm of now is due at once; one of before, when the count has gone round.
  private func setAlarm() {
    if let timer { clock.cancel(timer) }
    timer = nil
    let seconds = alarm &- count
    guard seconds > 0 else { return ring() }
    timer = clock.schedule(after: .seconds(Int64(seconds))) { [weak self] in self?.ring() }
  }

  private func ring() {
    timer = nil
    isPending = true
    lineChanged()
  }
}
