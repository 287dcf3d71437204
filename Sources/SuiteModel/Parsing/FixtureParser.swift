import Documents
import Yams

extension Fixture {
  /// Parses a file that defines a fixture.
  package static func parse(_ text: String, file: String) -> (fixture: Fixture?, diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let fixture = parser.root(of: text, "a fixture").map(parser.fixture)
    return (fixture, parser.diagnostics)
  }
}

extension DeviceRecipe {
  /// Parses a file that describes a device.
  package static func parse(_ text: String, file: String) -> (recipe: DeviceRecipe?, diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let recipe = parser.root(of: text, "a device recipe").map(parser.recipe)
    return (recipe, parser.diagnostics)
  }
}

extension FileParser {
  fileprivate func fixture(_ mapping: MappingReader) -> Fixture {
    let fixture = Fixture(
      name: mapping.require("fixture").map { slug($0, "a fixture") } ?? "",
      title: mapping.require("title").map(title) ?? "",
      location: mapping.location,
      parameters: mapping.take("parameters").map { bindings($0, "'parameters'") } ?? [],
      steps: mapping.require("steps").map(steps) ?? [])
    mapping.finish()
    return fixture
  }

  fileprivate func recipe(_ mapping: MappingReader) -> DeviceRecipe {
    let recipe = DeviceRecipe(
      name: mapping.require("device").map { identifier($0, "a device") } ?? "",
      title: mapping.require("title").map(title) ?? "",
      location: mapping.location,
      match: mapping.require("match").map { bindings($0, "'match'") } ?? [],
      facts: mapping.take("facts").map { bindings($0, "'facts'") } ?? [],
      operations: mapping.take("operations").map(operations) ?? [])
    mapping.finish()
    return recipe
  }

  func operations(_ node: Node) -> [DeviceRecipe.Operation] {
    guard let mapping = mapping(node, "'operations'") else { return [] }
    return mapping.takeRest().compactMap { entry in
      guard let operation = self.mapping(entry.value, "an operation") else { return nil }
      defer { operation.finish() }
      return DeviceRecipe.Operation(
        name: identifier(entry.name, at: location(entry.key), "an operation"),
        title: operation.require("title").map(title) ?? "",
        location: location(entry.key),
        parameters: operation.take("parameters").map { bindings($0, "'parameters'") } ?? [],
        steps: operation.require("steps").map(steps) ?? [])
    }
  }
}
