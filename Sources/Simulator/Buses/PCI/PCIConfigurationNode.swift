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
    var position = Int(offset)
    let range = position..<min(limit, position + count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    while position < range.upperBound {
      let width = Self.width(at: position, left: range.upperBound - position)
      let value = device.function.readConfiguration(at: position, width: width)
      for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * index))) }
      position += width
    }
    if range.contains(Self.interruptPin), !device.kernel.keeps(.pinIsShown) {
      bytes[Self.interruptPin - range.lowerBound] = 0
    }
    return bytes
  }

  /// Bytes of the widest access that is aligned, and no wider than what is left.
  private static func width(at position: Int, left: Int) -> Int {
    position % 4 == 0 && left >= 4 ? 4 : position % 2 == 0 && left >= 2 ? 2 : 1
  }

  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    guard offset >= 0, offset < device.function.configurationSize else { return 0 }
    var position = Int(offset)
    var rest = bytes.prefix(device.function.configurationSize - position)
    let count = rest.count
    while !rest.isEmpty {
      let width = Self.width(at: position, left: rest.count)
      let value = Array(rest.prefix(width)).integer(at: 0, width: width) ?? 0
      device.function.writeConfiguration(UInt32(truncatingIfNeeded: value), at: position, width: width)
      rest = rest.dropFirst(width)
      position += width
    }
    return count
  }
}
