import Documents

/// Puts devices on buses, and numbers the buses as the firmware does.
struct PCITopology {
  /// The bridge's hot-plug controller takes slot 0.
  private static let conventionalSlots: ClosedRange<UInt8> = 1...31

  /// The number of the expander's bus, and of those behind it from there on: beyond what the root bus can use up.
  private static let expanderBus: UInt8 = 0x40

  private let layout: ChipsetLayout
  private var devices: [Device] = []
  /// Those that are not kept, since something is wrong with them: of what sits behind one, nothing more is said.
  private var refused: Set<String> = []

  init(_ layout: ChipsetLayout) { self.layout = layout }

  /// Checks that the device can be where it says, and keeps it.
  ///
  /// - Parameter isSound: Whether nothing else is wrong with it.
  mutating func add(_ device: Device, at entry: MappingReader, isSound: Bool) {
    if isSound, device.bus.map(refused.contains) != true, check(device, at: entry) {
      devices.append(device)
    } else {
      refused.insert(device.id)
    }
  }

  /// Whether nothing is wrong with a device's place; what is, is reported.
  private func check(_ device: Device, at entry: MappingReader) -> Bool {
    let before = entry.parser.errors
    if devices.contains(where: { $0.id == device.id }) {
      entry.report("device '\(device.id)' is said twice", at: "id")
    }
    guard let bridge = bridge(of: device, at: entry) else { return false }
    checkPlace(of: device, behind: bridge, at: entry)
    checkSlot(of: device, behind: bridge, at: entry)
    let neighbours = devices.filter { $0.sharesSlot(with: device) }
    if neighbours.contains(where: { $0.address.function == device.address.function }) {
      entry.report("another device sits in that slot", at: "slot")
    } else if device.address.function != 0, !neighbours.contains(where: { $0.address.function == 0 }) {
      entry.report("the slot has no function 0", at: "function", hint: "write the device of function 0 above")
    }
    return entry.parser.errors == before
  }

  /// The devices, in the order in which they came, with their addresses.
  func finish() -> [Device] {
    var all = devices
    for index in all.indices where all[index].address.function == 0 {
      let first = all[index]
      all[index].isMultifunction = all.contains { $0.sharesSlot(with: first) && $0.address.function != 0 }
    }
    _ = Self.number(bus: layout.rootBus, behind: nil, in: &all)
    return all
  }

  /// Numbers the bus and those behind it, depth first in the order of the slots; returns the highest number given.
  ///
  /// A bridge can only name one written above it, so there is no circle; 64 devices, one of them an expander, cannot
  /// use up the numbers below the expander's, nor those from there on. Host bridges beyond the first have no bridges
  /// behind them, so each begins with the same number.
  private static func number(bus: UInt8, behind bridge: String?, in devices: inout [Device]) -> UInt8 {
    var highest = bus
    let here = devices.indices.filter { devices[$0].bus == bridge }
    for index in here.sorted(by: { devices[$0].address.devfn < devices[$1].address.devfn }) {
      devices[index].address.bus = bus
      guard devices[index].model.isBridge else { continue }
      guard devices[index].model != .expander else {
        devices[index].secondaryBus = expanderBus
        devices[index].subordinateBus = number(bus: expanderBus, behind: devices[index].id, in: &devices)
        continue
      }
      devices[index].secondaryBus = highest + 1
      highest = number(bus: highest + 1, behind: devices[index].id, in: &devices)
      devices[index].subordinateBus = highest
    }
    return highest
  }

  /// The bridge that the device sits behind, nil within for the root bus; nil for one that is not there.
  private func bridge(of device: Device, at entry: MappingReader) -> Device?? {
    guard let id = device.bus else { return .some(nil) }
    guard let bridge = devices.first(where: { $0.id == id }) else {
      entry.report("no bridge '\(id)' above", at: "bus", hint: "without 'bus' a device sits on the root bus")
      return nil
    }
    guard bridge.model.isBridge else {
      entry.report("'\(id)' is not a bridge", at: "bus", hint: "without 'bus' a device sits on the root bus")
      return nil
    }
    return bridge
  }

  private func checkSlot(of device: Device, behind bridge: Device?, at entry: MappingReader) {
    let slots: ClosedRange<UInt8> =
      switch bridge?.model {
      case .rootPort: 0...0
      case .conventionalBridge: Self.conventionalSlots
      case .expander: 0...31
      default: layout.rootSlots
      }
    guard !slots.contains(device.address.slot) else { return }
    let range = slots.count == 1 ? "slot 0" : "slots \(slots.lowerBound) to \(slots.upperBound)"
    entry.report("'\(device.id)' cannot be in slot \(device.address.slot)", at: "slot", hint: "its bus has \(range)")
  }

  /// What a few models ask of the bus beyond a free slot.
  private func checkPlace(of device: Device, behind bridge: Device?, at entry: MappingReader) {
    let name = device.model.rawValue
    if device.model.isBridge, !layout.takesBridges {
      entry.report("this chipset has endpoints only", at: "model")
    }
    if device.model == .expander, devices.contains(where: { $0.model == .expander }) {
      entry.report("there is a \(name) above", at: "model", hint: "one is enough")
    }
    if device.model == .expander && bridge != nil || device.model == .rootPort && bridge?.model == .rootPort {
      entry.report("a \(name) sits on the root bus", at: "bus", hint: "leave 'bus' out")
    } else if bridge?.model == .conventionalBridge, device.model.needsExpress {
      entry.report("\(name) needs PCI Express", at: "bus", hint: "put it behind a \(DeviceModel.rootPort.rawValue)")
    } else if bridge?.model == .expander, !device.model.isBridge {
      entry.report(
        "behind a \(DeviceModel.expander.rawValue) there are bridges only", at: "bus",
        hint: "put it behind a \(DeviceModel.conventionalBridge.rawValue) there")
    }
    if device.virtualFunctions > 0, bridge?.model != .rootPort {
      entry.report(
        "virtual functions need a bus of their own", at: "virtual-functions",
        hint: "put '\(device.id)' behind a \(DeviceModel.rootPort.rawValue)")
    }
  }
}

extension Device {
  fileprivate func sharesSlot(with other: Device) -> Bool {
    bus == other.bus && address.domain == other.address.domain && address.slot == other.address.slot
  }
}
