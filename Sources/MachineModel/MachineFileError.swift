/// What is wrong with a machine file, where, and what would be right.
package struct MachineFileError: Error, Sendable, Hashable, CustomStringConvertible {
  package var file: String
  /// Counted from 1; 0 where the whole file is meant.
  package var line: Int
  package var column: Int
  package var message: String
  package var hint: String?

  package init(file: String, line: Int = 0, column: Int = 0, message: String, hint: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  package var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    return "\(place): \(message)" + (hint.map { " (\($0))" } ?? "")
  }
}
