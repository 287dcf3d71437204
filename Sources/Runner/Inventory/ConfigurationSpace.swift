import VFIOInterface

/// What the harness reads from a PCI function's configuration space. The bytes come from the machine under test, so
/// nothing in them is taken on trust: chains are bounded, offsets are checked.
struct ConfigurationSpace {
  /// A chain of capabilities in the first 256 bytes has room for no more.
  private static let capabilityLimit = 48
  private static let extendedLimit = 64

  let bytes: [UInt8]
  /// Offsets by the capabilities' numbers.
  let capabilities: [UInt8: Int]
  let extended: [UInt16: Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    capabilities = Self.capabilities(in: bytes)
    extended = Self.extended(in: bytes)
  }

  func value(_ offset: Int, _ width: Int) -> Int { Int(bytes.integer(at: offset, width: width) ?? 0) }

  var vendor: Int { value(0, 2) }
  var device: Int { value(2, 2) }
  /// Base class, subclass and programming interface: 24 bits.
  var classCode: Int { value(8, 4) >> 8 }
  var isEndpoint: Bool { value(0x0e, 1) & 0x7f == 0 }
  var interruptPin: Int { value(0x3d, 1) }

  /// A number in a capability; 0 where the function does not have it.
  func value(inCapability id: UInt8, _ offset: Int, _ width: Int) -> Int {
    capabilities[id].map { value($0 + offset, width) } ?? 0
  }

  var hasPowerManagement: Bool { capabilities[0x01] != nil }
  var hasVitalProductData: Bool { capabilities[0x03] != nil }
  var isExpress: Bool { capabilities[0x10] != nil }
  var hasErrorReporting: Bool { extended[0x0001] != nil }

  /// Vectors that MSI can have: a power of two.
  var messageVectors: Int {
    capabilities[0x05] == nil ? 0 : 1 << min(5, value(inCapability: 0x05, 2, 2) >> 1 & 7)
  }

  /// Entries in the table of MSI-X.
  var tableVectors: Int { capabilities[0x11] == nil ? 0 : value(inCapability: 0x11, 2, 2) & 0x7ff + 1 }

  /// The BAR that the table of MSI-X lies in.
  var tableBAR: Int { capabilities[0x11] == nil ? -1 : value(inCapability: 0x11, 4, 4) & 7 }

  /// Function level reset, by PCI Express's capability or that of Advanced Features.
  var hasFunctionLevelReset: Bool {
    value(inCapability: 0x10, 4, 4) >> 28 & 1 == 1 || value(inCapability: 0x13, 3, 1) >> 1 & 1 == 1
  }

  private static func capabilities(in bytes: [UInt8]) -> [UInt8: Int] {
    guard let status = bytes.integer(at: 6, width: 2), status >> 4 & 1 == 1 else { return [:] }
    var found: [UInt8: Int] = [:]
    var next = bytes.integer(at: 0x34, width: 1)
    for _ in 0..<capabilityLimit {
      guard let offset = next.map({ Int($0) & ~3 }), offset >= 0x40, let id = bytes.integer(at: offset, width: 1)
      else { break }
      let number = UInt8(truncatingIfNeeded: id)
      if found[number] == nil { found[number] = offset }
      next = bytes.integer(at: offset + 1, width: 1)
    }
    return found
  }

  private static func extended(in bytes: [UInt8]) -> [UInt16: Int] {
    var found: [UInt16: Int] = [:]
    var offset = 0x100
    for _ in 0..<extendedLimit {
      guard offset >= 0x100, let header = bytes.integer(at: offset, width: 4), header != 0, header != 0xffff_ffff
      else { break }
      let number = UInt16(truncatingIfNeeded: header)
      if found[number] == nil { found[number] = offset }
      offset = Int(header >> 20) & ~3
    }
    return found
  }
}
