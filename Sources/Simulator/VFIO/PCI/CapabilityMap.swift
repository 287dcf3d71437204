/// Which capability each byte of configuration space belongs to, as vfio-pci sees it.
struct CapabilityMap {
  enum Owner: Equatable {
    case header
    /// No capability that the driver knows: raw registers.
    case gap
    case standard(UInt8, start: Int)
    case extended(UInt16, start: Int)
  }

  private var owners: [Owner]

  init(size: Int) {
    owners = [Owner](repeating: .gap, count: size)
    for offset in 0..<ConfigSpace.headerSize { owners[offset] = .header }
  }

  subscript(offset: Int) -> Owner { owners.indices.contains(offset) ? owners[offset] : .gap }

  mutating func set(_ owner: Owner, from start: Int, length: Int) {
    for offset in start..<min(start + length, owners.count) { owners[offset] = owner }
  }

  /// Bytes from an offset to the end of its word, or of its capability if that is nearer.
  func rest(ofWordAt offset: Int) -> Int {
    var length = 1
    while (offset + length) % 4 != 0, self[offset + length] == self[offset] { length += 1 }
    return length
  }
}

/// How long capabilities are; 0 for those that the user is not to see.
struct CapabilityLength {
  let config: ConfigSpace
  let showsVendorDefined: Bool

  /// The length of a standard capability.
  func standard(_ id: UInt8, at offset: Int) -> Int {
    switch id {
    case PCICapability.powerManagement, PCICapability.vitalProductData: return 8
    case 0x02, PCICapability.msix: return 12
    case PCICapability.advancedFeatures: return 6
    case PCICapability.msi:
      let flags = config.word(offset + 2)
      return 10 + (flags & 0x0080 != 0 ? 4 : 0) + (flags & 0x0100 != 0 ? 10 : 0)
    case PCICapability.pciX: return config.word(offset + 2) & 0x3000 != 0 ? 24 : 8
    case 0x08: return config.byte(offset + 3) & 0xe0 != 0 ? 24 : 28
    case PCICapability.vendor: return Int(config.byte(offset + 2))
    case PCICapability.express: return express(at: offset)
    case 0x12: return config.byte(offset + 4) & 0xf == 0xf ? 16 : 8
    default: return 0
    }
  }

  private func express(at offset: Int) -> Int {
    let flags = config.word(offset + 2)
    let isIntegrated = flags >> 4 & 0xf == 9
    if flags & 0xf == 1 { return isIntegrated ? 0x0c : 0x14 }
    return isIntegrated ? 0x2c : 0x34
  }

  /// The length of an extended capability.
  func extended(_ id: UInt16, at offset: Int) -> Int {
    switch id {
    case 0x01: return 0x2c
    case 0x02, 0x08, 0x09: return virtualChannel(at: offset)
    case 0x03: return 12
    case 0x04, 0x13: return 16
    case 0x0b: return Int(config.long(offset + 4) >> 20)
    case 0x0d: return accessControl(at: offset)
    case 0x0e, 0x0f, 0x18: return 8
    case 0x10: return 0x40
    case 0x12: return 40
    case 0x15: return 4 + Int(config.byte(offset + 8) >> 5 & 7) * 8
    case 0x16: return 16 + Int(config.byte(offset + 4) & 0x1f) + 1
    case 0x17:
      let capabilities = config.long(offset + 4)
      return capabilities & 0x600 == 0x200 ? 12 + Int(capabilities >> 16 & 0x7ff) * 2 + 2 : 12
    case 0x23: return showsVendorDefined ? Int(config.long(offset + 4) >> 20) : 0
    default: return 0
    }
  }

  private func virtualChannel(at offset: Int) -> Int {
    let channels = Int(config.long(offset + 4) & 0x7)
    let arbitration = config.long(offset + 8)
    let phases = arbitration & 0x8 != 0 ? 128 : arbitration & 0x4 != 0 ? 64 : arbitration & 0x2 != 0 ? 32 : 0
    let length = 16 + (1 + channels) * 12
    return phases == 0 ? length : (length + 15) / 16 * 16 + phases * 4 / 8
  }

  private func accessControl(at offset: Int) -> Int {
    guard config.byte(offset + 4) & 0x20 != 0 else { return 8 }
    let bits = Int(config.byte(offset + 5))
    return 8 + (bits == 0 ? 256 : (bits + 31) / 32 * 32) / 8
  }
}
