import SystemCalls
import VFIOInterface

/// The driver of mtty: serial cards of one port or two, of which it has 24 ports to give.
final class MttyDriver: SampleDriver {
  private static let portCount = 24

  private unowned let kernel: Kernel
  let name = "mtty"
  let module: Module
  let deviceAPI = "vfio-pci"
  let maximumInstances = 0
  let types = [
    MediatedType(name: "1", title: "Single port serial"), MediatedType(name: "2", title: "Dual port serial"),
  ]
  /// Ports that no device has.
  var freePorts = portCount

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
  }

  func available(_ type: MediatedType) -> Int? {
    kernel.keeps(.mttyCountsCards) ? freePorts / Self.ports(of: type) : freePorts
  }
  func description(of type: MediatedType) -> String? { nil }

  func attributes(of device: MediatedDevice) -> [String: Attribute] {
    ["sample_mdev_dev": Attribute("This is MDEV \(device.name)")]
  }

  func probe(_ device: MediatedDevice, _ kernel: Kernel) throws(Errno) -> MediatedVFIODevice {
    let ports = Self.ports(of: device.type)
    try kernel.require(.mttyPorts, freePorts >= ports, or: .ENOSPC)
    freePorts = max(0, freePorts - ports)
    return MttyDevice(device, kernel: kernel, driver: self, ports: ports)
  }

  static func ports(of type: MediatedType) -> Int { type.name == "2" ? 2 : 1 }
}

/// A serial card that exists only in memory.
final class MttyDevice: SampleDevice {
  private static let registerCount: UInt64 = 8
  private static let offsetShift: UInt64 = 40
  private static let offsetMask: Int64 = 1 << 40 - 1

  private let driver: MttyDriver
  private var config: [UInt8]
  var serialPorts: [SerialPort]
  /// The second port of a card of one, which the driver forgets to hide.
  private var sparePort = SerialPort()
  /// Since interrupts are managed, devices migrate too.
  private(set) lazy var migration = kernel.profile.has(.mttyMigrates) ? MttyMigration(self, kernel) : nil
  lazy var interrupts: any MttyInterrupts =
    kernel.profile.has(.mttyMasksINTx) ? MttyMaskableInterrupts(kernel) : MttyPlainInterrupts(kernel)

  init(_ device: MediatedDevice, kernel: Kernel, driver: MttyDriver, ports: Int) {
    self.driver = driver
    serialPorts = [SerialPort](repeating: SerialPort(), count: ports)
    config = Self.initialConfig(ports: ports, kernel)
    super.init(device, kernel: kernel, module: driver.module)
  }

  override func released() {
    if kernel.keeps(.mttyReturnsPorts) { driver.freePorts += serialPorts.count }
  }

  override func feature(_ request: FeatureRequest, _ argument: UserArgument, _ caller: Process) throws(Errno) {
    guard let migration, try migrationFeature(migration, request, argument, caller) else {
      return try super.feature(request, argument, caller)
    }
  }

  override var copiesAhead: Bool { migration != nil }

  override func closeDevice() {
    migration?.close()
    if !kernel.keeps(.mttyMigrationKept) { migration?.reset() }
    interrupts.close()
  }

  /// Only what migrates is reset; registers stay.
  override func reset() throws(Errno) {
    guard kernel.keeps(.mttyResets) else { throw .EINVAL }
    if !kernel.keeps(.mttyResetKeeps) { serialPorts = serialPorts.map { _ in SerialPort() } }
    migration?.reset()
  }

  // MARK: Information

  override func region(_ index: UInt64) throws(Errno) -> Region {
    guard index < Self.regionCount else {
      try kernel.refuse(.mttyRegionIndex, with: .EINVAL)
      return Region()
    }
    var region = Region(offset: index << Self.offsetShift, flags: RegionInfoFlags.read | RegionInfoFlags.write)
    switch index {
    case PCIRegionIndex.config: region.size = UInt64(Self.configSize + (kernel.keeps(.mttyConfigSize) ? 0 : 1))
    case PCIRegionIndex.bar0: region.size = Self.registerCount
    case PCIRegionIndex.bar1 where serialPorts.count == 2 || !kernel.keeps(.mttySecondBAR):
      region.size = Self.registerCount
    default: break
    }
    return region
  }

  override func interrupt(_ index: UInt64, flags: inout UInt64) throws(Errno) -> UInt64 {
    flags = IRQInfoFlags.eventfd
    switch InterruptIndex(index) {
    case .intx: flags |= IRQInfoFlags.maskable | IRQInfoFlags.automasked
    case .msi: flags |= IRQInfoFlags.noresize
    case .request where !kernel.profile.has(.mttyMasksINTx): flags |= IRQInfoFlags.noresize
    default:
      try kernel.refuse(.mttyInterruptIndex, with: .EINVAL)
      return 0
    }
    return kernel.keeps(.mttyInterruptCount) ? 1 : 0
  }

  override func setInterrupts(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let header = try argument.copyIn(count: Structure.irqSet.minimumSize)
    let request: InterruptRequest
    do {
      request = try InterruptRequest(header, argument, kernel) { _ in interruptCount }
    } catch {
      return try kernel.refuse(.mttyChecksInterrupts, with: error)
    }
    let number = header[IRQSet.index]
    if kernel.profile.has(.mttyMasksINTx), number > PCIIRQIndex.msi {
      return try kernel.refuse(.mttyNoSuchIndex, with: .ENOTTY)
    }
    guard let index = InterruptIndex(number), let action = request.action else {
      guard kernel.keeps(.mttyNoAction) else { throw .ENOTTY }
      return
    }
    try interrupts.set(index, action, request, caller)
  }

  // MARK: Access

  override func readPiece(at position: Int64, width: Int) -> [UInt8]? {
    guard let (region, offset) = Self.place(of: position) else { return nil }
    if region == .config {
      if position & Self.offsetMask > UInt16.max {
        kernel.log.error("BUG: unable to handle page fault for address")
      }
      return config.piece(at: kernel.keeps(.mttyConfigBytes) ? offset : offset & ~3, width: width)
    }
    if region == .port(1), serialPorts.count == 1 {
      return [sparePort.read(offset, kernel) { _ = interrupts.raise() }] + [UInt8](repeating: 0, count: width - 1)
    }
    guard case .port(let index) = region, serialPorts.indices.contains(index) else {
      return [UInt8](repeating: 0, count: width)
    }
    let value = serialPorts[index].read(offset, kernel) { _ = interrupts.raise() }
    return [value] + [UInt8](repeating: 0, count: width - 1)
  }

  override func writePiece(_ bytes: [UInt8], at position: Int64) -> Bool {
    guard let (region, offset) = Self.place(of: position) else { return false }
    guard case .port(let index) = region else {
      writeConfig(bytes, at: offset)
      return true
    }
    // The first byte is all that a port looks at.
    let values = kernel.keeps(.mttyWideWrite) ? bytes.prefix(1) : bytes[...]
    return values.enumerated().allSatisfy { writePort(index, $1, at: offset + $0) }
  }

  /// False where the write makes an interrupt that nobody hears, and the kernel minds.
  private func writePort(_ index: Int, _ value: UInt8, at offset: Int) -> Bool {
    if index == 1, serialPorts.count == 1 {
      sparePort.write(value, to: offset, kernel) { _ = interrupts.raise() }
      return true
    }
    let index = kernel.keeps(.mttyPortsApart) ? index : 0
    guard serialPorts.indices.contains(index) else { return true }
    let register = kernel.keeps(.mttyNothingBeyond) ? offset : offset % Int(Self.registerCount)
    var isHeard = true
    serialPorts[index].write(value, to: register, kernel) { isHeard = interrupts.raise() }
    return isHeard || kernel.keeps(.mttyUnheard)
  }

  /// The driver has no operation for it, so the core refuses.
  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    try kernel.refuse(.mttyNoMapping, with: .EINVAL)
    return MemoryPlace(backing: SparseMemory(size: SparseMemory.pageSize), offset: 0)
  }

  private enum Place: Hashable {
    case config
    case port(Int)
  }

  /// Behind the BARs and configuration space there is nothing; offsets inside count modulo 64 KiB.
  private static func place(of position: Int64) -> (Place, Int)? {
    let index = UInt64(bitPattern: position) >> offsetShift
    let offset = Int(truncatingIfNeeded: position & 0xffff)
    switch index {
    case PCIRegionIndex.config: return (.config, offset)
    case PCIRegionIndex.rom, PCIRegionIndex.vga: return nil
    default: return index < regionCount ? (.port(Int(truncatingIfNeeded: index)), offset) : nil
    }
  }

  // MARK: Configuration space

  private static func initialConfig(ports: Int, _ kernel: Kernel) -> [UInt8] {
    var config = [UInt8](repeating: 0, count: configSize + 1)
    if kernel.keeps(.mttyVendor) { config.set(0x3253_4348, at: 0, width: 4) }
    config.set(0x0200_0001, at: 4, width: 4)
    config.set(0x0700_0210, at: 8, width: 4)
    config.set(1, at: 0x10, width: 4)
    if ports == 2 { config.set(1, at: 0x14, width: 4) }
    config.set(0x3253_4348, at: 0x2c, width: 4)
    config[0x3d] = 1
    // What the card that it imitates has behind its header.
    for (offset, value) in [(0x40, 0x23), (0x43, 0x80), (0x44, 0x23), (0x48, 0x23), (0x4c, 0x23)] {
      config[offset] = UInt8(value)
    }
    config.replaceSubrange(0x60..<0x6f, with: Array("PCI Serial/UART".utf8))
    return config
  }

  private func writeConfig(_ bytes: [UInt8], at offset: Int) {
    if !kernel.keeps(.mttyConfigReadOnly), offset + bytes.count <= config.count {
      return config.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
    switch offset {
    case 0x3c: config[offset] = bytes.first ?? 0
    case 0x10: writeBAR(bytes, at: offset)
    case 0x14 where serialPorts.count == 2: writeBAR(bytes, at: offset)
    case 0x14, 0x18, 0x1c, 0x20:
      if !kernel.keeps(.mttyAbsentBAR) { config.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
    case 0x04, 0x06, 0x3d: break
    default:
      kernel.log.info("PCI config write @0x\(hexadecimal(offset, 1)) of \(bytes.count) bytes not handled")
    }
  }

  /// All ones ask for the size.
  private func writeBAR(_ bytes: [UInt8], at offset: Int) {
    var value = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    kernel.log.info("BAR\((offset - 0x10) / 4) addr 0x\(hexadecimal(value, 1))")
    if value == 0xffff_ffff, kernel.keeps(.mttyBARSize) { value &= ~(Self.registerCount - 1) }
    value |= UInt64(config[offset] & 3)
    config.set(value, at: offset, width: 4)
  }
}
