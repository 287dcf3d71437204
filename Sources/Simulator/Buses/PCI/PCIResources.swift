import SystemCalls
import VFIOInterface

/// Who has which addresses (`/proc/iomem`, `/proc/ioports`), and the files by which the host reaches a function's BARs.
struct PCIResources {
  let kernel: Kernel

  func addTables() {
    let proc = kernel.files.root.directory("proc")
    let pci = kernel.pci
    proc["iomem"] = Attribute(lines: { [unowned pci] in pci.devices.flatMap { $0.claimLines(memory: true, digits: 8) } }
    )
    proc["ioports"] = Attribute(lines: { [unowned pci] in
      pci.devices.flatMap { $0.claimLines(memory: false, digits: 4) }
    })
  }

  func addFiles(of device: PCIDevice) {
    for index in device.function.bars.keys { device.directory["resource\(index)"] = PCIResourceNode(device, index) }
    if !device.function.rom.isEmpty { device.directory["rom"] = PCIROMNode(device) }
  }
}

extension PCIDevice {
  /// The lines of its BARs of one kind, each with who claimed it.
  fileprivate func claimLines(memory: Bool, digits: Int) -> [String] {
    function.bars.keys.sorted().flatMap { index -> [String] in
      let resource = function.resources[index]
      guard function.bars[index]?.isMemory == memory, resource.end > 0 else { return [] }
      let range = "\(hexadecimal(resource.start, digits))-\(hexadecimal(resource.end, digits))"
      return ["\(range) : \(name)"] + (claims[index].map { ["  \(range) : \($0)"] } ?? [])
    }
  }
}

/// `resourceN`: a BAR, for the host. A kernel like Debian's (`CONFIG_IO_STRICT_DEVMEM`) gives it to one at a time.
final class PCIResourceNode: Node {
  private unowned let device: PCIDevice
  private let bar: Int

  init(_ device: PCIDevice, _ bar: Int) {
    self.device = device
    self.bar = bar
    super.init(permissions: 0o600)
  }

  override var kind: UInt32 { FileKind.regular }
  override var size: UInt64 { device.function.bars[bar]?.size ?? 0 }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile {
    PCIResourceFile(device, bar, flags: flags)
  }
}

final class PCIResourceFile: OpenFile {
  private let device: PCIDevice
  private let bar: Int

  init(_ device: PCIDevice, _ bar: Int, flags: OpenFlags) {
    self.device = device
    self.bar = bar
    super.init(kernel: device.kernel, flags: flags)
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    guard let resource = device.function.bars[bar], resource.isMemory else { throw .ENODEV }
    let end = resource.size.roundedUp(to: kernel.pageSize)
    guard request.offset <= end, request.length <= end - request.offset else { throw .EINVAL }
    try kernel.require(.claimsExclude, device.claims[bar] == nil, or: .EINVAL)
    return MemoryPlace(backing: PCIResourceMapping(device, bar), offset: request.offset)
  }

  /// Ports are read and written one access at a time.
  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    try check(offset, count)
    return Array(device.function.read(bar: bar, offset: UInt64(offset), width: count).littleEndianBytes.prefix(count))
  }

  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    try check(offset, bytes.count)
    let value = bytes.integer(at: 0, width: bytes.count) ?? 0
    device.function.write(bar: bar, offset: UInt64(offset), width: bytes.count, value: value)
    return bytes.count
  }

  private func check(_ offset: Int64, _ count: Int) throws(Errno) {
    guard let resource = device.function.bars[bar], !resource.isMemory else { throw .EIO }
    guard [1, 2, 4].contains(count), offset >= 0, UInt64(offset) + UInt64(count) <= resource.size else { throw .EINVAL }
  }
}

/// A mapping of `resourceN`, which is over once a driver claims the BAR.
final class PCIResourceMapping: MappingBacking {
  private let device: PCIDevice
  private let bar: Int
  private let claims: Int

  init(_ device: PCIDevice, _ bar: Int) {
    self.device = device
    self.bar = bar
    claims = device.claimCounts[bar] ?? 0
  }

  func isAccessible(at offset: UInt64) -> Bool {
    (device.claimCounts[bar] ?? 0) == claims || !device.kernel.keeps(.claimsRevoke)
  }

  func load(at offset: UInt64, width: Int) throws(Fault) -> UInt64 {
    guard isAccessible(at: offset) else { throw .bus }
    return device.function.read(bar: bar, offset: offset, width: width)
  }

  func store(_ value: UInt64, at offset: UInt64, width: Int) throws(Fault) {
    guard isAccessible(at: offset) else { throw .bus }
    device.function.write(bar: bar, offset: offset, width: width, value: value)
  }
}

/// `rom`: the image of the expansion ROM, once 1 was written to it.
final class PCIROMNode: Node {
  private unowned let device: PCIDevice
  fileprivate var isEnabled = false

  init(_ device: PCIDevice) {
    self.device = device
    super.init(permissions: 0o600)
  }

  override var kind: UInt32 { FileKind.regular }
  override var size: UInt64 { UInt64(device.function.rom.count) }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile {
    PCIROMFile(self, device, flags: flags)
  }
}

final class PCIROMFile: OpenFile {
  private let node: PCIROMNode
  private let device: PCIDevice

  init(_ node: PCIROMNode, _ device: PCIDevice, flags: OpenFlags) {
    self.node = node
    self.device = device
    super.init(kernel: device.kernel, flags: flags)
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    guard node.isEnabled else { throw .EINVAL }
    let image = device.function.rom.prefix(device.function.romImageSize)
    guard offset >= 0, offset < image.count else { return [] }
    let bytes = image[Int(offset)...].prefix(count)
    return kernel.keeps(.hostReadsROM) ? Array(bytes) : bytes.map { _ in 0xff }
  }

  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    node.isEnabled = !(offset == 0 && bytes.first == 0x30)
    return bytes.count
  }
}
