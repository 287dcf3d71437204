import Yams

/// YAML that may be hostile: bounded in size, and without aliases. (libyaml itself bounds the depth.)
struct YAMLText {
  static let maximumBytes = 1 << 20

  let file: String
  let text: String

  /// The root of the text's only document.
  func root() throws(Diagnostic) -> Node {
    try checkBounds()
    do {
      // No scalar's type is guessed: that is slow, and the place of a scalar tells what it is.
      guard let node = try Yams.compose(yaml: text, .basic) else { throw diagnostic("the file is empty") }
      return node
    } catch let diagnostic as Diagnostic {
      throw diagnostic
    } catch let YamlError.scanner(_, problem, mark, _) {
      throw diagnostic(problem, at: mark)
    } catch let YamlError.parser(_, problem, mark, _) where problem.hasPrefix("Maximum nesting level") {
      throw diagnostic("too many brackets or lists in one another", at: mark)
    } catch let YamlError.parser(_, problem, mark, _) {
      throw diagnostic(problem, at: mark)
    } catch let YamlError.composer(_, problem, mark, _) {
      throw diagnostic(problem, at: mark)
    } catch let YamlError.duplicatedKeysInMapping(duplicates, context) {
      throw diagnostic("the key '\(duplicates.first ?? "")' is said twice", at: context.mark, hint: "keep one of them")
    } catch {
      throw diagnostic("this is not YAML", hint: "expected UTF-8 text")
    }
  }

  private func diagnostic(_ message: String, at mark: Mark, hint: String? = nil) -> Diagnostic {
    diagnostic(message, line: mark.line, column: mark.column, hint: hint)
  }

  private func diagnostic(_ message: String, line: Int = 1, column: Int = 1, hint: String? = nil) -> Diagnostic {
    Diagnostic(message, at: SourceLocation(file: file, line: line, column: column), hint: hint)
  }

  private func checkBounds() throws(Diagnostic) {
    guard text.utf8.count <= Self.maximumBytes else {
      throw diagnostic("the file is larger than \(Self.maximumBytes >> 20) MiB")
    }
    var number = 0
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      try checkAliases(in: line, number: number)
    }
  }

  /// Anchors and aliases could make a small file grow without bounds. An `&` or `*` where a value begins is refused even
  /// in quoted text, which is strict, but cannot be got around.
  private func checkAliases(in line: Substring.UTF8View, number: Int) throws(Diagnostic) {
    guard line.contains(where: Self.isIndicator) else { return }
    let isComment = line.first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "#")
    guard !isComment || line.contains(UInt8(ascii: "\"")) || line.contains(UInt8(ascii: "'")) else { return }
    var previous = UInt8(ascii: ",")
    var indicatorColumn: Int?
    var column = 0
    for byte in line {
      column += 1
      if let indicatorColumn, byte != UInt8(ascii: " "), byte != UInt8(ascii: "&"), byte != UInt8(ascii: "=") {
        throw diagnostic(
          "anchors and aliases are not read here", line: number, column: indicatorColumn,
          hint: "write the value out, or make it a fixture")
      }
      let startsValue = ",:-?[{".utf8.contains(previous)
      indicatorColumn = Self.isIndicator(byte) && startsValue ? column : nil
      if byte != UInt8(ascii: " "), byte != 0x09 { previous = byte }
    }
  }

  private static func isIndicator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") }
}
