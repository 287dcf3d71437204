import SystemCalls
import VFIOInterface

/// `config` in sysfs: a function's configuration space, raw.
final class PCIConfigurationNode: Node {
  private unowned let device: PCIDevice

  init(_ device: PCIDevice) {
    self.device = device
    super.init(permissions: 0o644)
  }

  override var kind: UInt32 { FileKind.regular }
  override var size: UInt64 { UInt64(device.function.configurationSize) }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile {
    PCIConfigurationFile(device, flags: flags)
  }
}

/// An open `config`. Without CAP_SYS_ADMIN only the header can be read.
final class PCIConfigurationFile: OpenFile {
  private static let headerSize = 64
  private static let interruptPin = 0x3d

  private let device: PCIDevice

  init(_ device: PCIDevice, flags: OpenFlags) {
    self.device = device
    super.init(kernel: device.kernel, flags: flags)
  }

  override var isSeekable: Bool { true }

  override func seek(offset: Int64, whence: Int32) throws(Errno) -> Int64 {
    position = try newPosition(offset: offset, whence: whence, end: Int64(device.function.configurationSize))
    return position
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    let limit = caller.has(.sysAdmin) ? device.function.configurationSize : Self.headerSize
    guard offset >= 0, offset < limit else { return [] }
    let start = Int(offset)
    return (start..<min(limit, start + count)).map {
      if $0 == Self.interruptPin, !device.kernel.keeps(.pinIsShown) { return 0 }
      return UInt8(truncatingIfNeeded: device.function.readConfiguration(at: $0, width: 1))
    }
  }

  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    guard offset >= 0, offset < device.function.configurationSize else { return 0 }
    var position = Int(offset)
    var rest = bytes.prefix(device.function.configurationSize - position)
    let count = rest.count
    while !rest.isEmpty {
      let width = position % 4 == 0 && rest.count >= 4 ? 4 : position % 2 == 0 && rest.count >= 2 ? 2 : 1
      let value = Array(rest.prefix(width)).integer(at: 0, width: width) ?? 0
      device.function.writeConfiguration(UInt32(truncatingIfNeeded: value), at: position, width: width)
      rest = rest.dropFirst(width)
      position += width
    }
    return count
  }
}
