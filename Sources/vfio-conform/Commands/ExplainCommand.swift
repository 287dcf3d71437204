import ArgumentParser
import Foundation
import SuiteModel

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says what a case does, what it needs, and which rules it holds the kernel to.",
    discussion: """
        vfio-conform explain type1.overlap/overlap
      """)

  @Argument(help: ArgumentHelp("A case, as 'vfio-conform list' names it.", valueName: "case"))
  var id: String

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let library = try suites.library()
    // An instance's parameters stand behind its case's name.
    let name = id.prefix { $0 != "[" }
    guard let entry = CaseEntry.all(in: library).first(where: { $0.id == name }) else {
      throw CommandFailure("there is no case '\(id)'; see 'vfio-conform list'", .usage)
    }
    let requirements = library.requirements()
    var lines = [entry.id, entry.definition.title, ""]
    lines += fields(entry)
    for reference in entry.definition.covers {
      lines += [""] + Self.rule(reference.id, requirements[reference.id])
    }
    if !entry.suite.setup.isEmpty {
      lines += ["", "The suite's set-up comes first: \(entry.suite.location.file)"]
    }
    lines += ["", "\(entry.definition.location.file):\(entry.definition.location.line)"] + source(entry)
    lines += ["", "Run it: vfio-conform run \(entry.id)"]
    StandardOutput.write(lines: lines)
  }

  private func fields(_ entry: CaseEntry) -> [String] {
    var lines = entry.needsText.map { "  needs     \($0.name): \($0.text)" }
    let parameters = entry.definition.parameters.map(\.name)
    if !parameters.isEmpty { lines.append("  for each  " + parameters.joined(separator: ", ")) }
    if let when = entry.definition.when { lines.append("  when      " + when.text) }
    if !entry.tags.isEmpty { lines.append("  tags      " + entry.tags.joined(separator: ", ")) }
    if entry.definition.isIsolated { lines.append("  isolated  runs in a guest of its own") }
    return lines
  }

  private static func rule(_ id: String, _ requirement: Requirement?) -> [String] {
    guard let requirement else { return ["\(id): not in the catalogue"] }
    var lines = ["\(id) (\(requirement.severity.rawValue)): \(requirement.action) → \(requirement.outcome)"]
    if let versions = requirement.versions { lines.append("  versions  \(versions)") }
    if let source = requirement.source { lines.append("  source    \(source)") }
    return lines
  }

  /// The case as its suite's file has it.
  private func source(_ entry: CaseEntry) -> [String] {
    guard let text = try? String(contentsOfFile: entry.definition.location.file, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let first = entry.definition.location.line
    let next = entry.suite.cases.map(\.location.line).filter { $0 > first }.min() ?? lines.count + 1
    guard first >= 1, first <= lines.count, next <= lines.count + 1 else { return [] }
    var excerpt = lines[(first - 1)..<(next - 1)]
    while let last = excerpt.last, last.allSatisfy(\.isWhitespace) || last.drop(while: \.isWhitespace).first == "#" {
      excerpt.removeLast()
    }
    return Array(excerpt)
  }
}
