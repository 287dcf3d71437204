import VFIOInterface

/// Registers of which a write means more than storing bits.
extension VirtualConfig {
  // MARK: Header

  func writeHeader(_ value: UInt32, _ offset: Int, _ width: Int) throws(Errno) {
    if offset == ConfigRegister.command {
      try prepareCommand(CommandBits(rawValue: UInt16(truncatingIfNeeded: value)))
    }
    if Self.isBAR(offset), width < 4, !kernel.keeps(.barBytesMerge) { set(offset & ~3, 0) }
    let isCommand = offset == ConfigRegister.command
    let value = isCommand && !kernel.keeps(.busMasterReaches) ? value & ~UInt32(CommandBits.busMaster.rawValue) : value
    if kernel.keeps(.barsAreVirtual) || !Self.isBAR(offset) {
      try merge(value, offset, width, .header, at: offset)
    } else {
      try writeHardware(value, offset, width)
    }
    if offset == ConfigRegister.command {
      // The decoding bits are remembered, to find out later whether a reset cleared them.
      let decoding: CommandBits = [.memory, .io]
      let given = CommandBits(rawValue: UInt16(truncatingIfNeeded: value))
      command = command.subtracting(decoding).union(given.intersection(decoding))
    }
    if (ConfigRegister.command...ConfigRegister.command + 1).contains(offset) {
      owner.interrupts.setVirtuallyDisabled(command.contains(.disableINTx))
    }
    if Self.isBAR(offset) { markBARsDirty() }
  }

  /// Takes mappings out before memory goes, and brings BARs back that a reset took.
  private func prepareCommand(_ new: CommandBits) throws(Errno) {
    let actual = CommandBits(rawValue: UInt16(truncatingIfNeeded: try readHardware(ConfigRegister.command, 2)))
    if !new.contains(.memory), kernel.keeps(.memoryOffZaps) { owner.zapMappings() }
    if !new.contains(.memory), !kernel.keeps(.zapsOwn) { owner.killOtherMappings() }
    let lost: (CommandBits) -> Bool = { bit in
      new.contains(bit) && self.command.contains(bit) && !actual.contains(bit)
    }
    if lost(.memory) || lost(.io) || lostBARs { restoreBARs() }
  }

  // MARK: Standard capabilities

  func writeStandard(_ id: UInt8, _ start: Int, _ value: UInt32, _ offset: Int, _ width: Int) throws(Errno) {
    let inside = offset - start
    switch id {
    case PCICapability.powerManagement:
      try merge(value, offset, width, .powerManagement, at: inside)
      if inside == 4, !kernel.keeps(.noPowerEvents) {
        try writeHardware(value & 0x8100, offset, width)
      }
      if inside == 4 { setPowerState(value) }
      if inside == 4, !kernel.keeps(.noPowerEvents) { setWord(offset, word(offset) | UInt16(value & 0x0100)) }
    case PCICapability.express: try writeExpress(start, value, offset, width)
    case PCICapability.msi: try writeMSI(start, value, offset, width)
    case PCICapability.vendor: try writeHardware(value, offset, width)
    case PCICapability.pciX: try merge(value, offset, width, .pciX, at: inside)
    case PCICapability.vitalProductData: try merge(value, offset, width, .vitalProductData, at: inside)
    case PCICapability.advancedFeatures: try merge(value, offset, width, .advancedFeatures, at: inside)
    case PCICapability.msix where !kernel.keeps(.msixReadOnly):
      try writeHardware(value, offset, width)
    default: break
    }
  }

  private func setPowerState(_ value: UInt32) {
    guard kernel.keeps(.powerStateFollows) else { return }
    let state = UInt8(truncatingIfNeeded: value & 3)
    if state == 3 { owner.zapMappings() }
    owner.changePower(to: state)
    if state != 0, state != 3, device.powerState != state, !kernel.keeps(.lackedStates) { owner.changePower(to: 3) }
  }

  private func writeExpress(_ start: Int, _ value: UInt32, _ offset: Int, _ width: Int) throws(Errno) {
    let control = start + 8
    try merge(value, offset, width, .express(kernel), at: offset - start)
    let resetBit: UInt16 = 0x8000
    guard word(control) & resetBit != 0 else { return }
    if kernel.keeps(.resetBitReadsZero) { setWord(control, word(control) & ~resetBit) }
    guard hardware.hasFunctionLevelReset, kernel.keeps(.resetBitResets) else { return }
    owner.zapMappings()
    try? device.tryResetFunction()
  }

  // MARK: MSI

  /// Shows as many messages as MSI may use now.
  func limitMessages(_ start: Int, reading inside: Int, _ width: Int) {
    guard inside <= 2, inside + width >= 2 else { return }
    // The kernel writes these bits over the capability's id, which is read from the function.
    setWord(start, word(start) & ~0x000e | messageLimit << 1)
  }

  /// The user's bits take effect as far as the interrupt was set up by ioctl.
  private func writeMSI(_ start: Int, _ value: UInt32, _ offset: Int, _ width: Int) throws(Errno) {
    let inside = offset - start
    try merge(value, offset, width, .msi(flags: hardware.config.word(start + 2)), at: inside)
    guard inside <= 2, inside + width >= 2 else { return }
    var flags = word(start + 2)
    if !owner.interrupts.isEnabled(.msi), kernel.keeps(.msiEnableNeedsIRQ) { flags &= ~0x0001 }
    if flags >> 4 & 0x7 > messageLimit, kernel.keeps(.messagesClamped) { flags = flags & ~0x0070 | messageLimit << 4 }
    setWord(start + 2, flags)
    try writeHardware(UInt32(flags), start + 2, 2)
  }
}
