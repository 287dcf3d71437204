import Documents
import Foundation
import Journal
import SuiteModel

/// The text of a baseline, line by line, with the entries in it.
struct BaselineFile {
  let path: String
  let exists: Bool
  let text: String
  let entries: [KnownDefect]

  init(_ path: String) throws {
    self.path = path
    exists = FileManager.default.fileExists(atPath: path)
    guard exists else {
      (text, entries) = ("", [])
      return
    }
    let found: [Diagnostic]
    do throws(Diagnostic) {
      text = try TextFile.read(path)
      guard !text.unicodeScalars.contains("\r") else {
        throw Diagnostic(
          "its lines end in carriage returns, and a proposal would mix them with others",
          at: SourceLocation(file: path), hint: "let them end in line feeds alone, as dos2unix does")
      }
      let isEmpty = text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") || $0.allSatisfy(\.isWhitespace) }
      (entries, found) = isEmpty ? ([], []) : KnownDefect.parseBaseline(text, file: path)
    } catch {
      throw BaselineErrors([error], path)
    }
    let errors = BaselineErrors(found, path)
    guard errors.errors.diagnostics.isEmpty else { throw errors }
  }

  /// As a run's journal has it.
  var checksum: String { Baseline.checksum(of: text) }

  /// Without line feeds.
  var lines: [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The lines of an entry, with the blank lines behind it; comments in front of the next one are that one's.
  func lines(of entry: KnownDefect) -> Range<Int> {
    let start = entry.location.line - 1
    let starts = entries.map { $0.location.line - 1 }.filter { $0 > start }
    guard let next = starts.min() else { return start..<lines.count }
    let comments = lines[start..<next].reversed().prefix { $0.hasPrefix("#") }.count
    return start..<next - comments
  }

  /// The lines of its key `cases`; nil where others share a line with it.
  func caseLines(of entry: KnownDefect) -> Range<Int>? {
    let (range, lines) = (lines(of: entry), lines)
    guard let start = range.first(where: { lines[$0].wholeMatch(of: /\s+cases:.*/) != nil }) else { return nil }
    let end = range.first { $0 > start && lines[$0].prefixMatch(of: /\s+[a-z]+:(\s|$)/) != nil } ?? range.upperBound
    return start..<end
  }
}
