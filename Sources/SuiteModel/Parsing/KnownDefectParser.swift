import Documents
import Yams

extension KnownDefect {
  /// Reads `known-defects.yaml`: a mapping from the defects' names to what is known of each.
  ///
  /// - Parameter file: Names the text in diagnostics.
  package static func parse(_ text: String, file: String) -> ([KnownDefect], [Diagnostic]) {
    let parser = FileParser(file: file)
    let entries = parser.root(of: text, "the known defects")?.takeRest() ?? []
    let defects = entries.compactMap { entry -> KnownDefect? in
      let id = parser.slug(entry.key, "a defect")
      guard let mapping = parser.mapping(entry.value, "a defect") else { return nil }
      let defect = KnownDefect(
        id: id, location: parser.location(entry.key),
        cases: mapping.require("cases").map { node in
          parser.list(node, "cases").map { parser.text($0, "a case or a glob") }
        } ?? [],
        condition: mapping.take("kernel").map { parser.expression($0) },
        symptoms: mapping.require("shows", hint: "the step that fails, and the answer that it gets").map {
          parser.entries($0, "what shows the defect").compactMap(parser.symptom)
        } ?? [],
        reason: mapping.require("reason").map(parser.title) ?? "",
        evidence: mapping.require("evidence").map { parser.text($0, "text") } ?? "")
      mapping.finish()
      return defect
    }
    return (defects, parser.diagnostics)
  }
}

extension FileParser {
  private static let maximumNumber = 10_000

  fileprivate func symptom(_ node: Node) -> KnownDefect.Symptom? {
    guard let mapping = mapping(node, "what shows a defect") else { return nil }
    let step = mapping.take("step").map { (text($0, "a step, as reports call it"), location($0)) }
    let number = mapping.take("number").flatMap {
      self.number($0, in: 1...Self.maximumNumber, "which of the steps it is, from 1")
    }
    let answer = mapping.take("got").map { text($0, "the answer, as reports show it") }
    let warning = mapping.take("warns").map { text($0, "a line of the kernel's log, or a glob") }
    let isLost = mapping.take("lost").map(boolean) ?? false
    mapping.finish()
    let name = step.map { KnownDefect.StepName(text: $0.0, number: number, location: $0.1) }
    switch (name, answer, warning, isLost) {
    case (let step?, let answer?, nil, false): return .answer(answer, at: step)
    case (nil, nil, let warning?, false): return .complaint(warning)
    case (let step, nil, nil, true): return .loss(at: step)
    default:
      report(
        "a defect shows in a step's answer, a warning, or a loss", at: mapping.location,
        hint: "write { step: …, got: … }, { warns: … }, or { step: …, lost: true }")
      return nil
    }
  }
}
