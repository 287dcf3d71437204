/// Puts devices on buses, and numbers the buses as the firmware does.
struct PCITopology {
  /// The bridge's hot-plug controller takes slot 0.
  private static let conventionalSlots: ClosedRange<UInt8> = 1...31

  /// The number of the expander's bus, and of those behind it from there on: beyond what the root bus can use up.
  private static let expanderBus: UInt8 = 0x40

  let reader: FileReader
  private let layout: ChipsetLayout
  private var devices: [Device] = []

  init(_ layout: ChipsetLayout, reader: FileReader) {
    self.layout = layout
    self.reader = reader
  }

  /// Checks that the device can be where it says, and keeps it.
  mutating func add(_ device: Device, at entry: MappingReader) throws(MachineFileError) {
    guard !devices.contains(where: { $0.id == device.id }) else {
      throw reader.error("device '\(device.id)' is said twice", at: entry.place(of: DeviceKey.id))
    }
    try checkSlot(of: device, behind: bridge(of: device, at: entry), at: entry)
    let neighbours = devices.filter { $0.sharesSlot(with: device) }
    guard !neighbours.contains(where: { $0.address.function == device.address.function }) else {
      throw reader.error("another device sits in that slot", at: entry.place(of: DeviceKey.slot))
    }
    guard device.address.function == 0 || neighbours.contains(where: { $0.address.function == 0 }) else {
      throw reader.error(
        "the slot has no function 0", at: entry.place(of: DeviceKey.function),
        hint: "write the device of function 0 above")
    }
    devices.append(device)
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

  private func bridge(of device: Device, at entry: MappingReader) throws(MachineFileError) -> Device? {
    guard let id = device.bus else { return nil }
    guard let bridge = devices.first(where: { $0.id == id }) else {
      throw reader.error(
        "no bridge '\(id)' above", at: entry.place(of: DeviceKey.bus),
        hint: "without 'bus' a device sits on the root bus")
    }
    guard bridge.model.isBridge else {
      throw reader.error("'\(id)' is not a bridge", at: entry.place(of: DeviceKey.bus))
    }
    return bridge
  }

  private func checkSlot(
    of device: Device, behind bridge: Device?, at entry: MappingReader
  ) throws(MachineFileError) {
    let name = device.model.rawValue
    let slots: ClosedRange<UInt8>
    try checkPlace(of: device, behind: bridge, at: entry)
    switch bridge?.model {
    case .rootPort:
      slots = 0...0
      if device.model == .rootPort {
        throw reader.error("a \(name) sits on the root bus", at: entry.place(of: DeviceKey.bus))
      }
    case .conventionalBridge:
      slots = Self.conventionalSlots
      if device.model.needsExpress {
        throw reader.error(
          "\(name) needs PCI Express", at: entry.place(of: DeviceKey.bus), hint: "put it behind a pcie-root-port")
      }
    case .expander:
      slots = 0...31
      guard device.model.isBridge else {
        throw reader.error(
          "behind a \(DeviceModel.expander.rawValue) there are bridges only", at: entry.place(of: DeviceKey.bus),
          hint: "put it behind a \(DeviceModel.conventionalBridge.rawValue) there")
      }
    default:
      slots = layout.rootSlots
    }
    guard slots.contains(device.address.slot) else {
      let range = slots.count == 1 ? "slot 0" : "slots \(slots.lowerBound) to \(slots.upperBound)"
      throw reader.error(
        "'\(device.id)' cannot be in slot \(device.address.slot)", at: entry.place(of: DeviceKey.slot),
        hint: "its bus has \(range)")
    }
  }

  /// What a few models ask of the bus beyond a free slot.
  private func checkPlace(
    of device: Device, behind bridge: Device?, at entry: MappingReader
  ) throws(MachineFileError) {
    guard !device.model.isBridge || layout.takesBridges else {
      throw reader.error("this chipset has endpoints only", at: entry.place(of: DeviceKey.model))
    }
    let expander = DeviceModel.expander.rawValue
    if device.model == .expander {
      guard bridge == nil else {
        throw reader.error("a \(expander) sits on the root bus", at: entry.place(of: DeviceKey.bus))
      }
      guard !devices.contains(where: { $0.model == .expander }) else {
        throw reader.error("there is a \(expander) above", at: entry.place(of: DeviceKey.model), hint: "one is enough")
      }
    }
    guard device.virtualFunctions == 0 || bridge?.model == .rootPort else {
      throw reader.error(
        "virtual functions need a bus of their own", at: entry.place(of: DeviceKey.virtualFunctions),
        hint: "put '\(device.id)' behind a \(DeviceModel.rootPort.rawValue)")
    }
  }
}

extension Device {
  fileprivate func sharesSlot(with other: Device) -> Bool {
    bus == other.bus && address.domain == other.address.domain && address.slot == other.address.slot
  }
}
