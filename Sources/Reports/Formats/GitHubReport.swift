import Journal

/// A run as GitHub's workflow commands: an annotation for each wrong answer, where the most direct case of it stands, and a
/// notice with the verdict.
package struct GitHubReport {
  private let record: RunRecord
  private let writer: FailureText

  package init(_ record: RunRecord) {
    self.record = record
    writer = FailureText(run: record.started)
  }

  package var text: String {
    var lines = record.failures.map(annotation)
    let summary = SummaryText(record)
    let isGood = lines.isEmpty && record.isComplete
    lines.append(
      Self.command(
        isGood ? "notice" : "error", [("title", "vfio-conform")],
        [summary.headlineText, summary.verdictText].joined(separator: "\n")))
    return lines.map { $0 + "\n" }.joined()
  }

  /// Names of other cases that one annotation has room for.
  private static let named = 20

  private func annotation(_ record: CaseRecord, _ others: [CaseRecord]) -> String {
    var properties: [(String, String)] = []
    if !record.planned.file.isEmpty {
      properties = [("file", VisibleText.line(record.planned.file)), ("line", "\(record.planned.line)")]
    }
    properties.append(
      ("title", ReportText.line("\(FailureText.label(record.outcome)) \(record.planned.id)", limit: 250)))
    var lines = [StyledLine(record.planned.title)]
    if !others.isEmpty {
      let names = others.prefix(Self.named).map(\.planned.id).joined(separator: ", ")
      let more = others.count > Self.named ? ", …" : ""
      lines.append("the same answer in \(counted(others.count, "more case")): \(names)\(more)")
    }
    lines += writer.body(record)
    let text = ReportText.capped(lines.map { $0.text(.plain) }.joined(separator: "\n"), limit: 4096)
    return Self.command("error", properties, text)
  }

  /// One line, whatever the text holds.
  private static func command(_ name: String, _ properties: [(String, String)], _ text: String) -> String {
    let words = properties.map { "\($0.0)=\(escaped($0.1, also: [":", ","]))" }.joined(separator: ",")
    return "::\(name) \(words)::\(escaped(text))"
  }

  private static func escaped(_ text: String, also others: [Character] = []) -> String {
    text.map { character in
      guard character == "%" || character.isNewline || others.contains(character) else { return String(character) }
      return character.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }.joined()
  }
}
