import Documents
import VFIOInterface
import Yams

extension ParentRecipe {
  /// Parses a file that describes a parent of mediated devices.
  package static func parse(_ text: String, file: String) -> (parent: ParentRecipe?, diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let parent = parser.root(of: text, "a parent").map(parser.parent)
    return (parent, parser.diagnostics)
  }
}

extension FileParser {
  fileprivate func parent(_ mapping: MappingReader) -> ParentRecipe {
    let parent = ParentRecipe(
      name: mapping.require("parent").map { slug($0, "a parent") } ?? "",
      title: mapping.require("title").map(title) ?? "",
      location: mapping.location,
      deviceAPI: mapping.require("device-api").map { text($0, "what 'device_api' says") } ?? "",
      types: mapping.require("types").map(types) ?? [],
      offers: mapping.take("offers").map(offer) ?? MediatedOffer(),
      operations: mapping.take("operations").map(operations) ?? [])
    mapping.finish()
    return parent
  }

  private func types(_ node: Node) -> [MediatedTypeRecipe] {
    guard let mapping = mapping(node, "'types'") else { return [] }
    let types = mapping.takeRest().compactMap { entry -> MediatedTypeRecipe? in
      guard let type = self.mapping(entry.value, "a type") else { return nil }
      defer { type.finish() }
      if entry.name.isEmpty || entry.name.contains("/") || entry.name.hasPrefix(".") {
        report("'\(entry.name)' cannot be the name of a directory", at: location(entry.key))
      }
      return MediatedTypeRecipe(
        name: entry.name, location: location(entry.key), title: type.take("name").map(title),
        instances: type.take("instances").map { expression($0) },
        facts: type.take("facts").map { bindings($0, "'facts'") } ?? [])
    }
    if types.isEmpty { report("a parent has at least one type", at: location(node)) }
    return types
  }

  private func offer(_ node: Node) -> MediatedOffer {
    var offer = MediatedOffer()
    guard let mapping = mapping(node, "'offers'") else { return offer }
    offer.flags = mapping.take("flags").map { expression($0, names: .deviceInfo) }
    offer.regionCount = mapping.take("num-regions").map { expression($0) }
    offer.interruptCount = mapping.take("num-irqs").map { expression($0) }
    offer.regions = mapping.take("regions").map { items($0, "regions", MediatedOffer.regionFields) } ?? []
    offer.interrupts = mapping.take("irqs").map { items($0, "interrupts", MediatedOffer.interruptFields) } ?? []
    offer.features =
      mapping.take("features").map { list($0, "features").map { expression($0, names: .deviceFeatures) } } ?? []
    mapping.finish()
    return offer
  }

  private func items(_ node: Node, _ what: String, _ told: [Field]) -> [MediatedOffer.Item] {
    list(node, what).compactMap { node in
      guard let mapping = mapping(node, "one of the \(what)") else { return nil }
      var fields: [Binding] = []
      for field in told {
        let given = field == told.first ? mapping.require(field.name) : mapping.take(field.name)
        guard let value = given else { continue }
        fields.append(
          Binding(name: field.name, location: location(value), value: expression(value, names: field.names)))
      }
      mapping.finish()
      return MediatedOffer.Item(location: location(node), fields: fields)
    }
  }
}
