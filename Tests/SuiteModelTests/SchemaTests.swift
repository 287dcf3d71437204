import Documents
import Foundation
import Testing
import VFIOInterface
import Yams

@testable import SuiteModel

// The schema is for editors, the parser is the judge: what one knows the other must know.

private let suites = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("Suites")

private var schema: [String: Any] {
  let data = try? Data(contentsOf: suites.appendingPathComponent("schema.json"))
  return data.flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any] ?? [:]
}

private var definitions: [String: [String: Any]] { schema["$defs"] as? [String: [String: Any]] ?? [:] }

/// A file as an editor reads it: YAML 1.2 has two booleans, and `on` is a word.
private func mistakes(_ text: String) throws -> [String] {
  let resolver = try Resolver.default.replacing(.bool, with: "^(?:true|false)$")
  return SchemaValidator(schema).mistakes(try #require(try Yams.load(yaml: text, resolver)))
}

@Test func schemaAcceptsEveryFileOfTheSuites() throws {
  let files = FileManager.default.enumerator(atPath: suites.path)?.compactMap { $0 as? String } ?? []
  let names = files.filter { $0.hasSuffix(".yaml") }.sorted()
  for folder in ["type1/", "fixtures/", "recipes/", "parents/", "machines/", "requirements/", "known-defects", "twin-"]
  {
    #expect(names.contains { $0.hasPrefix(folder) }, "\(folder)")
  }
  for name in names {
    let text = try String(contentsOf: suites.appendingPathComponent(name), encoding: .utf8)
    #expect(try mistakes(text) == [], "\(name)")
  }
}

/// A slip in a file of each kind, and where an editor shows it.
private let slips: [(text: String, mistake: String)] = [
  ("suite: a.b\ntitle: T\ncasses: []", "/casses: additionalProperties"),
  ("suite: a.b\ntitle: T\ncases: [{ case: c, title: T, steps: [{ opne: / }] }]", "/cases/0/steps/0: anyOf"),
  ("fixture: f\ntitle: T", ": required steps"),
  ("device: d\ntitle: T\nmatch: { id: 1 }\noperations: { o: { title: T } }", "/operations/o: required steps"),
  ("parent: p\ntitle: T\ndevice-api: vfio-pci\ntypes: {}", "/types: minProperties"),
  (
    "area: T1\ntitle: T\nrequirements: [{ id: T1-001, severity: most, do: A, outcome: B }]",
    "/requirements/0/severity: enum"
  ),
  ("machine: m\ntitle: T\narchitecture: x86_64\nchipset: q35\niommu: intle", "/iommu: enum"),
  (
    "machine: m\ntitle: T\narchitecture: x86_64\nchipset: q35\niommu: none\ndevices: [{ id: d, model: edu, slto: 1 }]",
    "/devices/0/slto: additionalProperties"
  ),
  ("machine: m\ntitle: T\narchitecture: x86_64\nchipset: q35\niommu: none\nmemory: 1 GB", "/memory: pattern"),
  ("machine: m\ntitle: T\narchitecture: x86_64\nchipset: q35\niommu: none\nprocessors: 65", "/processors: maximum"),
  (
    "d: { cases: [a/b], shows: [{ warns: W }], reason: R, evidence: E, kernle: kernel < 6 }",
    "/d/kernle: additionalProperties"
  ),
  ("d: { shows: [{ warns: W }], reason: R, evidence: E }", "/d: required cases"),
  ("e: { words-butt: [a], reason: R }", "/e/words-butt: additionalProperties"),
  ("e: { part: values, reason: R }", "/e/part: enum"),
  ("HOT8: no machine has it", "/HOT8: pattern"),
]

@Test(arguments: slips.indices) func schemaRefusesASlipInAFileOfEachKind(_ index: Int) throws {
  let found = try mistakes(slips[index].text)
  #expect(found.contains(slips[index].mistake), "\(found)")
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

@Test func schemaKnowsTheKeysOfDefectsAndExemptions() {
  func keys(_ diagnostics: [Diagnostic]) -> Set<String> {
    Set(
      diagnostics.compactMap(\.hint).flatMap { $0.dropFirst("expected one of: ".count).components(separatedBy: ", ") })
  }
  func entries(_ definition: String) -> Set<String> {
    let entry = definitions[definition]?["additionalProperties"] as? [String: Any]
    return Set((entry?["properties"] as? [String: Any] ?? [:]).keys)
  }
  let defect = "d: { cases: [a/b], shows: [{ warns: W }], reason: R, evidence: E, zzzzzzzzzzzz: 1 }"
  #expect(entries("known-defects") == keys(KnownDefect.parse(defect, file: "a.yaml").1))
  #expect(
    entries("twin-exemptions") == keys(TwinExemption.parse("e: { reason: R, zzzzzzzzzzzz: 1 }", file: "a.yaml").1))
}
