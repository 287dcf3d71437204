import Foundation
import Testing
import VFIOInterface

@testable import SuiteModel

// The schema is for editors, the parser is the judge: what one knows the other must know.

private var definitions: [String: [String: Any]] {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let data = try? Data(contentsOf: root.appendingPathComponent("Suites/schema.json"))
  let schema = data.flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
  return schema?["$defs"] as? [String: [String: Any]] ?? [:]
}

private func properties(_ definition: String) -> Set<String> {
  Set((definitions[definition]?["properties"] as? [String: Any] ?? [:]).keys)
}

/// The keys that the parser would have taken where it found an unknown one.
private func keys(_ text: String, of what: String) -> Set<String> {
  let hints = Suite.parse(text, file: "a.yaml").diagnostics
    .filter { $0.message == "unknown key 'zzzzzzzzzzzz' in \(what)" }.compactMap(\.hint)
  let prefix = "expected one of: "
  return Set(hints.flatMap { $0.dropFirst(prefix.count).components(separatedBy: ", ") })
}

@Test func schemaKnowsTheKeysOfSuitesAndCases() {
  #expect(properties("suite") == keys("zzzzzzzzzzzz: 1", of: "a suite"))
  #expect(properties("case") == keys("cases: [{ zzzzzzzzzzzz: 1 }]", of: "a case"))
}

@Test func schemaKnowsTheKeysOfSteps() {
  var known: Set<String> = []
  for word in ActionWord.all.keys {
    let step = "{ \(word): {}, zzzzzzzzzzzz: 1 }"
    let found = keys("cases: [{ steps: [\(step)] }]", of: "a step")
    #expect(found.contains(word))
    known.formUnion(found)
  }
  #expect(properties("step") == known)
  let alternatives = definitions["step"]?["anyOf"] as? [[String: [String]]] ?? []
  #expect(Set(alternatives.compactMap { $0["required"]?.first }) == Set(ActionWord.all.keys))
}

@Test func schemaKnowsTheRequests() {
  let alternatives = definitions["request"]?["anyOf"] as? [[String: Any]] ?? []
  let names = alternatives.compactMap { $0["enum"] as? [String] }.flatMap { $0 }
  #expect(names == Request.all.map(\.name))
}

@Test func schemaKnowsTheKeysOfParents() {
  let text = "parent: a\nzzzzzzzzzzzz: 1\noffers: { zzzzzzzzzzzz: 1 }\ntypes: { b: { zzzzzzzzzzzz: 1 } }"
  let diagnostics = ParentRecipe.parse(text, file: "a.yaml").diagnostics
  func keys(of what: String) -> Set<String> {
    let hints = diagnostics.filter { $0.message == "unknown key 'zzzzzzzzzzzz' in \(what)" }.compactMap(\.hint)
    return Set(hints.flatMap { $0.dropFirst("expected one of: ".count).components(separatedBy: ", ") })
  }
  #expect(properties("parent") == keys(of: "a parent"))
  let parts = definitions["parent"]?["properties"] as? [String: [String: Any]] ?? [:]
  let offers = parts["offers"]?["properties"] as? [String: Any] ?? [:]
  #expect(Set(offers.keys) == keys(of: "'offers'"))
}
