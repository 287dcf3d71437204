/// A place in a file that somebody wrote; lines and columns count from 1.
package struct SourceLocation: Sendable, Hashable {
  /// The file as the reader named it.
  package var file: String
  package var line: Int
  package var column: Int

  /// A place; where the whole file is meant, its begin.
  package init(file: String, line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The place a number of columns further on in the same line.
  package func advanced(by columns: Int) -> SourceLocation {
    SourceLocation(file: file, line: line, column: column + columns)
  }
}

extension SourceLocation: CustomStringConvertible {
  package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
