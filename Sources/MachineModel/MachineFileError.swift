/// What is wrong with a machine file, where, and what would be right.
public struct MachineFileError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  /// Counted from 1; 0 where the whole file is meant.
  public var line: Int
  public var column: Int
  public var message: String
  public var hint: String?

  public init(file: String, line: Int = 0, column: Int = 0, message: String, hint: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  public var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    return "\(place): \(message)" + (hint.map { " (\($0))" } ?? "")
  }
}
