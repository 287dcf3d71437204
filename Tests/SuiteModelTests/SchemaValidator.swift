import Foundation

/// As much of JSON Schema as `Suites/schema.json` is made of; a word that it does not know is a mistake of the schema.
struct SchemaValidator {
  private static let notes: Set<String> = ["$schema", "title", "description", "$defs"]

  private let root: [String: Any]

  init(_ root: [String: Any]) { self.root = root }

  /// What is wrong with a value, a line each: where, and which word of the schema says so.
  func mistakes(_ value: Any) -> [String] { mistakes(value, root, at: "") }

  private func mistakes(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
    schema.sorted { $0.key < $1.key }.flatMap { word, rule in
      Self.notes.contains(word) ? [] : mistakes(value, word, rule, schema, at: place)
    }
  }

  private func mistakes(
    _ value: Any, _ word: String, _ rule: Any, _ schema: [String: Any], at place: String
  ) -> [String] {
    switch word {
    case "$ref": mistakes(value, definition(rule as? String ?? ""), at: place)
    case "if": conditional(value, schema, at: place)
    case "then", "else": []
    case "anyOf": [String].told(matches(value, rule) > 0, "\(place): anyOf")
    case "oneOf": [String].told(matches(value, rule) == 1, "\(place): oneOf")
    case "properties", "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties":
      (value as? [String: Any]).map { object($0, word, rule, schema, at: place) } ?? []
    case "items", "minItems", "maxItems":
      (value as? [Any]).map { list($0, word, rule, at: place) } ?? []
    default: scalar(value, word, rule, at: place)
    }
  }

  private func definition(_ path: String) -> [String: Any] {
    let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
    return definitions[path.replacingOccurrences(of: "#/$defs/", with: "")] ?? ["no such definition": path]
  }

  private func conditional(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
    let holds = mistakes(value, schema["if"] as? [String: Any] ?? [:], at: place).isEmpty
    return mistakes(value, schema[holds ? "then" : "else"] as? [String: Any] ?? [:], at: place)
  }

  private func matches(_ value: Any, _ rule: Any) -> Int {
    (rule as? [[String: Any]] ?? []).count { mistakes(value, $0, at: "").isEmpty }
  }

  private func object(
    _ value: [String: Any], _ word: String, _ rule: Any, _ schema: [String: Any], at place: String
  ) -> [String] {
    let known = schema["properties"] as? [String: [String: Any]] ?? [:]
    let others = value.filter { known[$0.key] == nil }.sorted { $0.key < $1.key }
    switch (word, rule) {
    case ("properties", _):
      return value.sorted { $0.key < $1.key }.flatMap { key, inner in
        known[key].map { mistakes(inner, $0, at: "\(place)/\(key)") } ?? []
      }
    case ("additionalProperties", let isAllowed as Bool):
      return isAllowed ? [] : others.map { "\(place)/\($0.key): additionalProperties" }
    case ("additionalProperties", let schema as [String: Any]):
      return others.flatMap { mistakes($0.value, schema, at: "\(place)/\($0.key)") }
    case ("propertyNames", let schema as [String: Any]):
      return value.keys.sorted().flatMap { mistakes($0, schema, at: "\(place)/\($0)") }
    case ("required", let names as [String]):
      return names.filter { value[$0] == nil }.map { "\(place): required \($0)" }
    case ("minProperties", let least as Int): return .told(value.count >= least, "\(place): minProperties")
    case ("maxProperties", let most as Int): return .told(value.count <= most, "\(place): maxProperties")
    default: return ["\(place): the schema's \(word) is not understood"]
    }
  }

  private func list(_ value: [Any], _ word: String, _ rule: Any, at place: String) -> [String] {
    switch (word, rule) {
    case ("items", let schema as [String: Any]):
      value.enumerated().flatMap { mistakes($0.element, schema, at: "\(place)/\($0.offset)") }
    case ("minItems", let least as Int): .told(value.count >= least, "\(place): minItems")
    case ("maxItems", let most as Int): .told(value.count <= most, "\(place): maxItems")
    default: ["\(place): the schema's \(word) is not understood"]
    }
  }

  private func scalar(_ value: Any, _ word: String, _ rule: Any, at place: String) -> [String] {
    switch (word, rule) {
    case ("type", let name as String): .told(Self.isOf(value, name), "\(place): type \(name)")
    case ("type", let names as [String]): .told(names.contains { Self.isOf(value, $0) }, "\(place): type \(names)")
    case ("enum", let values as [String]): .told((value as? String).map(values.contains) ?? false, "\(place): enum")
    case ("pattern", let pattern as String):
      .told(
        (value as? String).map { $0.range(of: pattern, options: .regularExpression) != nil } ?? true,
        "\(place): pattern")
    case ("maxLength", let most as Int):
      .told((value as? String).map { $0.count <= most } ?? true, "\(place): maxLength")
    case ("minimum", let least as Int): .told((value as? Int).map { $0 >= least } ?? true, "\(place): minimum")
    case ("maximum", let most as Int): .told((value as? Int).map { $0 <= most } ?? true, "\(place): maximum")
    default: ["\(place): the schema's \(word) is not understood"]
    }
  }

  private static func isOf(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": value is Bool
    case "integer": value is Int
    case "number": value is Int || value is Double
    case "null": value is NSNull
    default: false
    }
  }
}

extension [String] {
  /// Nothing where something holds, else what is wrong.
  fileprivate static func told(_ holds: Bool, _ mistake: String) -> [String] { holds ? [] : [mistake] }
}
