import VFIOInterface

/// What configuration space is in a kernel that breaks one of its rules.
extension VirtualConfig {
  /// The rule that keeps a register from being written by this value; nil for one that can be.
  func readOnlyRule(_ entry: CapabilityMap.Owner, _ offset: Int, _ value: UInt32) -> Rule? {
    switch entry {
    case .gap: nil
    case .header: Self.headerRule(offset)
    case .standard(let id, let start):
      switch (id, offset - start) {
      case (_, 0): .capabilityHeaderReadOnly
      case (PCICapability.express, 8) where value & 0x0200 != 0: .phantomReadOnly
      case (PCICapability.express, 0x0c..<0x24): .linkReadOnly
      default: nil
      }
    case .extended(let id, let start):
      offset - start < 4
        ? .extendedHeaderReadOnly : id == 1 || id == 4 || id == 0x0b || id == 0x23 ? nil : .informationReadOnly
    }
  }

  private static func headerRule(_ offset: Int) -> Rule? {
    switch offset {
    case ConfigRegister.status..<ConfigRegister.cacheLineSize, 0x0e, 0x2c..<0x30, 0x3e..<0x40: .headerReadOnly
    case ConfigRegister.interruptPin: .pinReadOnly
    default: nil
    }
  }

  /// The rule that lets a register be written; nil where no rule is about that alone.
  func writableRule(_ entry: CapabilityMap.Owner, _ offset: Int) -> Rule? {
    switch entry {
    case .gap: nil
    case .header where offset == ConfigRegister.cacheLineSize: .cacheLineWrites
    case .header where offset == ConfigRegister.interruptLine: .interruptLineVirtual
    case .header: nil
    case .standard(PCICapability.msi, let start) where offset - start >= 4: .messageVirtual
    case .standard: nil
    case .extended(1, let start) where (8..<0x10).contains(offset - start): .errorMasksWritable
    case .extended: nil
    }
  }

  /// Keeps what no register takes, and shows it from now on.
  func scribble(_ value: UInt32, _ offset: Int, _ width: Int) {
    if case .standard(PCICapability.express, _) = map[offset] {
      hardware.setConfiguration(offset, width: width, to: UInt64(value))
    }
    for index in 0..<width { scribbles[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
  }

  /// What was read from a place, as this kernel tells it.
  func bent(_ bytes: [UInt8], from start: Int) -> [UInt8] {
    guard !kernel.quirks.isEmpty else { return bytes }
    var bytes = bytes
    for (offset, byte) in scribbles where (start..<start + bytes.count).contains(offset) {
      bytes[offset - start] = byte
    }
    if start == 0, bytes.count >= 4, !kernel.keeps(.configBegins) {
      bytes.replaceSubrange(0..<4, with: Array(bytes[2..<4] + bytes[0..<2]))
    }
    if !kernel.keeps(.readsHost) {
      for offset in 9..<12 where (start..<start + bytes.count).contains(offset) { bytes[offset - start] = 0 }
    }
    if !kernel.keeps(.configWhole) { bytes = Array(bytes.prefix(ConfigSpace.headerSize)) }
    if start % 2 == 1, !kernel.keeps(.configUnaligned) { bytes = [hardware.config.byte(start - 1)] + bytes.dropLast() }
    return bytes
  }

  /// Whether this kernel does not answer by itself for a function that nobody reaches.
  var isOutOfReach: Bool {
    guard !kernel.quirks.isEmpty, let gate = hardware.gate as? EEHEndpoint else { return false }
    if gate.blocksConfiguration { return !kernel.keeps(.copiesAnswerInReset) }
    return gate.bridge.stops(gate.number).contains(.io) && !kernel.keeps(.copiesAnswer)
  }

  func bendCapabilityBit() {
    let bit = UInt8(StatusBits.capabilityList)
    let hasCapabilities = shadow[ConfigRegister.status] & bit != 0
    if !kernel.keeps(hasCapabilities ? .capabilityBitSet : .capabilityBitClear) { shadow[ConfigRegister.status] ^= bit }
  }

  /// Takes the last user's copy over, as far as this kernel forgets to make a new one.
  func takeOver(_ last: [UInt8]?) {
    let (rebuildsBARs, rebuildsRest) = (kernel.keeps(.barsRebuilt), kernel.keeps(.shadowRebuilt))
    guard !rebuildsBARs || !rebuildsRest, let last, last.count == shadow.count else { return }
    for offset in ConfigRegister.command..<ConfigSpace.headerSize
    where !(Self.isBAR(offset) ? rebuildsBARs : rebuildsRest) {
      shadow[offset] = last[offset]
    }
  }
}

extension ConfigPermissions {
  /// Those of PCI Express, as this kernel has them.
  static func express(_ kernel: Kernel) -> ConfigPermissions {
    guard !kernel.quirks.isEmpty else { return express }
    var permissions = express
    if !kernel.keeps(.payloadVirtual) { permissions.forbid(8, 0x00e0) }
    if !kernel.keeps(.readRequestVirtual) { permissions.forbid(8, 0x7000) }
    return permissions
  }
}
