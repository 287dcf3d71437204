import MachineModel

/// Gives BARs and bridges their addresses as the kernel does where no firmware did (`drivers/pci/setup-bus.c`).
///
/// The windows of bridges are sized first. Then each bus gives addresses in ascending order, to what has the largest
/// alignment first; what is equal stays in the order in which it was found.
struct KernelLayout {
  private enum Kind: CaseIterable {
    case io
    case memory
    /// Prefetchable and of 64 bits: above what 32 bits reach.
    case upper
  }

  private enum Owner {
    case bar(DeviceFunction, Int)
    case window(BridgeFunction)
  }

  private struct Need {
    var owner: Owner
    var kind: Kind
    var size: UInt64
    var alignment: UInt64
  }

  /// Where QEMU's `virt` has its ports, and its memory for PCI below and above 4 GiB; the kernel leaves the first ports.
  private static let bases: [Kind: UInt64] = [.io: 0x1000, .memory: 0x1000_0000, .upper: 0x80_0000_0000]
  private static let ioWindow: UInt64 = 0x1000
  private static let memoryWindow: UInt64 = 1 << 20
  /// What a port gets in advance, in case a device is plugged in.
  private static let spareMemory: UInt64 = 2 << 20
  /// The first interrupt of a PCI device; those before are the board's own.
  private static let firstLine = 20

  private let functions: [DeviceFunction]
  /// Whether a ROM is not part of what a window needs at least, but added to it (``KernelChange/addsROMsToWindows``).
  private let addsROMs: Bool

  /// - Parameter functions: All functions of the machine, in the order of their addresses.
  init(_ functions: [DeviceFunction], addsROMs: Bool) {
    self.functions = functions
    self.addsROMs = addsROMs
  }

  func apply() {
    place(on: 0, at: Self.bases)
    for function in functions { leaveAsAfterReset(function) }
    routeInterrupts()
  }

  private var bridges: [BridgeFunction] { functions.compactMap { $0 as? BridgeFunction } }

  // MARK: What is needed

  private func needs(of bus: UInt8) -> [Need] {
    functions.filter { $0.address.bus == bus }.flatMap { function in
      let bars = function.bars.sorted { $0.key < $1.key }.map { need(of: function, $0.key, $0.value) }
      let size = UInt64(function.rom.count)
      let rom = size == 0 ? [] : [Need(owner: .bar(function, 6), kind: .memory, size: size, alignment: size)]
      return bars + rom + ((function as? BridgeFunction).map(windows) ?? [])
    }
  }

  private func need(of function: DeviceFunction, _ index: Int, _ bar: BaseAddress) -> Need {
    let kind: Kind = !bar.isMemory ? .io : bar.isPrefetchable && bar.registerWidth == 8 ? .upper : .memory
    return Need(owner: .bar(function, index), kind: kind, size: bar.size, alignment: bar.size)
  }

  private func windows(of bridge: BridgeFunction) -> [Need] {
    let behind = needs(of: bridge.secondaryBus)
    return Kind.allCases.compactMap { kind in
      let inside = behind.filter { $0.kind == kind }
      let size = kind == .io ? ports(inside, bridge) : memory(inside, bridge)
      guard size > 0 else { return nil }
      let smallest = kind == .io ? Self.ioWindow : Self.memoryWindow
      let alignment = kind == .io ? smallest : inside.map(\.alignment).reduce(smallest, max)
      return Need(owner: .window(bridge), kind: kind, size: size, alignment: alignment)
    }
  }

  private func ports(_ inside: [Need], _ bridge: BridgeFunction) -> UInt64 {
    let size = inside.reduce(0) { $0 + $1.size }
    let least = size.roundedUp(to: Self.ioWindow)
    guard bridge.isHotPlug else { return least }
    // What is added counts what is needed twice.
    let grown = addsROMs ? size + least : size
    return max(grown, Self.ioWindow).roundedUp(to: Self.ioWindow)
  }

  private func memory(_ inside: [Need], _ bridge: BridgeFunction) -> UInt64 {
    let (roms, others) = (inside.filter(isAdded), inside.filter { !isAdded($0) })
    let size = others.reduce(0) { $0 + $1.size }
    let least = bridge.isHotPlug ? max(size, Self.spareMemory) : size
    return (least + roms.reduce(0) { $0 + $1.size }).roundedUp(to: Self.memoryWindow)
  }

  private func isAdded(_ need: Need) -> Bool {
    guard addsROMs, case .bar(_, 6) = need.owner else { return false }
    return true
  }

  // MARK: Where it goes

  private func place(on bus: UInt8, at bases: [Kind: UInt64]) {
    var next = bases
    var opened: [UInt8: [Kind: Range<UInt64>]] = [:]
    for need in needs(of: bus).sorted(by: { $0.alignment > $1.alignment }) {
      let start = (next[need.kind] ?? 0).roundedUp(to: need.alignment)
      next[need.kind] = start + need.size
      switch need.owner {
      case .bar(let function, 6): function.remember(6, at: start)
      case .bar(let function, let index): function.assign(index, to: start)
      case .window(let bridge): opened[bridge.secondaryBus, default: [:]][need.kind] = start..<start + need.size
      }
    }
    for bridge in bridges where bridge.address.bus == bus {
      let windows = opened[bridge.secondaryBus] ?? [:]
      bridge.open(
        io: windows[.io] ?? 0..<1, memory: windows[.memory] ?? 0..<1, prefetchable: windows[.upper] ?? 0..<1)
      place(on: bridge.secondaryBus, at: windows.mapValues(\.lowerBound))
    }
  }

  /// No firmware turned decoding on, nor SERR#; the kernel does the first for a device that has a driver.
  private func leaveAsAfterReset(_ function: DeviceFunction) {
    let hasDriver = function is BridgeFunction || function is ChipsetFunction
    let kept = hasDriver ? function.command.subtracting(.errors) : []
    function.setConfiguration(ConfigRegister.command, width: 2, to: UInt64(kept.rawValue))
  }

  // MARK: Interrupts

  /// A line has its number from the first driver that asks for it: those of ports, which have a message besides, then
  /// that of the executor's channel with two vectors, then users'.
  private func routeInterrupts() {
    let pins = PinRotation(bridges: bridges)
    let order: [(pick: (DeviceFunction) -> Bool, messages: Int)] = [
      ({ $0 is BridgeFunction }, 1), ({ $0 is ChipsetFunction }, 2), ({ _ in true }, 0),
    ]
    var numbers: [Int: Int] = [:]
    var next = Self.firstLine
    for (pick, messages) in order {
      for function in functions where pick(function) && function.line == 0 {
        guard let line = pins.line(of: function) else { continue }
        let number = numbers[line] ?? next
        if numbers.updateValue(number, forKey: line) == nil { next += 1 }
        next += messages
        function.line = number
        function.setConfiguration(ConfigRegister.interruptLine, width: 1, to: UInt64(function.line))
      }
    }
  }
}
