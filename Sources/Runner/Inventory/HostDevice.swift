import MachineModel
import SuiteModel

/// A device of the machine under test, as sysfs shows it: a PCI function, or one that the device tree tells of.
package struct HostDevice: Sendable, Hashable {
  package var bus: HostBus
  /// `0000:00:05.0`, `9010000.pl031`.
  package var name: String
  /// 0 where it has no such number.
  package var vendor: Int
  package var id: Int
  /// Base class, subclass and programming interface: 24 bits.
  package var classCode: Int
  /// False for a bridge.
  package var isEndpoint: Bool
  /// The driver that it is bound to.
  package var driver: String?
  /// The number of its IOMMU group, where it has one.
  package var group: Int?
  /// The devices of its group, itself among them.
  package var members: [String]
  /// `reset_method`: the ways in which the kernel can reset it.
  package var resetMethods: [String]
  /// The recipe that knows it, by name.
  package var model: String?
  /// What needs are held against; see docs/suite-language.md.
  package var facts: Record

  /// Whether it belongs to a partitionable endpoint (PE), whose errors EEH recovers from.
  var hasEndpoint: Bool { (facts["pe"]?.number ?? -1) >= 0 }

  /// Whether it is a part of the host itself: a bridge to the memory, to ISA.
  var isChipset: Bool { classCode >> 16 == 0x06 }

  /// Whether a driver other than that of the cases has it.
  var isInUse: Bool { driver.map { $0 != bus.vfioDriver } ?? false }

  /// Drivers that leave DMA to user space: VFIO's own, and those that do no DMA themselves.
  private static let harmlessDrivers: Set<String> = ["pci-stub", "pcieport", "vfio-pci"]

  /// Whether its driver keeps its group from users. Variant drivers of VFIO are named after it: `mlx5_vfio_pci`.
  package var holdsGroup: Bool {
    guard let driver else { return false }
    return !Self.harmlessDrivers.contains(driver) && !driver.hasSuffix("-vfio-pci") && !driver.hasSuffix("_vfio_pci")
  }

  package var sysfs: String { Self.directory(of: bus) + name }

  /// Where sysfs has the devices of a bus.
  static func directory(of bus: HostBus) -> String { bus.directory + "devices/" }

  /// Its facts without those that tell that it is not on PCI, and what it is instead.
  var factsAsOfPCI: Record {
    var facts = facts
    for name in ["platform", "amba", "subchannel"] + [model].compactMap(\.self) { facts.set(name, to: .boolean(false)) }
    facts.set("compatible", to: .text(""))
    return facts
  }

  /// The driver that a role asks for: VFIO's, where it does not say otherwise, is another on each bus.
  func driver(for role: Role) -> String? { role.driver == Role.defaultDriver ? bus.vfioDriver : role.driver }
}

/// The parts of a function's address: `domain:bus:slot.function`.
struct PCIName {
  var bus: Int
  var slot: Int
  var function: Int

  init?(_ text: String) {
    let parts = text.split(whereSeparator: { $0 == ":" || $0 == "." })
    guard parts.count == 4, text.filter({ $0 == ":" }).count == 2, let bus = Int(parts[1], radix: 16),
      let slot = Int(parts[2], radix: 16), let function = Int(parts[3], radix: 16)
    else { return nil }
    self.bus = bus
    self.slot = slot
    self.function = function
  }
}
