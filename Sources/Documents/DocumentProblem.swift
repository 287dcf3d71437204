/// Why a file that somebody wrote cannot be read, where, and what would be right.
public struct DocumentProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public var message: String
  /// Counted from 1; 0 where the whole file is meant.
  public var line: Int
  public var column: Int
  public var hint: String?

  public init(_ message: String, line: Int = 0, column: Int = 0, hint: String? = nil) {
    self.message = message
    self.line = line
    self.column = column
    self.hint = hint
  }

  public var description: String {
    (line > 0 ? "line \(line), column \(column): " : "") + message + (hint.map { "; \($0)" } ?? "")
  }
}
