import Foundation
import Reports
import Runner
import SuiteModel
import VFIOInterface

extension Explanation {
  // MARK: A fixture

  func lines(_ fixture: Fixture) -> [String] {
    var lines = [fixture.name, fixture.title, ""]
    lines += fixture.parameters.map { "  with      \($0.name): \($0.value.text), unless another is given" }
    if !fixture.parameters.isEmpty { lines.append("") }
    lines += source(at: fixture.location, upTo: nil)
    let direct = library.fixtures.values.filter { $0.steps.fixtures.contains(fixture.name) }
    lines += Self.section("fixtures that use it", direct.map { ($0.name, $0.title) }.sorted { $0.0 < $1.0 })
    let cases = CaseEntry.all(in: library)
    let users = cases.filter { $0.steps.fixtures.contains(fixture.name) }
    lines += Self.section("cases that use it", users.map(\.row))
    let through = fixtures(using: [fixture.name])
    let others = cases.count {
      !$0.steps.fixtures.contains(fixture.name) && !$0.steps.fixtures.isDisjoint(with: through)
    }
    if others > 0 { lines += ["", "\(counted(others, "case")) more through other fixtures"] }
    return lines
  }

  /// All fixtures that use one of some, and those that use these.
  private func fixtures(using used: Set<String>) -> Set<String> {
    let users = Set(library.fixtures.values.filter { !$0.steps.fixtures.isDisjoint(with: used) }.map(\.name))
    return users.isSubset(of: used) ? users : fixtures(using: used.union(users))
  }

  // MARK: An error

  func lines(_ error: Errno) -> [String] {
    let name = error.description
    let cases = CaseEntry.all(in: library).filter { $0.steps.errors.contains(error) }
    return ["\(error) (\(error.rawValue)): \(String(cString: strerror(error.rawValue)))"]
      + Self.section("what brings it about", rules { $0.outcome.brings(name) })
      + Self.section("what does not", rules { $0.outcome.mentions(name) && !$0.outcome.brings(name) })
      + Self.section("what comes behind it", rules { $0.action.mentions(name) })
      + Self.section("cases that expect it", cases.map(\.row))
  }

  // MARK: Any words

  /// What speaks of some words; nil where nothing does.
  func lines(searching words: String) -> [String]? {
    let isArea = requirements.sections.contains { $0.area == words.uppercased() }
    guard !words.contains("/"), !isArea else { return nil }
    let defects = (try? SideFiles(library.folder).knownDefects()) ?? []
    let sections =
      Self.section("what brings it about", rules { $0.outcome.speaks(of: words) })
      + Self.section("what comes of it", rules { $0.action.speaks(of: words) })
      + Self.section(
        "defects that kernels are known for", defects.filter { $0.reason.speaks(of: words) }.map { ($0.id, $0.reason) })
      + Self.section(
        "fixtures",
        library.fixtures.values.filter { $0.title.speaks(of: words) }.map { ($0.name, $0.title) }.sorted { $0.0 < $1.0 }
      )
      + Self.section(
        "cases", CaseEntry.all(in: library).filter { $0.definition.title.speaks(of: words) }.map(\.row))
    let hint = words.contains(" ") ? "these speak of it" : names.hint(forName: words)
    return sections.isEmpty ? nil : ["nothing is named '\(words)'; \(hint)"] + sections
  }

  func rules(where isMeant: (Requirement) -> Bool) -> [(String, String)] {
    requirements.requirements.values.filter(isMeant).sorted { $0.id < $1.id }.map { ($0.id, $0.sentence) }
  }

  static func section(_ title: String, _ rows: [(String, String)]) -> [String] {
    rows.isEmpty ? [] : ["", title] + Self.rows(rows)
  }
}

extension CaseEntry {
  /// All that the case does, its suite's set-up included.
  var steps: [Step] { suite.setup + definition.setup + definition.steps }

  var row: (String, String) { (id, definition.title) }
}

extension String {
  private var words: [Substring] { split { !($0.isLetter || $0.isNumber || $0 == "_") } }

  /// Whether the word stands in the text, as it is written.
  func mentions(_ word: String) -> Bool { words.contains { $0 == word } }

  /// Whether the text says that an error comes, and not that it does not: `not with ENOTTY`, `without EEXIST`.
  fileprivate func brings(_ error: String) -> Bool {
    let words = words
    return words.indices.contains { index in
      words[index] == error
        && !words[max(0, index - 2)..<index].contains { ["not", "without", "no", "never", "instead"].contains($0) }
    }
  }

  /// Words that change little: who asks why a group is not viable, asks what makes it so.
  private static let small: Set<Substring> = ["a", "an", "the", "is", "are", "no", "not", "of"]

  private var telling: [Substring] { lowercased().words.filter { !Self.small.contains($0) } }

  /// Whether the text has the words, or longer ones that begin with them, in one row.
  fileprivate func speaks(of text: String) -> Bool {
    let (mine, asked) = (telling, text.telling)
    guard !asked.isEmpty, mine.count >= asked.count else { return false }
    return (0...(mine.count - asked.count)).contains { start in
      zip(mine[start...], asked).allSatisfy { $0.hasPrefix($1) }
    }
  }
}
