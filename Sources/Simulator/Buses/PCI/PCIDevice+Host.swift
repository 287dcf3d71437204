import VFIOInterface

/// What the kernel keeps of a function while it is reset or powered down (`pci_save_state`).
struct SavedConfiguration {
  fileprivate var header: [UInt8]
  fileprivate var capabilities: [Int: [UInt8]]
  /// The masks and severities of errors.
  fileprivate var errors: [Int: [UInt8]]
  fileprivate var vectors: [(message: InterruptMessage, isMasked: Bool)]
}

/// The kernel's services for the function behind a device (`drivers/pci`).
extension PCIDevice {
  // MARK: Saved state

  func saveState() -> SavedConfiguration {
    let config = function.config
    var capabilities: [Int: [UInt8]] = [:]
    var parts: [(UInt8, Int, Int)] = [(PCICapability.express, 8, 2)]
    if usesMessages || !kernel.keeps(.restoresOwnMessages) {
      parts += [(PCICapability.msi, 2, 12), (PCICapability.msix, 2, 2)]
    }
    for (id, offset, count) in parts {
      guard let start = config.capability(id) else { continue }
      capabilities[start + offset] = Array(config.bytes[start + offset..<start + offset + count])
    }
    var errors: [Int: [UInt8]] = [:]
    if let start = config.extendedCapability(PCICapability.errorReporting), kernel.keeps(.errorMasksKept) {
      for offset in [0x08, 0x0c, 0x14, 0x18] {
        errors[start + offset] = Array(config.bytes[start + offset..<start + offset + 4])
      }
    }
    // The kernel writes messages back only where MSI-X is in use.
    let vectors = function.msix.flatMap { table in
      config.word(table.capability + 2) & 0x8000 == 0
        ? nil : (0..<table.vectors).map { (message: table.message($0), isMasked: table.isMasked($0)) }
    }
    return SavedConfiguration(
      header: Array(config.bytes[..<ConfigSpace.headerSize]), capabilities: capabilities, errors: errors,
      vectors: vectors ?? [])
  }

  func restoreState(_ state: SavedConfiguration) {
    for (offset, bytes) in state.errors { write(bytes, at: offset) }
    for (offset, bytes) in state.capabilities where function.config.byte(offset - 2) != PCICapability.msix {
      write(bytes, at: offset)
    }
    for (index, vector) in state.vectors.enumerated() {
      function.program(index, vector.message, masked: vector.isMasked)
    }
    for (offset, bytes) in state.capabilities where function.config.byte(offset - 2) == PCICapability.msix {
      write(bytes, at: offset)
    }
    // The command register comes last, when the BARs are back.
    write(Array(state.header[ConfigRegister.cacheLineSize...]), at: ConfigRegister.cacheLineSize)
    write(Array(state.header[ConfigRegister.command..<ConfigRegister.status]), at: ConfigRegister.command)
  }

  private func write(_ bytes: [UInt8], at offset: Int) {
    // As the kernel does, only what is not there already.
    let before = function.config
    for (index, byte) in bytes.enumerated() where before.byte(offset + index) != byte {
      function.writeConfiguration(UInt32(byte), at: offset + index, width: 1)
    }
  }

  // MARK: Command register

  func change(_ bits: CommandBits, to isSet: Bool) {
    let command = UInt16(truncatingIfNeeded: function.readConfiguration(at: ConfigRegister.command, width: 2))
    let changed = isSet ? command | bits.rawValue : command & ~bits.rawValue
    if changed != command {
      function.writeConfiguration(UInt32(changed), at: ConfigRegister.command, width: 2)
    }
  }

  /// Lets the function answer in its BARs, and routes its pin (`pci_enable_device`).
  func enable() {
    isEnabled = true
    function.isRouted = function.line != 0
    if function.resources.prefix(6).contains(where: { $0.flags & 0x200 != 0 }) { change(.memory, to: true) }
    if function.resources.prefix(6).contains(where: { $0.flags & 0x100 != 0 }) { change(.io, to: true) }
    let hasPin = function.readConfiguration(at: ConfigRegister.interruptPin, width: 1) != 0
    if hasPin, kernel.keeps(.openClearsDisINTx) { change(.disableINTx, to: false) }
  }

  /// Takes back that the function may reach memory (`pci_disable_device`).
  func disable() {
    isEnabled = false
    change(.busMaster, to: false)
  }

  /// Whether the function can mask its pin (`pci_intx_mask_supported`).
  var canMaskINTx: Bool {
    let before = function.readConfiguration(at: ConfigRegister.command, width: 2)
    function.writeConfiguration(before ^ UInt32(CommandBits.disableINTx.rawValue), at: ConfigRegister.command, width: 2)
    let after = function.readConfiguration(at: ConfigRegister.command, width: 2)
    function.writeConfiguration(before, at: ConfigRegister.command, width: 2)
    return before != after
  }

  // MARK: Power

  /// The power state in PMCSR; 0 without the capability.
  var powerState: UInt8 {
    // The kernel remembers it, and need not ask.
    function.config.capability(PCICapability.powerManagement).map { function.config.byte($0 + 4) & 3 } ?? 0
  }

  /// Enters a power state; one between D0 and D3hot only where the function has it.
  func setPowerState(_ state: UInt8) {
    guard let power = function.config.capability(PCICapability.powerManagement), state != powerState else { return }
    let abilities = function.readConfiguration(at: power + 2, width: 2)
    if state == 1 || state == 2 {
      guard abilities >> (8 + UInt32(state)) & 1 != 0 else { return }
    }
    // On the way to D0 the kernel clears the whole register (`pci_power_up`).
    let isCleared = state == 0 && kernel.keeps(.powerUpClears)
    let control = isCleared ? 0 : function.readConfiguration(at: power + 4, width: 2) & ~3
    function.writeConfiguration(control | UInt32(state & 3), at: power + 4, width: 2)
  }

  // MARK: Reset

  /// What an access to configuration space for a user begins with (`pci_user_read_config_word` and the like).
  func checkConfigurationAccess() throws(Errno) {
    if function.gate?.blocksConfiguration == true { throw .ENODEV }
  }

  /// Resets the function and puts its configuration back; ENOTTY without a method that works.
  func tryResetFunction() throws(Errno) {
    let state = saveState()
    setPowerState(0)
    function.writeConfiguration(UInt32(CommandBits.disableINTx.rawValue), at: ConfigRegister.command, width: 2)
    defer { restoreState(state) }
    try resetHardware()
  }

  /// Resets the function, whose state the caller saved (`__pci_reset_function_locked`).
  func resetHardware() throws(Errno) {
    for method in usedResetMethods {
      switch method {
      case .functionLevel, .advancedFeatures:
        function.resetHardware()
        return
      case .powerManagement:
        // QEMU's functions keep their registers on the way to D3hot and back.
        return
      case .bus:
        guard neighbours.isEmpty else { continue }
        function.resetHardware()
        return
      }
    }
    throw .ENOTTY
  }

  /// What a write to `reset` in sysfs does.
  func resetFunction() { if kernel.keeps(.hostResets) { try? tryResetFunction() } }
}
