import SuiteModel

/// A PCI function of the machine under test, as sysfs shows it.
package struct PCIDevice: Sendable, Hashable {
  /// `0000:00:05.0`.
  package var name: String
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
  var isInUse: Bool { driver.map { $0 != Role.defaultDriver } ?? false }

  package var sysfs: String { Self.directory + name }

  static let directory = "/sys/bus/pci/devices/"
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
