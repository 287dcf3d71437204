import MachineModel
import VFIOInterface

/// Holds what a machine shows against what its file says that it must offer.
struct OfferCheck {
  private let machine: Machine
  private let offers: Offers
  private let inventory: Inventory
  /// The files that offers depend on and that are there.
  private let files: Set<String>

  init(_ machine: Machine, _ offers: Offers, _ inventory: Inventory, files: Set<String>) {
    self.machine = machine
    self.offers = offers
    self.inventory = inventory
    self.files = files
  }

  /// The extensions that a fresh container must offer.
  var extensions: Set<String> { Set(due(offers.extensions)) }

  var gaps: [OfferGap] {
    extensionGaps + machine.devices.flatMap(gaps(of:)) + absentPlatformDevices + groupGaps + typeGaps
  }

  private func due(_ all: [Offer]) -> [String] {
    all.filter { $0.isDue(in: inventory.kernel, hasFile: files.contains) }.map(\.name)
  }

  private var extensionGaps: [OfferGap] {
    let title = "A fresh container offers the extensions that its machine must have, and no other"
    let extensions = extensions
    return FlagSet.extensions.flags.compactMap { flag in
      let isDue = extensions.contains(flag.name)
      let answer = inventory.extensions[flag.name]
      guard (answer ?? 0 != 0) != isDue else { return nil }
      return OfferGap(
        "extension", ("name", flag.name), title: title,
        expected: "CHECK_EXTENSION returns \(isDue ? 1 : 0) for \(flag.name)",
        actual: answer.map { "returned \($0)" } ?? "/dev/vfio/vfio cannot be opened")
    }
  }

  // MARK: Devices

  private func gaps(of device: Device) -> [OfferGap] {
    guard let offer = offers.devices[device.id] else { return [] }
    guard let found = inventory.allDevices.first(where: { $0.name == device.address.description }) else {
      return [absence(of: device.id, device.address.description)]
    }
    func number(_ fact: String) -> Int { found.facts[fact]?.number.map { Int(clamping: $0) } ?? 0 }
    let rows: [(name: String, title: String, expected: String, actual: String)] = [
      (
        "interrupts", "Each device has the interrupts that it must have, and no other",
        Self.interrupts(offer.intx, offer.msi, offer.msix),
        Self.interrupts(number("intx"), number("msi"), number("msix"))
      ),
      (
        "resets", "Each device has the reset methods that it must have, and no other",
        Self.list(due(offer.resets), "reset_method is"), Self.list(found.resetMethods, "reset_method is")
      ),
      (
        "recovery", "Each device recovers from errors if it must, and no other does",
        Self.recovery(offer.recovers), Self.recovery(found.hasEndpoint)
      ),
      (
        "virtual-functions", "Each device can have as many virtual functions as it must",
        "sriov_totalvfs is \(device.virtualFunctions)", "sriov_totalvfs is \(number("sriov"))"
      ),
    ]
    return rows.filter { $0.expected != $0.actual }.map { gap($0.name, device.id, $0.title, $0.expected, $0.actual) }
  }

  /// Those of which firmware tells, and the kernel does not know.
  private var absentPlatformDevices: [OfferGap] {
    let known = Set(inventory.devices.filter { $0.facts["compatible"] != .text("") || $0.driver != nil }.map(\.name))
    let due =
      machine.platformDevices.map { ($0.id, $0.model.name) } + machine.channelDevices.map { ($0.id, $0.subchannel) }
    return due.filter { !known.contains($0.1) }.map { absence(of: $0.0, $0.1) }
  }

  private func absence(of id: String, _ name: String) -> OfferGap {
    gap("device", id, "The bus has each device of the machine", "\(name) is there", "it is not")
  }

  private func gap(
    _ name: String, _ device: String, _ title: String, _ expected: String, _ actual: String
  ) -> OfferGap {
    OfferGap(name, ("device", device), title: title, expected: expected, actual: actual)
  }

  private static func interrupts(_ intx: Int, _ msi: Int, _ msix: Int) -> String {
    "INTx \(intx), MSI \(msi), MSI-X \(msix)"
  }

  private static func recovery(_ recovers: Bool) -> String {
    recovers ? "it belongs to a partitionable endpoint" : "it belongs to no partitionable endpoint"
  }

  private static func list(_ words: [String], _ verb: String) -> String {
    "\(verb) \(words.isEmpty ? "empty" : words.joined(separator: " "))"
  }

  // MARK: Groups

  /// One for each group that is not as it must be, and one for all devices that have none, by the first device of each.
  private var groupGaps: [OfferGap] {
    var told: Set<Int?> = []
    return members.compactMap { id, name, isBridge in
      guard let found = (inventory.allDevices + inventory.devices).first(where: { $0.name == name }) else { return nil }
      let companions = offers.groups.first { $0.period.contains(inventory.kernel) && $0.devices.contains(id) }?.devices
      guard companions != nil || !isBridge else { return nil }
      let expected = Self.company(companions?.filter { $0 != id })
      let actual = Self.company(found.group.map { _ in found.members.filter { $0 != name }.map(self.id) })
      guard expected != actual, told.insert(found.group).inserted else { return nil }
      return gap("group", id, "Each device shares its IOMMU group with just those that it must", expected, actual)
    }
  }

  /// What can be in a group, with its name on its bus.
  private var members: [(id: String, name: String, isBridge: Bool)] {
    machine.devices.map { ($0.id, $0.address.description, $0.model.isBridge) }
      + machine.platformDevices.map { ($0.id, $0.model.name, false) }
  }

  /// What the machine file calls a device.
  private func id(_ name: String) -> String { members.first { $0.name == name }?.id ?? name }

  private static func company(_ others: [String]?) -> String {
    guard let others else { return "it has no group" }
    return others.isEmpty
      ? "it is alone in its group" : "it shares its group with \(others.sorted().joined(separator: ", "))"
  }

  // MARK: Mediated devices

  private var typeGaps: [OfferGap] {
    let (due, found) = (Set(due(offers.types)), Set(inventory.mediatedTypes.map(\.name)))
    return due.symmetricDifference(found).sorted().map { name in
      func text(_ names: Set<String>) -> String {
        names.contains(name) ? "a parent that has it" : "no parent that has it"
      }
      return OfferGap(
        "type", ("name", name), title: "Parents of mediated devices have the types that they must have, and no other",
        expected: text(due), actual: text(found))
    }
  }
}
