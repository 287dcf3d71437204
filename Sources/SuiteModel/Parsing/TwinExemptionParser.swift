import Documents
import Yams

extension TwinExemption {
  /// Reads `twin-exemptions.yaml`: a mapping from the exemptions' names to what each exempts.
  ///
  /// - Parameter file: Names the text in diagnostics.
  package static func parse(_ text: String, file: String) -> ([TwinExemption], [Diagnostic]) {
    let parser = FileParser(file: file)
    let entries = parser.root(of: text, "the exemptions")?.takeRest() ?? []
    let exemptions = entries.compactMap { entry -> TwinExemption? in
      let id = parser.slug(entry.key, "an exemption")
      guard let mapping = parser.mapping(entry.value, "an exemption") else { return nil }
      let exemption = TwinExemption(
        id: id, location: parser.location(entry.key),
        cases: mapping.take("cases").map { node in
          parser.list(node, "cases").map { parser.text($0, "a case or a glob") }
        } ?? ["*"],
        call: mapping.take("call").map { parser.text($0, "a call") },
        path: mapping.take("path").map { parser.text($0, "a path or a glob") },
        part: parser.exemptedPart(mapping),
        reason: mapping.require("reason").map(parser.title) ?? "")
      mapping.finish()
      return exemption
    }
    return (exemptions, parser.diagnostics)
  }
}

extension FileParser {
  fileprivate func exemptedPart(_ mapping: MappingReader) -> TwinExemption.Part {
    if let node = mapping.take("field") { return .field(text(node, "a field")) }
    if let node = mapping.take("bytes") { return byteRange(node).map(TwinExemption.Part.bytes) ?? .everything }
    if let node = mapping.take("lines-but") { return .linesBut(globs(node)) }
    if let node = mapping.take("words-but") { return .wordsBut(globs(node)) }
    guard let node = mapping.take("part") else { return .everything }
    if text(node, "a part") != "value" { report("unknown part", at: location(node), hint: "expected: value") }
    return .value
  }

  private func globs(_ node: Node) -> [String] { list(node, "globs").map { text($0, "a glob") } }

  /// `16..23`, or one number.
  private func byteRange(_ node: Node) -> ClosedRange<Int>? {
    let bounds = text(node, "bytes").split(separator: ".").map { Int($0) }
    if bounds.count <= 2, let first = bounds.first ?? nil, let last = bounds.last ?? nil, 0 <= first, first <= last {
      return first...last
    }
    report("this is not a range of bytes", at: location(node), hint: "expected a range such as 16..23")
    return nil
  }
}
