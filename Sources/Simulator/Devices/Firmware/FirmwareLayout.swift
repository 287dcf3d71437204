import MachineModel

/// Gives BARs and bridges their addresses as SeaBIOS does, so that a guest of the same machine has the same.
///
/// Each bus sorts what it needs by alignment, then size; what is equal stays in the order in which it was found. Bridges
/// ask for their bus's needs after the devices did, the highest bus first.
struct FirmwareLayout {
  private enum Kind: CaseIterable {
    case io
    case memory
    case prefetchable
  }

  private struct Need {
    enum Owner {
      case bar(DeviceFunction, Int)
      case window(BridgeFunction)
    }

    var owner: Owner
    var size: UInt64
    var alignment: UInt64
  }

  private struct Region {
    var needs: [Need] = []
    var base: UInt64 = 0

    var total: UInt64 { needs.reduce(0) { $0 + $1.size } }
    var alignment: UInt64 { needs.first?.alignment ?? 1 }

    mutating func add(_ need: Need) {
      let index = needs.firstIndex {
        $0.alignment < need.alignment || $0.alignment == need.alignment && $0.size < need.size
      }
      needs.insert(need, at: index ?? needs.endIndex)
    }
  }

  /// The end of the hole for PCI below 4 GiB.
  private static let memoryEnd: UInt64 = 0xfec0_0000
  private static let ioBase: UInt64 = 0xc000
  /// Where the kernel puts I/O windows that the firmware left closed.
  private static let lateIOBase: UInt64 = 0x1000
  private static let ioWindow: UInt64 = 0x1000
  private static let memoryWindow: UInt64 = 1 << 21
  private static let smallestMemory: UInt64 = 0x1000

  /// The chipset's own functions, in the slots behind, do not rotate.
  private static let lastRotatingSlot: UInt8 = 24

  private let functions: [DeviceFunction]
  private var regions: [UInt8: [Kind: Region]] = [:]
  private var windows: [UInt8: [Kind: Range<UInt64>]] = [:]

  /// - Parameter functions: All functions of the machine, in the order of their addresses.
  init(_ functions: [DeviceFunction]) { self.functions = functions }

  private var bridges: [BridgeFunction] { functions.compactMap { $0 as? BridgeFunction } }

  mutating func apply() {
    collect()
    placeRoots()
    for bus in regions.keys.sorted() {
      for kind in Kind.allCases { place(kind, on: bus) }
    }
    openWindows()
    routeInterrupts()
  }

  // MARK: What is needed

  private mutating func collect() {
    for function in functions {
      for (index, bar) in function.bars.sorted(by: { $0.key < $1.key }) {
        let kind: Kind = bar.isMemory ? bar.isPrefetchable ? .prefetchable : .memory : .io
        add(function, index, size: bar.size, kind)
      }
      if !function.rom.isEmpty { add(function, 6, size: UInt64(function.rom.count), .memory) }
    }
    for bridge in bridges.sorted(by: { $0.secondaryBus > $1.secondaryBus }) {
      for kind in Kind.allCases { addWindow(of: bridge, kind) }
    }
  }

  /// The bus whose addresses a bus's functions share: all root buses have the same.
  private func pool(of bus: UInt8) -> UInt8 { bridges.contains { $0.secondaryBus == bus } ? bus : 0 }

  private mutating func add(_ function: DeviceFunction, _ index: Int, size: UInt64, _ kind: Kind) {
    let size = kind == .io ? size : max(size, Self.smallestMemory)
    regions[pool(of: function.address.bus), default: [:]][kind, default: Region()]
      .add(Need(owner: .bar(function, index), size: size, alignment: size))
  }

  private mutating func addWindow(of bridge: BridgeFunction, _ kind: Kind) {
    let region = regions[bridge.secondaryBus]?[kind] ?? Region()
    let smallest = kind == .io ? Self.ioWindow : Self.memoryWindow
    let alignment = max(smallest, region.alignment)
    // An express port is not given ports in advance, in case a device is plugged in.
    if region.total == 0, kind == .io { return }
    let size = max(region.total, 1).roundedUp(to: alignment)
    regions[pool(of: bridge.address.bus), default: [:]][kind, default: Region()]
      .add(Need(owner: .window(bridge), size: size, alignment: alignment))
  }

  // MARK: Where it goes

  private mutating func placeRoots() {
    let memory = regions[0]?[.memory] ?? Region()
    let prefetchable = regions[0]?[.prefetchable] ?? Region()
    let (upper, lower) =
      memory.alignment < prefetchable.alignment
      ? (Kind.memory, Kind.prefetchable) : (Kind.prefetchable, Kind.memory)
    var end = Self.memoryEnd
    for kind in [upper, lower] {
      guard let region = regions[0]?[kind], end > region.total else { continue }
      end = (end - region.total) / region.alignment * region.alignment
      regions[0]?[kind]?.base = end
    }
    regions[0]?[.io]?.base = Self.ioBase
  }

  private mutating func place(_ kind: Kind, on bus: UInt8) {
    guard let region = regions[bus]?[kind] else { return }
    var address = region.base
    for need in region.needs {
      switch need.owner {
      case .bar(let function, let index): assign(function, index, to: address)
      case .window(let bridge):
        windows[bridge.secondaryBus, default: [:]][kind] = address..<address + need.size
        regions[bridge.secondaryBus]?[kind]?.base = address
      }
      address += need.size
    }
  }

  private func assign(_ function: DeviceFunction, _ index: Int, to address: UInt64) {
    let isSMBus = function.identity.device == ChipsetFunction.smBusController
    function.assign(index, to: isSMBus ? ChipsetFunction.smBusPorts : address)
  }

  private func openWindows() {
    var late = Self.lateIOBase
    for bridge in bridges {
      let open = windows[bridge.secondaryBus] ?? [:]
      let io = open[.io] ?? late..<late + Self.ioWindow
      if open[.io] == nil { late += Self.ioWindow }
      bridge.open(io: io, memory: open[.memory] ?? 0..<1, prefetchable: open[.prefetchable] ?? 0..<1)
    }
  }

  // MARK: Interrupts

  private func routeInterrupts() {
    let pins = PinRotation(bridges: bridges, lastSlot: Self.lastRotatingSlot)
    let legacy: [UInt64] = [10, 10, 11, 11]
    for function in functions {
      guard let line = pins.line(of: function) else { continue }
      function.setConfiguration(ConfigRegister.interruptLine, width: 1, to: legacy[line])
      function.line = 20 + line
    }
  }
}
