import Documents
import VFIOInterface
import Yams

extension FileParser {
  /// Names in one list.
  private static let maximumOffers = 64

  /// What a machine file says of a kernel's offers.
  ///
  /// - Parameters:
  ///   - devices: Those of the file.
  ///   - others: The ids of those that no bus shows.
  func offers(_ node: Node, on devices: [Device], _ others: [String]) -> Offers? {
    guard let top = mapping(node, "what is offered") else { return nil }
    let extensionsNode = top.take("extensions")
    let extensions = extensionsNode.map { offers($0, "extensions") } ?? []
    let groups = top.take("groups").map { self.groups($0, devices.map(\.id) + others) } ?? []
    let hint = "what each device has: edu0: { intx: 1, msi: 1 }"
    let offered = top.require("devices", hint: hint).map { self.offers($0, of: devices) } ?? [:]
    let types = top.take("types").map { offers($0, "types of mediated devices") } ?? []
    top.finish()
    let known = FlagSet.extensions.flags.map(\.name)
    for offer in extensions where !known.contains(offer.name) {
      let place = extensionsNode?.element(named: offer.name) ?? extensionsNode
      if let place { unknown("extension", offer.name, at: location(place), among: known) }
    }
    return Offers(extensions: extensions, groups: groups, devices: offered, types: types)
  }

  private func groups(_ node: Node, _ devices: [String]) -> [GroupOffer] {
    var seen: Set<String> = []
    return list(node, "groups", atMost: Self.maximumOffers).map { node in
      guard case .mapping = node, let mapping = mapping(node, "a group") else {
        return GroupOffer(devices: members(node, devices, &seen))
      }
      // A device may be in one group until a kernel, and in another since.
      var seenHere: Set<String> = []
      let members = mapping.require("devices").map { self.members($0, devices, &seenHere) } ?? []
      let period = period(mapping)
      mapping.finish()
      return GroupOffer(devices: members, period: period)
    }
  }

  private func members(_ node: Node, _ devices: [String], _ seen: inout Set<String>) -> [String] {
    let members = words(node, "devices of a group")
    if members.isEmpty, case .sequence = node {
      report("a group holds at least one device", at: location(node), hint: "leave it out")
    }
    return members.compactMap { node in
      guard let id = known(node, devices) else { return nil }
      if !seen.insert(id).inserted {
        report("'\(id)' is in a group already", at: location(node), hint: "keep one of them")
      }
      return id
    }
  }

  private func offers(_ node: Node, of devices: [Device]) -> [String: DeviceOffer] {
    guard let mapping = mapping(node, "what the devices have") else { return [:] }
    var offers: [String: DeviceOffer] = [:]
    for entry in mapping.takeRest() {
      guard let device = device(entry.key, devices), let has = self.mapping(entry.value, "what a device has") else {
        continue
      }
      if device.model.isBridge {
        report("'\(device.id)' is a bridge, which no case plays with", at: location(entry.key))
      }
      offers[device.id] = DeviceOffer(
        intx: has.take("intx").flatMap { number($0, in: 0...1) } ?? 0,
        msi: has.take("msi").flatMap { number($0, in: 0...32) } ?? 0,
        msix: has.take("msix").flatMap { number($0, in: 0...2048) } ?? 0,
        resets: has.take("resets").map(resets) ?? [],
        recovers: has.take("recovers").map(boolean) ?? false)
      has.finish()
    }
    if let missing = devices.first(where: { !$0.model.isBridge && offers[$0.id] == nil }) {
      report(
        "nothing is said of '\(missing.id)'", at: location(node),
        hint: "of a device that has nothing: \(missing.id): {}")
    }
    return offers
  }

  /// What `reset_method` of a device may hold.
  private static let resetMethods = ["device_specific", "acpi", "flr", "af_flr", "pm", "bus", "cxl_bus"]

  private func resets(_ node: Node) -> [Offer] {
    let offers = offers(node, "ways to reset it")
    for offer in offers where !Self.resetMethods.contains(offer.name) {
      let place = node.element(named: offer.name) ?? node
      unknown("way to reset a device", offer.name, at: location(place), among: Self.resetMethods)
    }
    return offers
  }

  /// The device that a name stands for.
  private func device(_ node: Node, _ devices: [Device]) -> Device? {
    known(node, devices.map(\.id)).flatMap { id in devices.first { $0.id == id } }
  }

  /// The id of a device that the file has.
  private func known(_ node: Node, _ ids: [String]) -> String? {
    let id = text(node, "a device")
    if ids.contains(id) { return id }
    if !id.isEmpty { unknown("device", id, at: location(node), among: ids) }
    return nil
  }

  private func offers(_ node: Node, _ what: String) -> [Offer] {
    var offers: [Offer] = []
    for node in list(node, what, atMost: Self.maximumOffers) {
      guard let offer = offer(node) else { continue }
      if offers.contains(where: { $0.name == offer.name }) {
        report("'\(offer.name)' is said twice", at: location(node), hint: "keep one of them")
      }
      offers.append(offer)
    }
    return offers
  }

  /// A name that stands alone, or one with where it is offered.
  private func offer(_ node: Node) -> Offer? {
    if case .scalar = node { return Offer(name: text(node, "a name")) }
    guard let mapping = mapping(node, "an offer") else { return nil }
    let name = mapping.require("name").map { text($0, "a name") }
    let period = period(mapping)
    let file = mapping.take("file").map { text($0, "a path") }
    mapping.finish()
    if let file, !file.hasPrefix("/") { mapping.report("expected an absolute path, found '\(file)'", at: "file") }
    return name.map { Offer(name: $0, period: period, file: file) }
  }

  private func period(_ mapping: MappingReader) -> KernelPeriod {
    let since = mapping.take("since").flatMap(kernelPoint)
    let until = mapping.take("until").flatMap(kernelPoint)
    if let since, let until, !until.canFollow(since) {
      mapping.report(
        "it is offered by no kernel: 'until' comes no later than 'since'", at: "until",
        hint: "'until' is the first kernel that does not offer it any more")
    }
    return KernelPeriod(since: since, until: until)
  }

  private func kernelPoint(_ node: Node) -> KernelPoint? {
    let word = text(node, "a version or a change of the kernel")
    let point = KernelPoint(word)
    if point == nil, !word.isEmpty {
      expected(
        "a version such as 6.13, or a change of the kernel", found: node,
        hint: suggestion(for: word, among: KernelChange.all.map(\.name)))
    }
    return point
  }
}

extension Node {
  /// The element of a list that is a name, or has it.
  fileprivate func element(named name: String) -> Node? {
    sequence?.first { ($0.mapping?["name"] ?? $0).scalar?.string == name }
  }
}
