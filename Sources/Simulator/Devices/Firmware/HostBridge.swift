import SystemCalls

/// What of an endpoint is stopped.
struct Stopped: OptionSet, Hashable {
  var rawValue: UInt8
  /// Accesses of the processor.
  static let io = Stopped(rawValue: 1)
  /// Accesses of the device.
  static let dma = Stopped(rawValue: 2)
  static let all: Stopped = [.io, .dma]
}

/// A host bridge of POWER9 (PHB4), as far as errors go.
///
/// It keeps what is stopped in tables (IODA) by endpoint: PESTA for accesses of the processor, PESTB for those of the
/// device, PEEV to say at a glance which have something in them. QEMU's bridge keeps the tables, and leaves it at that;
/// one that *freezes* acts on them, as real ones do.
final class HostBridge {
  /// The endpoints that a bridge can have.
  static let endpointLimit = 512

  /// Its PCI domain.
  let number: UInt16
  let freezes: Bool
  private var stopped: [Int: Stopped] = [:]
  private var summary = [UInt64](repeating: 0, count: endpointLimit / 64)
  /// The endpoint of which the next access to configuration space fails, and whether it is a write that does.
  private var injected: (endpoint: Int, isWrite: Bool)?
  private var injection = Injection()

  /// The registers that make the error.
  private struct Injection {
    /// The bus in the address, and the one behind a port.
    static let bus: UInt64 = 0xff << 52
    static let firstBus: UInt64 = 1 << 52
    var control: UInt64 = 0
    var address: UInt64 = 0
    var mask: UInt64 = 0
  }

  init(number: UInt16, freezes: Bool) {
    self.number = number
    self.freezes = freezes
  }

  /// Where its registers are for the processor.
  var registers: UInt64 { 0x6_00c3_c000_0000 + UInt64(number) << 20 }

  // MARK: What it does to traffic

  func stops(_ endpoint: Int) -> Stopped { freezes ? stopped[endpoint] ?? [] : [] }

  /// Whether a cycle of configuration space goes through to an endpoint's function.
  func admitsConfiguration(of endpoint: Int, write: Bool) -> Bool {
    if let error = injected, freezes, error.endpoint == endpoint, error.isWrite == write {
      injected = nil
      injection.control = 0
      stop(endpoint, .all)
    }
    return !stops(endpoint).contains(.io)
  }

  func dmaFailed(of endpoint: Int) {
    if freezes { stop(endpoint, .all) }
  }

  // MARK: What firmware does (OPAL)

  /// `OPAL_PCI_EEH_FREEZE_STATUS`.
  func status(of endpoint: Int) -> Stopped { isPending(endpoint) ? stopped[endpoint] ?? [] : [] }

  /// `OPAL_PCI_EEH_FREEZE_SET`.
  func stop(_ endpoint: Int, _ what: Stopped) { stopped[endpoint, default: []].formUnion(what) }

  /// `OPAL_PCI_EEH_FREEZE_CLEAR`.
  func thaw(_ endpoint: Int, _ what: Stopped) { stopped[endpoint]?.subtract(what) }

  /// `OPAL_PCI_ERR_INJECT`; false where firmware cannot make such an error: it knows those of configuration space.
  ///
  /// An address on the endpoint's bus is taken with its mask; any other stands for the whole bus.
  func inject(_ function: UInt32, address: UInt64 = 0, mask: UInt64 = 0, into endpoint: Int) -> Bool {
    guard [4, 5, 10, 11].contains(function) else { return false }
    let isWrite = function >= 10
    injected = (endpoint, isWrite)
    injection.control = isWrite ? 0x14 << 56 : 0x18 << 56
    let isOnBus = address & Injection.bus == Injection.firstBus
    injection.address = isOnBus ? address : Injection.firstBus
    injection.mask = isOnBus ? mask : Injection.bus
    return true
  }

  private func isPending(_ endpoint: Int) -> Bool {
    if freezes { return stopped[endpoint]?.isEmpty == false }
    return summary[endpoint / 64] >> UInt64(63 - endpoint % 64) & 1 != 0
  }

  // MARK: Tables

  private enum Table: UInt64 {
    case stoppedIO = 7
    case stoppedDMA = 8
    case summary = 20
  }

  /// What the address register selects: a table, and a row of it.
  fileprivate var selection: UInt64 = 0

  fileprivate var selected: UInt64 {
    get {
      let row = Int(selection & 0x1ff)
      switch Table(rawValue: selection >> 48 & 0x1f) {
      case .stoppedIO: return stopped[row]?.contains(.io) == true ? 1 << 63 : 0
      case .stoppedDMA: return stopped[row]?.contains(.dma) == true ? 1 << 63 : 0
      case .summary: return summary(row: row & 7)
      case nil: return 0
      }
    }
    set {
      let row = Int(selection & 0x1ff)
      let isSet = newValue >> 63 != 0
      switch Table(rawValue: selection >> 48 & 0x1f) {
      case .stoppedIO: if isSet { stop(row, .io) } else { thaw(row, .io) }
      case .stoppedDMA: if isSet { stop(row, .dma) } else { thaw(row, .dma) }
      case .summary: summary[row & 7] = newValue
      case nil: break
      }
    }
  }

  private func summary(row: Int) -> UInt64 {
    guard freezes else { return summary[row] }
    return (0..<64).reduce(0) { bits, index in
      stopped[64 * row + index]?.isEmpty == false ? bits | 1 << UInt64(63 - index) : bits
    }
  }
}

/// The bridge's registers are big-endian, and 8 bytes wide.
extension HostBridge: MappingBacking {
  static let registerBytes: UInt64 = 0x1_0000
  private static let addressRegister: UInt64 = 0x220
  private static let dataRegister: UInt64 = 0x228

  func load(at offset: UInt64, width: Int) throws(Fault) -> UInt64 {
    guard width == 8 else { return 0 }
    switch offset {
    case Self.addressRegister: return selection.byteSwapped
    case Self.dataRegister: return selected.byteSwapped
    case 0x2b0: return injection.control.byteSwapped
    case 0x2b8: return injection.address.byteSwapped
    case 0x2c0: return injection.mask.byteSwapped
    default: return 0
    }
  }

  func store(_ value: UInt64, at offset: UInt64, width: Int) throws(Fault) {
    guard width == 8 else { return }
    switch offset {
    case Self.addressRegister: selection = value.byteSwapped
    case Self.dataRegister: selected = value.byteSwapped
    default: break
    }
  }
}
