import MachineModel
import VFIOInterface

/// A bridge to another bus: QEMU's `pcie-root-port` and `pcie-pci-bridge`. Its header is of type 1.
final class BridgeFunction: DeviceFunction {
  private enum Register {
    static let primaryBus = 0x18
    static let secondaryBus = 0x19
    static let subordinateBus = 0x1a
    static let ioWindow = 0x1c
    static let memoryWindow = 0x20
    static let prefetchableWindow = 0x24
    /// The upper halves of its base and limit.
    static let upperWindow = 0x28
    static let bridgeControl = 0x3e
  }

  /// Where the capability of error reporting is.
  static let errorReporting = 0x100

  let secondaryBus: UInt8
  /// Whether devices can be plugged in behind it: a root port's slot takes them.
  let isHotPlug: Bool

  /// - Parameter number: The port's number among the root ports, from 1; its slot has the same.
  init(board: Board, entry: Device, number: Int) {
    secondaryBus = entry.secondaryBus ?? 0
    let isRootPort = entry.model == .rootPort
    isHotPlug = isRootPort
    let template = isRootPort ? BridgeTemplate.rootPort : BridgeTemplate.conventionalBridge
    var config = template.config(identity: entry.model.identity)
    config.set(Register.primaryBus, width: 1, to: UInt64(entry.address.bus))
    config.set(Register.secondaryBus, width: 1, to: UInt64(entry.secondaryBus ?? 0))
    config.set(Register.subordinateBus, width: 1, to: UInt64(entry.subordinateBus ?? 0))
    if isRootPort { config.set(0x6a, width: 2, to: UInt64(number << 3 | 2)) }
    if entry.isMultifunction { config.set(ConfigRegister.headerType, width: 1, to: 0x81) }
    super.init(
      board: board, address: entry.address, identity: entry.model.identity, config: config,
      bars: [0: isRootPort ? BaseAddress(.memory, size: 4096) : BaseAddress(.memory64, size: 256)])
  }

  /// Opens the windows to the bus behind, as firmware and kernel chose them.
  func open(io: Range<UInt64>, memory: Range<UInt64>, prefetchable: Range<UInt64>) {
    setConfiguration(Register.ioWindow, width: 1, to: io.lowerBound >> 8 & 0xf0)
    setConfiguration(Register.ioWindow + 1, width: 1, to: (io.upperBound - 1) >> 8 & 0xf0)
    setConfiguration(Register.memoryWindow, width: 2, to: memory.lowerBound >> 16 & 0xfff0)
    setConfiguration(Register.memoryWindow + 2, width: 2, to: (memory.upperBound - 1) >> 16 & 0xfff0)
    setConfiguration(Register.prefetchableWindow, width: 2, to: prefetchable.lowerBound >> 16 & 0xfff0 | 1)
    setConfiguration(Register.prefetchableWindow + 2, width: 2, to: (prefetchable.upperBound - 1) >> 16 & 0xfff0 | 1)
    setConfiguration(Register.upperWindow, width: 4, to: prefetchable.lowerBound >> 32)
    setConfiguration(Register.upperWindow + 4, width: 4, to: (prefetchable.upperBound - 1) >> 32)
    windows = [
      PCIResource(start: io.lowerBound, end: io.upperBound - 1, flags: 0x100),
      PCIResource(start: memory.lowerBound, end: memory.upperBound - 1, flags: 0x200),
      PCIResource(start: prefetchable.lowerBound, end: prefetchable.upperBound - 1, flags: 0x0010_2201),
    ]
  }

  private var windows: [PCIResource] = []

  /// The windows follow the BARs, the ROM, and six resources for virtual functions' BARs.
  override var resources: [PCIResource] {
    var resources = super.resources
    resources += windows + [PCIResource](repeating: PCIResource(), count: 4 - windows.count)
    return resources
  }
}
