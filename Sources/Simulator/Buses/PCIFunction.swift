import MachineModel
import VFIOInterface

/// The hardware of a PCI function: configuration space, BARs, interrupts.
protocol PCIFunction: AnyObject {
  var identity: PCIIdentity { get }
  /// 256, or 4096 with extended configuration space.
  var configurationSize: Int { get }
  /// Accesses that the hardware sees whole: 1, 2 or 4 bytes, aligned. Outside it reads as ones.
  func readConfiguration(at offset: Int, width: Int) -> UInt32
  func writeConfiguration(_ value: UInt32, at offset: Int, width: Int)
  /// Where firmware and kernel put its BARs, then the ROM: the first seven lines of `resource` in sysfs.
  var resources: [PCIResource] { get }
  /// The interrupt line that the kernel knows for it; 0 without.
  var interruptLine: Int { get }
  /// How it can be reset, in the kernel's words and order: `flr`, `pm`, `bus`.
  var resetMethods: [String] { get }
  func chooseResetMethods(_ text: String) throws(Errno)
  func reset()
}

/// A line of a function's `resource` file.
struct PCIResource: Equatable {
  var start: UInt64 = 0
  var end: UInt64 = 0
  var flags: UInt64 = 0
}

extension PCIFunction {
  var isBridge: Bool { identity.classCode >> 16 == 0x06 && identity.classCode >> 8 & 0xff == 0x04 }
}

/// A function that only has a configuration header: the chipset's own, which no case uses.
final class HeaderFunction: PCIFunction {
  let identity: PCIIdentity
  let configurationSize = 256
  let resources = [PCIResource](repeating: PCIResource(), count: 13)
  let interruptLine = 0
  let resetMethods: [String] = []
  private var configuration = [UInt8](repeating: 0, count: 256)

  init(identity: PCIIdentity) {
    self.identity = identity
    configuration.set(UInt64(identity.vendor), at: 0, width: 2)
    configuration.set(UInt64(identity.device), at: 2, width: 2)
    configuration.set(UInt64(identity.classCode), at: 9, width: 3)
    configuration.set(isBridge ? 1 : 0, at: 14, width: 1)
  }

  func readConfiguration(at offset: Int, width: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: configuration.integer(at: offset, width: width) ?? .max)
  }

  func writeConfiguration(_ value: UInt32, at offset: Int, width: Int) {}

  func chooseResetMethods(_ text: String) throws(Errno) { throw .EINVAL }

  func reset() {}
}
