import Yams

/// YAML that may be hostile: bounded in size, and without aliases. (libyaml itself bounds the depth.)
package struct YAMLText {
  private let text: String
  private let file: String

  /// - Parameter file: The name that locations bear.
  package init(_ text: String, file: String) {
    self.text = text
    self.file = file
  }

  /// The root of the text's only document.
  package func root() throws(Diagnostic) -> Node {
    try checkBounds()
    do {
      // No scalar's type is guessed: that is slow, and the place of a scalar tells what it is. An encoding that is not
      // named would be looked for in the environment, file by file.
      guard let node = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
        throw Diagnostic("the file is empty", at: SourceLocation(file: file))
      }
      return node
    } catch let problem as Diagnostic {
      throw problem
    } catch let YamlError.scanner(_, problem, mark, _) {
      throw self.problem(problem, at: mark)
    } catch let YamlError.parser(_, problem, mark, _) {
      throw self.problem(problem, at: mark)
    } catch let YamlError.composer(_, problem, mark, _) {
      throw self.problem(problem, at: mark)
    } catch let YamlError.duplicatedKeysInMapping(duplicates, context) {
      throw self.problem(
        "the key '\(duplicates.first ?? "")' is said twice", at: context.mark, hint: "keep one of them")
    } catch {
      throw Diagnostic("this is not YAML", at: SourceLocation(file: file), hint: "expected UTF-8 text")
    }
  }

  private func problem(_ message: String, at mark: Mark, hint: String? = nil) -> Diagnostic {
    let advice = YAMLAdvice(message)
    return Diagnostic(
      advice?.message ?? message, at: SourceLocation(file: file, line: mark.line, column: mark.column),
      hint: hint ?? advice?.hint ?? "put a value with marks in it in quotes")
  }

  private func checkBounds() throws(Diagnostic) {
    guard text.utf8.count <= TextFile.maximumBytes else {
      throw Diagnostic(
        "the file is larger than \(TextFile.maximumBytes >> 20) MiB", at: SourceLocation(file: file))
    }
    try checkBreaks()
    if let suspect, let place = place(ofAlias: suspect) {
      throw Diagnostic("anchors and aliases are not read here", at: place, hint: "write the value out")
    }
  }

  /// libyaml begins a line behind each of these, where nobody else sees one: what is an alias to it, and which line a
  /// place is in, would be another matter here.
  private func checkBreaks() throws(Diagnostic) {
    // The first bytes that these have in UTF-8.
    guard text.utf8.contains(where: { $0 == 0x0d || $0 == 0xc2 || $0 == 0xe2 }) else { return }
    let scalars = text.unicodeScalars
    let found = scalars.indices.first { index in
      switch scalars[index] {
      case "\u{85}", "\u{2028}", "\u{2029}": true
      case "\r": scalars[scalars.index(after: index)...].first != "\n"
      default: false
      }
    }
    guard let found else { return }
    throw Diagnostic(
      "a line ends in U+\(Self.hexadecimal(scalars[found]))",
      at: SourceLocation(file: file, line: scalars[..<found].count { $0 == "\n" } + 1, column: 1),
      hint: "end it in a line feed; in quotes the character can be written as an escape")
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  // MARK: Aliases

  /// The first anchor or alias, which could make a small file grow without bounds; nil where a suspect is none.
  ///
  /// What one looks like may stand in quotes, and libyaml alone knows. Neither of the characters that are put in the place
  /// of theirs can begin anything, so libyaml stops where one begins, before it is anything.
  private func place(ofAlias suspect: SourceLocation) -> SourceLocation? {
    let harmless = text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "*"): UInt8(ascii: "`")
      case UInt8(ascii: "&"): UInt8(ascii: "@")
      default: byte
      }
    }
    do {
      _ = try Yams.compose(yaml: String(decoding: harmless, as: UTF8.self), .basic, .default, .utf8)
      return nil
    } catch let YamlError.scanner(_, _, mark, _) where isIndicator(at: mark) {
      return SourceLocation(file: file, line: mark.line, column: mark.column)
    } catch {
      // It is no YAML, or was not before; what is behind that is not known.
      return suspect
    }
  }

  private func isIndicator(at mark: Mark) -> Bool {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(mark.line - 1) else { return false }
    return lines[mark.line - 1].dropFirst(mark.column - 1).first.map { "&*".unicodeScalars.contains($0) } ?? false
  }

  /// An `&` or `*` where a value may begin, in quoted text too: quick, and cannot be got around.
  private var suspect: SourceLocation? {
    guard text.utf8.contains(where: Self.isIndicator) else { return nil }
    let lines = Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return zip(lines, 1...).lazy.compactMap { line, number in
      Self.column(ofSuspectIn: line).map { SourceLocation(file: file, line: number, column: $0) }
    }.first
  }

  private static func column(ofSuspectIn line: ArraySlice<UInt8>) -> Int? {
    guard line.contains(where: isIndicator) else { return nil }
    let isComment = line.first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "#")
    guard !isComment || line.contains(UInt8(ascii: "\"")) || line.contains(UInt8(ascii: "'")) else { return nil }
    var before = Before()
    var indicatorColumn: Int?
    var column = 0
    for byte in line {
      column += 1
      if let indicatorColumn, byte != UInt8(ascii: " "), byte != UInt8(ascii: "&"), byte != UInt8(ascii: "=") {
        return indicatorColumn
      }
      indicatorColumn = isIndicator(byte) && before.endsBeforeValue ? column : nil
      before.add(byte)
    }
    return nil
  }

  /// What stands in a line in front of a byte.
  private struct Before {
    /// The last bytes that are no blanks.
    private var last = UInt8(ascii: ",")
    private var secondLast = UInt8(ascii: ",")
    private var isBlank = true

    /// Whether a value may begin here. A mark that needs a blank behind it is none without, as in `x86-*` and `x.c:*`;
    /// but behind a quote a colon needs none.
    var endsBeforeValue: Bool {
      switch last {
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "?"): true
      case UInt8(ascii: "-"): isBlank
      case UInt8(ascii: ":"): isBlank || !Self.isOfWord(secondLast)
      default: false
      }
    }

    mutating func add(_ byte: UInt8) {
      isBlank = byte == UInt8(ascii: " ") || byte == 0x09
      if !isBlank { (secondLast, last) = (last, byte) }
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "*") || byte == UInt8(ascii: ".") || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }
  }

  private static func isIndicator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") }
}
