import Documents

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
        reason: mapping.require("reason").map(parser.title) ?? "",
        evidence: mapping.require("evidence").map { parser.text($0, "text") } ?? "")
      mapping.finish()
      return defect
    }
    return (defects, parser.diagnostics)
  }
}
