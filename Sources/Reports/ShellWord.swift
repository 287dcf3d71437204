import Journal

/// Words of a command as a shell takes them.
package enum ShellWord {
  /// A command that can be pasted.
  package static func command(_ words: some Sequence<String>) -> String { words.map(quoted).joined(separator: " ") }

  /// The word, in quotes where a shell would read something else in it.
  package static func quoted(_ word: String) -> String {
    if word.utf8.allSatisfy(isPlain), !word.isEmpty { return word }
    guard VisibleText.isVisible(word) else { return "$'" + word.utf8.map(escaped).joined() + "'" }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./=:,+@%".utf8.contains(byte)
    }
  }

  /// A byte between `$'` and `'`: what cannot be seen can be pasted all the same.
  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\\"): "\\" + String(Unicode.Scalar(byte))
    case 0x20..<0x7f: String(Unicode.Scalar(byte))
    default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}

extension Sequence<String> {
  /// The words without options that are named, and the value behind each.
  func dropping(_ options: Set<String>) -> [String] {
    var isValue = false
    return filter { word in
      guard !isValue else {
        isValue = false
        return false
      }
      isValue = options.contains(word)
      return !isValue
    }
  }
}

extension RunStarted {
  /// The words that say on what was run, and how; not what.
  var options: [String] { Array(commandLine.prefix { $0 != "--" }) }

  /// The command as a shell takes it.
  var command: String { ShellWord.command(options + commandLine.dropFirst(options.count + 1)) }
}
