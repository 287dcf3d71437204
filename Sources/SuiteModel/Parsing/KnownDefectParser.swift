import Documents
import Yams

extension KnownDefect {
  /// Reads `known-defects.yaml`: a mapping from the defects' names to what is known of each.
  ///
  /// - Parameter file: Names the text in diagnostics.
  package static func parse(_ text: String, file: String) -> ([KnownDefect], [Diagnostic]) {
    entries(of: text, file: file, "the known defects") { parser, mapping, defect in
      defect.symptoms =
        mapping.require("shows", hint: "the step that fails, and the answer that it gets").map(parser.symptoms) ?? []
      defect.reason = mapping.require("reason").map(parser.sentence) ?? ""
      defect.evidence = mapping.require("evidence").map { parser.text($0, "text") } ?? ""
    }
  }

  /// Reads a baseline: the same, with the terms on which each failure is expected.
  ///
  /// - Parameter file: Names the text in diagnostics.
  package static func parseBaseline(_ text: String, file: String) -> ([KnownDefect], [Diagnostic]) {
    entries(of: text, file: file, "the baseline") { parser, mapping, defect in
      let machines = mapping.take("machine").map { node in
        parser.entries(node, "machines").map { parser.text($0, "a machine's name, or a glob") }
      }
      defect.symptoms = mapping.take("shows").map(parser.symptoms) ?? []
      defect.reason = mapping.require("reason", hint: "say why the failure is accepted").map(parser.sentence) ?? ""
      let link = mapping.require("link", hint: "where the failure is followed up").map(parser.link)
      let expires = mapping.require("expires", hint: "the last day, as 2026-12-31").flatMap(parser.day)
      defect.evidence = link ?? ""
      defect.terms = expires.map { BaselineTerms(expires: $0, machines: machines ?? []) }
    }
  }

  /// Reads a mapping from names to entries, with what is the same in both files.
  private static func entries(
    of text: String, file: String, _ what: String, rest: (FileParser, MappingReader, inout KnownDefect) -> Void
  ) -> ([KnownDefect], [Diagnostic]) {
    let parser = FileParser(file: file)
    let entries = parser.root(of: text, what)?.takeRest() ?? []
    let defects = entries.compactMap { entry -> KnownDefect? in
      let id = parser.slug(entry.key, "an entry")
      guard let mapping = parser.mapping(entry.value, "an entry") else { return nil }
      var defect = KnownDefect(
        id: id, location: parser.location(entry.key),
        cases: mapping.require("cases").map { node in
          parser.entries(node, "cases").map { parser.text($0, "a case or a glob") }
        } ?? [],
        condition: mapping.take("kernel").map { parser.expression($0) }, symptoms: [], reason: "", evidence: "")
      rest(parser, mapping, &defect)
      mapping.finish()
      return defect
    }
    return (defects, parser.diagnostics)
  }
}

extension FileParser {
  private static let maximumNumber = 10_000

  fileprivate func symptoms(_ node: Node) -> [KnownDefect.Symptom] {
    entries(node, "what shows the failure").compactMap(symptom)
  }

  private func symptom(_ node: Node) -> KnownDefect.Symptom? {
    guard let mapping = mapping(node, "what shows a failure") else { return nil }
    let step = mapping.take("step").map { (text($0, "a step, as reports call it"), location($0)) }
    let number = mapping.take("number").flatMap {
      self.number($0, in: 1...Self.maximumNumber, "which of the steps it is, from 1")
    }
    let round = mapping.take("with").map { text($0, "the values of the step's loops, as reports show them") }
    let answer = mapping.take("got").map { telling($0, "the answer, as reports show it") }
    let warning = mapping.take("warns").map { telling($0, "a line of the kernel's log, or a glob") }
    let isLost = mapping.take("lost").map(boolean) ?? false
    mapping.finish()
    let name = step.map { KnownDefect.StepName(text: $0.0, number: number, round: round, location: $0.1) }
    switch (name, answer, warning, isLost) {
    case (nil, _, _, _) where number != nil || round != nil: break
    case (let step?, let answer?, nil, false): return .answer(answer, at: step)
    case (nil, nil, let warning?, false): return .complaint(warning)
    case (let step, nil, nil, true): return .loss(at: step)
    default: break
    }
    report(
      "a failure shows in a step's answer, a warning, or a loss", at: mapping.location,
      hint: "write { step: …, got: … }, { warns: … }, or { step: …, lost: true }")
    return nil
  }

  /// A glob that tells one answer from another.
  private func telling(_ node: Node, _ what: String) -> String {
    let glob = text(node, what)
    if !glob.isEmpty, glob.allSatisfy({ "*? ".contains($0) }) {
      report("'\(glob)' is \(what) only in form: anything is that", at: location(node), hint: "write what is seen")
    }
    return glob
  }

  /// One line that says something.
  fileprivate func sentence(_ node: Node) -> String {
    let sentence = title(node)
    if !isNothing(node), sentence.allSatisfy(\.isWhitespace) { expected("a sentence", found: node) }
    return sentence
  }

  fileprivate func link(_ node: Node) -> String {
    let link = text(node, "a link, such as https://…")
    if !link.isEmpty || !isNothing(node), link.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:\/\/\S+/) == nil {
      expected("a link, such as https://…", found: node)
    }
    return link
  }

  fileprivate func day(_ node: Node) -> Day? {
    let text = text(node, "a day, as 2026-12-31")
    if let day = Day(text) { return day }
    if !isNothing(node) { expected("a day, as 2026-12-31", found: node) }
    return nil
  }
}
