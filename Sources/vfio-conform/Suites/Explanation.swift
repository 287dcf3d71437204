import Documents
import Runner
import SuiteModel
import VFIOInterface

/// What can be said of a name of the suites, for a person to read.
struct Explanation {
  let names: SuiteNames
  let requirements: RequirementCatalogue

  var library: SuiteLibrary { names.library }

  init(_ names: SuiteNames) {
    self.names = names
    requirements = names.library.requirements()
  }

  /// Nil for a name that nothing has.
  func lines(for name: String) -> [String]? {
    let word = names.selector(name)
    // An instance's parameters stand behind its case's name.
    let stem = word.prefix { $0 != "[" }
    if let entry = CaseEntry.all(in: library).first(where: { $0.ids.contains(String(stem)) }) {
      let isThere = Selector(patterns: [word]).unused(in: entry.outlines.map { ($0.planned, $0.isOpen) }).isEmpty
      return isThere ? lines(entry, named: word) : nil
    }
    if let suite = library.suite(word) { return lines(suite) }
    if names.areas.contains(word) { return lines(area: word) }
    if let requirement = names.requirement(word).flatMap({ requirements[$0] }) { return lines(requirement) }
    if let fixture = library.fixtures[word] { return lines(fixture) }
    return Errno(name: word.uppercased()).map(lines) ?? lines(ofName: word) ?? lines(searching: name)
  }

  // MARK: A case

  /// - Parameter name: The case, or one or some of its instances.
  private func lines(_ entry: CaseEntry, named name: String) -> [String] {
    var lines = [entry.id, entry.definition.title, ""]
    if !entry.definition.formerly.isEmpty {
      lines.append("  formerly  " + entry.definition.formerly.joined(separator: ", "))
    }
    lines += Self.needs(entry.needsText)
    for parameter in entry.definition.parameters {
      lines.append("  for each  \(parameter.name): " + parameter.values.written.joined(separator: ", "))
    }
    if let when = entry.definition.when { lines.append("  when      " + when.text) }
    if !entry.tags.isEmpty { lines.append("  tags      " + entry.tags.joined(separator: ", ")) }
    if entry.definition.isIsolated { lines.append("  isolated  runs in a guest of its own") }
    for reference in entry.definition.covers {
      lines += [""] + (requirements[reference.id].map(rule) ?? ["\(reference.id): not in the catalogue"])
    }
    if !entry.suite.setup.isEmpty {
      lines += ["", "The suite's set-up comes first: \(entry.suite.location.file)"]
    }
    let next = entry.suite.cases.map(\.location.line).filter { $0 > entry.definition.location.line }.min()
    lines += [""] + source(at: entry.definition.location, upTo: next)
    return lines + ["", "Run it: " + names.command("run", name)]
  }

  private static func needs(_ needs: [(name: String, text: String)]) -> [String] {
    needs.map { "  needs     \($0.name): \($0.text)" }
  }

  /// What a file says from a place on, under the place's name.
  ///
  /// - Parameter next: The line in which something else begins; nil for the end of the file.
  func source(at place: SourceLocation, upTo next: Int?) -> [String] {
    let text = (try? TextFile.read(place.file)) ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var excerpt = lines.prefix((next ?? lines.count + 1) - 1).dropFirst(place.line - 1)
    while let last = excerpt.last, last.allSatisfy(\.isWhitespace) || last.drop(while: \.isWhitespace).first == "#" {
      excerpt.removeLast()
    }
    return ["\(place.file):\(place.line)"] + excerpt
  }

  // MARK: Suites

  private func lines(_ suite: Suite) -> [String] {
    var lines = [suite.name, suite.title, ""]
    lines += Self.needs(CaseEntry.text(of: suite.needs))
    if !suite.tags.isEmpty { lines.append("  tags      " + suite.tags.joined(separator: ", ")) }
    lines += ["  file      \(suite.location.file)", "", "cases"]
    lines += Self.rows(suite.cases.map { ("\(suite.name)/\($0.name)", $0.title) })
    return lines + ["", "Run them: " + names.command("run", suite.name)]
  }

  private func lines(area: String) -> [String] {
    let suites = library.suites.filter { $0.name == area || $0.name.hasPrefix(area + ".") }
    let count = suites.reduce(0) { $0 + $1.cases.count }
    var lines = ["\(area): \(suites.count) suites with \(count) cases", ""]
    lines += Self.rows(suites.map { ($0.name, $0.title) })
    return lines + ["", "Run them: " + names.command("run", area)]
  }

  static func rows(_ rows: [(String, String)]) -> [String] {
    columns(rows, indent: 2, within: StandardOutput.isTerminal ? StandardOutput.width : nil)
  }

  // MARK: Requirements

  private func lines(_ requirement: Requirement) -> [String] {
    var lines = rule(requirement)
    if let needs = requirement.needs { lines.append("  needs     \(needs)") }
    lines.append("  file      \(requirement.location.file):\(requirement.location.line)")
    let covering = CaseEntry.all(in: library).filter { $0.definition.covers.contains { $0.id == requirement.id } }
    guard !covering.isEmpty else {
      let reason = requirements.unreachable[requirement.id]?.reason ?? requirements.plan(for: requirement.area)
      return lines + ["", "No case covers it" + (reason.map { ": \($0)" } ?? "")]
    }
    lines += ["", "cases"] + Self.rows(covering.map { ($0.id, $0.definition.title) })
    return lines + ["", "Run them: " + names.command("run", "--requirement", requirement.id)]
  }

  private func rule(_ requirement: Requirement) -> [String] {
    var lines = [
      "\(requirement.id) (\(requirement.severity.rawValue)): \(requirement.sentence)"
    ]
    if let versions = requirement.versions { lines.append("  versions  \(versions)") }
    if let source = requirement.source { lines.append("  source    \(source)") }
    return lines
  }
}
