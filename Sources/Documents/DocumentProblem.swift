/// Why a file that somebody wrote cannot be read, where, and what would be right.
package struct DocumentProblem: Error, Sendable, Hashable, CustomStringConvertible {
  package var message: String
  /// Counted from 1; 0 where the whole file is meant.
  package var line: Int
  package var column: Int
  package var hint: String?

  package init(_ message: String, line: Int = 0, column: Int = 0, hint: String? = nil) {
    self.message = message
    self.line = line
    self.column = column
    self.hint = hint
  }

  package var description: String {
    (line > 0 ? "line \(line), column \(column): " : "") + message + (hint.map { "; \($0)" } ?? "")
  }
}
