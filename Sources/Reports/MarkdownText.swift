/// Markdown in which text from outside is nothing but text: it stands between backticks, where no markup, no link and no
/// mention of anybody is read.
package enum MarkdownText {
  /// The most of one text that is shown, in characters.
  private static let limit = 300

  /// A text as code, in a cell of a table too.
  package static func code(_ text: String) -> String {
    let line = ReportText.line(text, limit: limit).replacing("|", with: "\\|")
    guard !line.isEmpty else { return "" }
    let runs = line.matches(of: /`+/).map { $0.output.count }
    let fence = String(repeating: "`", count: (runs.max() ?? 0) + 1)
    let gap = line.hasPrefix("`") || line.hasSuffix("`") || runs.count > 0 ? " " : ""
    return fence + gap + line + gap + fence
  }

  /// Lines as a block of code.
  package static func block(_ lines: [String]) -> [String] {
    let text = lines.map { ReportText.line($0, limit: 1000) }
    let longest = text.flatMap { $0.matches(of: /`+/).map { $0.output.count } }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence + "text"] + text + [fence]
  }

  /// A table; the cells are Markdown already.
  package static func table(_ heads: [String], _ rows: [[String]]) -> [String] {
    let head = "| " + heads.joined(separator: " | ") + " |"
    let rule = "|" + String(repeating: "---|", count: heads.count)
    return [head, rule] + rows.map { "| " + $0.joined(separator: " | ") + " |" }
  }
}
