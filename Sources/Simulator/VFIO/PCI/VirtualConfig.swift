import VFIOInterface

/// Configuration space as the user of vfio-pci sees it: part copy, part function, by a table of permissions.
final class VirtualConfig {
  unowned let owner: VFIOPCIDevice
  unowned let hardware: DeviceFunction
  private(set) var map: CapabilityMap
  /// The driver's copy of registers that are virtual.
  var shadow: [UInt8]
  private var msiPermissions = ConfigPermissions([])
  /// The BARs and the ROM's register as the host knows them.
  private var hostBARs: [(offset: Int, value: UInt32)] = []
  /// Whether the user wrote BARs that were not yet cut to what BARs can hold.
  private var barsAreDirty = true
  /// What was written to registers that cannot be written, in a kernel that breaks rules.
  var scribbles: [Int: UInt8] = [:]
  /// Whether any part of the write under way was for a register that takes it.
  var isTaken = false
  /// The most messages that MSI may use now, as a power of two.
  private(set) var messageLimit: UInt16 = 0

  init(_ owner: VFIOPCIDevice, hardware: DeviceFunction) {
    self.owner = owner
    self.hardware = hardware
    let config = hardware.config
    map = CapabilityMap(size: config.count)
    shadow = [UInt8](repeating: 0, count: config.count)
    fill(0, ConfigSpace.headerSize)
    for offset in stride(from: ConfigRegister.firstBAR, through: ConfigRegister.lastBAR, by: 4) {
      hostBARs.append((offset, config.long(offset)))
    }
    hostBARs.append((ConfigRegister.expansionROM, config.long(ConfigRegister.expansionROM)))
    if hardware.isVirtual { fillVirtualFunction() }
    if !kernel.keeps(.interruptPinShown) { shadow[ConfigRegister.interruptPin] = 0 }
    addStandardCapabilities(config)
    addExtendedCapabilities(config)
    bendCapabilityBit()
    takeOver(owner.lastCopy)
  }

  var kernel: Kernel { owner.kernel }
  var device: PCIDevice { owner.device }

  private func fill(_ offset: Int, _ count: Int) {
    let end = min(offset + count, shadow.count)
    guard offset < end else { return }
    shadow.replaceSubrange(offset..<end, with: hardware.config.bytes[offset..<end])
  }

  /// What a virtual function's hardware does not tell, or should not: its ids, its pin, that its memory is on.
  private func fillVirtualFunction() {
    if kernel.keeps(.functionIDs) {
      setWord(ConfigRegister.vendor, hardware.identity.vendor)
      setWord(ConfigRegister.device, hardware.identity.device)
    }
    if kernel.keeps(.functionPin) { shadow[ConfigRegister.interruptPin] = 0 }
    if kernel.keeps(.functionMemoryOn) { command.insert(.memory) }
  }

  // MARK: What is there

  private func addStandardCapabilities(_ config: ConfigSpace) {
    guard config.word(ConfigRegister.status) & StatusBits.capabilityList != 0 else { return }
    let lengths = CapabilityLength(config: config, showsVendorDefined: kernel.profile.has(.showsVendorDefined))
    var previous = ConfigRegister.capabilities
    var position = Int(config.byte(ConfigRegister.capabilities))
    var found = 0
    for _ in 0..<48 where position >= ConfigSpace.headerSize {
      let id = config.byte(position)
      let next = config.byte(position + 1)
      let length = lengths.standard(id, at: position)
      if length == 0 {
        shadow[previous] = next
      } else {
        map.set(.standard(id, start: position), from: position, length: length)
        fill(position, length)
        if id == PCICapability.powerManagement { hidePowerEvents(at: position) }
        if id == PCICapability.msi { msiPermissions = .msi(flags: config.word(position + 2)) }
        previous = position + 1
        found += 1
      }
      position = Int(next)
    }
    if found > 0, !kernel.keeps(.chainEnds) { shadow[previous] = config.byte(ConfigRegister.capabilities) }
    if found == 0 { shadow[ConfigRegister.status] &= ~UInt8(StatusBits.capabilityList) }
  }

  /// The user cannot be told of power events, so the function seems not to have them.
  private func hidePowerEvents(at position: Int) {
    shadow[position + 3] &= ~0xf8
    if kernel.keeps(.hostEventsHidden) { shadow[position + 5] &= ~0x81 }
  }

  private func addExtendedCapabilities(_ config: ConfigSpace) {
    let first = ConfigRegister.firstExtendedCapability
    guard config.count > first, hardware.isExpress, config.long(first) != 0 else {
      if config.count > first, !kernel.keeps(.noExtendedReadsZero) {
        map.set(.extended(1, start: first), from: first, length: 4)
        set(first, 0x0001_0001)
      }
      return
    }
    let lengths = CapabilityLength(config: config, showsVendorDefined: kernel.profile.has(.showsVendorDefined))
    var previous: Int?
    var position = first
    var found = 0
    for _ in 0..<960 where position >= first {
      let header = config.long(position)
      let id = UInt16(truncatingIfNeeded: header)
      let next = Int(header >> 20) & 0xffc
      var length = lengths.extended(id, at: position)
      let isHidden = length == 0
      if isHidden, let previous {
        set(previous, long(previous) & 0x000f_ffff | UInt32(next) << 20)
        position = next
        continue
      }
      if isHidden { length = 4 }
      map.set(.extended(id, start: position), from: position, length: length)
      fill(position, length)
      if isHidden { set(position, long(position) & 0xffc0_0000) } else { found += 1 }
      previous = position
      position = next
    }
    if let previous, !kernel.keeps(.extendedChainEnds) { set(previous, long(previous) | UInt32(first) << 20) }
    if found == 0 { set(first, 0) }
  }

  /// MSI was set up with as many vectors.
  func allowMessages(_ vectors: Int) {
    messageLimit = UInt16(truncatingIfNeeded: Int.bitWidth - 1 - max(1, vectors * 2 - 1).leadingZeroBitCount)
  }

  // MARK: The copy

  func word(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: shadow.integer(at: offset, width: 2) ?? 0) }
  func long(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: shadow.integer(at: offset, width: 4) ?? 0) }
  func set(_ offset: Int, _ value: UInt32) { shadow.set(UInt64(value), at: offset, width: 4) }
  func setWord(_ offset: Int, _ value: UInt16) { shadow.set(UInt64(value), at: offset, width: 2) }

  var command: CommandBits {
    get { CommandBits(rawValue: word(ConfigRegister.command)) }
    set { setWord(ConfigRegister.command, newValue.rawValue) }
  }

  var enablesMemory: Bool { command.contains(.memory) }
  var hasInterruptPin: Bool { shadow[ConfigRegister.interruptPin] != 0 }

  // MARK: Access

  /// Reads bytes; EFAULT where they do not all lie inside.
  func read(_ position: UInt64, count: Int) throws(Errno) -> [UInt8] {
    if !kernel.keeps(.configAlways), !owner.memoryIsEnabled { throw .EIO }
    var bytes: [UInt8] = []
    let (start, count) = try checked(position, count)
    var offset = start
    while bytes.count < count {
      let width = chunk(at: offset, rest: count - bytes.count)
      bytes += UInt64(try read(offset, width: width)).littleEndianBytes.prefix(width)
      offset += width
    }
    return bent(bytes, from: start)
  }

  func write(_ given: [UInt8], at position: UInt64) throws(Errno) -> Int {
    let (start, count) = try checked(position, given.count)
    isTaken = false
    var done = 0
    while done < count {
      let width = chunk(at: start + done, rest: count - done)
      let value = UInt32(truncatingIfNeeded: given.integer(at: done, width: width) ?? 0)
      try write(value, at: start + done, width: width)
      done += width
    }
    return isTaken || kernel.keeps(.droppedCounts) ? done : 0
  }

  private func checked(_ position: UInt64, _ count: Int) throws(Errno) -> (start: Int, count: Int) {
    let size = UInt64(hardware.configurationSize)
    if position < size, !kernel.keeps(.configShort) { return (Int(position), min(count, Int(size - position))) }
    let fits = position < size && UInt64(count) <= size - position
    guard fits else { throw kernel.keeps(.configEnd) ? .EFAULT : .EINVAL }
    return (Int(position), count)
  }

  /// An aligned access that stays in one capability.
  private func chunk(at offset: Int, rest: Int) -> Int {
    let length = min(rest, map.rest(ofWordAt: offset))
    if length >= 4, offset % 4 == 0 { return 4 }
    return length >= 2 && offset % 2 == 0 ? 2 : 1
  }

  private func read(_ offset: Int, width: Int) throws(Errno) -> UInt32 {
    switch map[offset] {
    case .gap: return try readHardware(offset, width)
    case .header:
      if Self.isBAR(offset) { settleBARs() }
      let value = try blend(offset, width, .header, at: offset)
      guard hardware.isVirtual, offset == ConfigRegister.command else { return value }
      return value | UInt32(command.intersection(.memory).rawValue)
    case .standard(let id, let start):
      guard let permissions = permissions(of: id) else {
        return try readDirectly(offset, width, from: start, header: 2)
      }
      if id == PCICapability.msi { limitMessages(start, reading: offset - start, width) }
      let value = try blend(offset, width, permissions, at: offset - start)
      guard id == PCICapability.msi, offset <= start + 2, offset + width > start + 2, !kernel.keeps(.msiEnableHidden)
      else { return value }
      return value | UInt32(hardware.config.byte(start + 2) & 1) << UInt32(8 * (start + 2 - offset))
    case .extended(let id, let start):
      guard let permissions = permissions(ofExtended: id) else {
        return try readDirectly(offset, width, from: start, header: 4)
      }
      return try blend(offset, width, permissions, at: offset - start)
    }
  }

  private func write(_ value: UInt32, at offset: Int, width: Int) throws(Errno) {
    if let rule = readOnlyRule(map[offset], offset, value), !kernel.keeps(rule) { scribble(value, offset, width) }
    if let rule = writableRule(map[offset], offset), !kernel.keeps(rule) { return }
    switch map[offset] {
    case .gap:
      guard kernel.keeps(.gapsAreRaw) else { return }
      try writeHardware(value, offset, width)
    case .header: try writeHeader(value, offset, width)
    case .standard(let id, let start): try writeStandard(id, start, value, offset, width)
    case .extended(let id, let start):
      let isRaw = id == 0x0b || id == 0x23
      if isRaw || id == 0x10 && !kernel.keeps(.functionsByHostAlone) {
        try writeHardware(value, offset, width)
      } else if let permissions = permissions(ofExtended: id) {
        try merge(value, offset, width, permissions, at: offset - start)
      }
    }
  }

  private func permissions(of id: UInt8) -> ConfigPermissions? {
    switch id {
    case PCICapability.powerManagement: .powerManagement
    case PCICapability.vitalProductData: .vitalProductData
    case PCICapability.pciX: .pciX
    case PCICapability.express: .express(kernel)
    case PCICapability.advancedFeatures: .advancedFeatures
    case PCICapability.msi: msiPermissions
    default: nil
    }
  }

  private func permissions(ofExtended id: UInt16) -> ConfigPermissions? {
    switch id {
    case 0x01: .errorReporting
    case 0x04: .powerBudgeting
    default: nil
    }
  }

  /// The virtual bits from the copy, all others from the function.
  private func blend(
    _ offset: Int, _ width: Int, _ permissions: ConfigPermissions, at inside: Int
  ) throws(Errno) -> UInt32 {
    let virtual = permissions.virtualBits(inside, width: width)
    let copy = UInt32(truncatingIfNeeded: shadow.integer(at: offset, width: width) ?? 0)
    // Where all bits are virtual the function is not asked.
    guard ~virtual & .max >> UInt32(32 - 8 * width) != 0 else {
      return isOutOfReach ? try readHardware(offset, width) : copy
    }
    return try readHardware(offset, width) & ~virtual | copy & virtual
  }

  func readHardware(_ offset: Int, _ width: Int) throws(Errno) -> UInt32 {
    try device.checkConfigurationAccess()
    return hardware.readConfiguration(at: offset, width: width)
  }

  func writeHardware(_ value: UInt32, _ offset: Int, _ width: Int) throws(Errno) {
    isTaken = true
    try device.checkConfigurationAccess()
    hardware.writeConfiguration(value, at: offset, width: width)
  }

  /// The function's registers, but for the first bytes of the capability, which link it to the next.
  private func readDirectly(
    _ offset: Int, _ width: Int, from start: Int, header: Int
  ) throws(Errno) -> UInt32 {
    var value = try readHardware(offset, width)
    for index in 0..<width where offset - start + index < header {
      let shift = UInt32(8 * index)
      value = value & ~(0xff << shift) | UInt32(shadow[offset + index]) << shift
    }
    return value
  }

  /// Writes what can be written: virtual bits to the copy, others to the function.
  func merge(
    _ value: UInt32, _ offset: Int, _ width: Int, _ permissions: ConfigPermissions, at inside: Int
  ) throws(Errno) {
    var writable = permissions.writableBits(inside, width: width)
    if !kernel.keeps(.identityReadOnly), offset < ConfigRegister.command { writable = .max }
    guard writable & .max >> UInt32(32 - 8 * width) != 0 else { return }
    isTaken = true
    let virtual = permissions.virtualBits(inside, width: width)
    if writable & virtual != 0 {
      let copy = UInt32(truncatingIfNeeded: shadow.integer(at: offset, width: width) ?? 0)
      shadow.set(
        UInt64(copy & ~(writable & virtual) | value & writable & virtual), at: offset, width: width)
    }
    let direct = writable & ~virtual
    guard direct != 0, direct & .max >> UInt32(32 - 8 * width) != 0 else { return }
    let old = try readHardware(offset, width)
    try writeHardware(old & ~direct | value & direct, offset, width)
  }

  // MARK: BARs

  static func isBAR(_ offset: Int) -> Bool {
    (ConfigRegister.firstBAR..<ConfigRegister.lastBAR + 4).contains(offset)
      || (ConfigRegister.expansionROM..<ConfigRegister.expansionROM + 4).contains(offset)
  }

  func markBARsDirty() { barsAreDirty = true }

  /// Cuts what the user wrote to BARs to what such BARs hold, so that their sizes can be read.
  private func settleBARs() {
    guard barsAreDirty else { return }
    barsAreDirty = false
    var index = 0
    while index < 6 {
      defer { index += 1 }
      let offset = ConfigRegister.firstBAR + 4 * index
      guard let bar = hardware.bars[index] else {
        if kernel.keeps(.absentBARZero) { set(offset, 0) }
        continue
      }
      guard kernel.keeps(.barSizing) else { continue }
      let isSized = long(offset) | 0xf == .max || kernel.keeps(.barAligned)
      let mask = isSized ? ~(bar.size - 1) : ~0xf
      set(offset, long(offset) & UInt32(truncatingIfNeeded: mask) | UInt32(truncatingIfNeeded: bar.typeBits))
      if bar.registerWidth == 8 {
        let upper = UInt32(truncatingIfNeeded: mask >> 32)
        set(offset + 4, kernel.keeps(.wideBARSizing) ? long(offset + 4) & upper : 0)
        index += 1
      }
    }
    let rom = ConfigRegister.expansionROM
    let mask = hardware.rom.isEmpty ? 0 : ~UInt32(truncatingIfNeeded: hardware.rom.count - 1) | 1
    if kernel.keeps(.romBARSizing) { set(rom, long(rom) & mask) }
  }

  /// Whether the function lost its BARs, by a reset that nobody told of.
  var lostBARs: Bool {
    hostBARs.dropLast().contains { $0.value != 0 && hardware.readConfiguration(at: $0.offset, width: 4) != $0.value }
  }

  func restoreBARs() {
    guard kernel.keeps(.backdoorResetRecovery), !hardware.isVirtual else { return }
    kernel.log.info("\(device.logPrefix)vfio_bar_restore: reset recovery - restoring BARs")
    for bar in hostBARs { hardware.writeConfiguration(bar.value, at: bar.offset, width: 4) }
  }
}
