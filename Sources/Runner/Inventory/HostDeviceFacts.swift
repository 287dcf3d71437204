import MachineModel
import SuiteModel

/// The facts of one device, made from what sysfs shows of it. A device that is not on PCI has nothing of what PCI has.
struct HostDeviceFacts {
  let bus: HostBus
  let name: String
  /// The first name by which drivers know a device of the device tree; empty for others.
  let compatible: String
  let space: ConfigurationSpace
  let resources: Resources
  let group: Int?
  /// What `group` is where the device has none: negative, and not the same for any two devices.
  let missingGroup: Int
  let members: [String]
  let resetMethods: [String]
  /// Whether no other function sits on its bus.
  let isAloneOnBus: Bool
  /// Where its directory on the bus leads: the way from the root complex, bridge by bridge.
  let path: String
  /// The machine file's id of the bridge that it sits behind; empty without one.
  let port: String
  /// What it was bound to when the machine was read.
  let driver: String?
  let pageSize: UInt64
  /// The virtual functions that it can have.
  let virtualFunctions: Int
  let partition: PartitionFacts

  func record(recipe: DeviceRecipe?, recipes: [DeviceRecipe], added: [(String, Value)]) -> Record {
    var values: [(String, Value)] = [("name", .text(name)), ("sysfs", .text(HostDevice.directory(of: bus) + name))]
    values += identity + interrupts + abilities + memory + recovery
    for model in DeviceFacts.models + recipes.map(\.name) { values.append((model, .boolean(model == recipe?.name))) }
    for promise in DeviceFacts.promised { values.append((promise, .boolean(false))) }
    values += added
    // The last word on a name counts: what the recipe says, over what is assumed without one.
    var seen: Set<String> = []
    return Record(values.reversed().filter { seen.insert($0.0).inserted }.reversed().map { Record.Entry($0.0, $0.1) })
  }

  private var identity: [(String, Value)] {
    let address = PCIName(name)
    return [
      ("pci", .boolean(bus == .pci)), ("platform", .boolean(bus == .platform || bus == .amba)),
      ("amba", .boolean(bus == .amba)), ("subchannel", .boolean(bus == .css)), ("compatible", .text(compatible)),
      ("pcie", .boolean(space.isExpress)),
      ("vendor", number(space.vendor)), ("id", number(space.device)), ("class", number(space.classCode)),
      ("group", number(group ?? missingGroup)), ("members", number(members.count)),
      ("isolated", .boolean(members.count == 1)),
      ("bus", number(address?.bus ?? 0)), ("slot", number(address?.slot ?? 0)),
      ("function", number(address?.function ?? 0)), ("port", .text(port)),
    ]
  }

  private var interrupts: [(String, Value)] {
    [
      ("intx", number(space.interruptPin == 0 ? 0 : 1)), ("msi", number(space.messageVectors)),
      ("msix", number(space.tableVectors)), ("msix_bar", number(space.tableBAR)),
    ]
  }

  private var abilities: [(String, Value)] {
    [
      ("pm", .boolean(space.hasPowerManagement)), ("flr", .boolean(space.hasFunctionLevelReset)),
      ("reset", .boolean(canBeReset)), ("bus_reset", .boolean(isBehindBridge)),
      ("vga", .boolean(space.classCode >> 8 == 0x0300)), ("vpd", .boolean(space.hasVitalProductData)),
      ("aer", .boolean(space.hasErrorReporting)), ("sriov", number(virtualFunctions)),
    ]
  }

  private var memory: [(String, Value)] {
    let bars = resources.bars.enumerated().map { ("bar\($0.offset)", number($0.element.size)) }
    return bars + [
      ("rom", number(resources.rom.size)),
      ("io_bar", number(resources.first(\.isIO))), ("memory_bar", number(resources.first(\.isMemory))),
      ("small_bar", number(resources.first { $0.isMemory && $0.size < pageSize })),
      ("wide_bar", number(resources.first { $0.isMemory && $0.isWide })), ("config", number(space.bytes.count)),
    ]
  }

  private var recovery: [(String, Value)] {
    [
      ("pe", number(partition.number ?? -1)), ("phb", number(partition.registers)),
      ("freezes", .boolean(partition.freezes)),
    ]
  }

  /// The first function that the kernel finds on a bus has `bus` among its methods, because it seems alone then. The
  /// reset fails if others came.
  private var canBeReset: Bool { resetMethods.contains { $0 != "bus" || isAloneOnBus } }

  /// A bus that a bridge leads to can be reset by that bridge; the root bus cannot.
  private var isBehindBridge: Bool {
    path.split(separator: "/").filter { PCIName(String($0)) != nil }.count > 1
  }

  private func number(_ value: some BinaryInteger) -> Value { .number(Int128(value)) }
}
