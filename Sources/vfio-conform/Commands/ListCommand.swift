import ArgumentParser
import SuiteModel

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists cases.",
    discussion: """
        vfio-conform list
            all cases, with what each of them tests
        vfio-conform list irq --tag msi
            those of an area that have a tag
        vfio-conform list --requirement 'T1-02*'
            those that cover some requirements
        vfio-conform list --format json
            id, suite, title, requirements, needs and tags, for a script
      """)

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let entries = CaseEntry.all(in: try suites.library())
    try selection.checkUse(in: entries.map(\.planned))
    let selector = selection.selector
    let selected = entries.filter { selector.selects($0.planned) }
    if format.format == .json { return try printJSON(selected.map(ListedCase.init)) }
    let width = selected.map(\.id.count).max() ?? 0
    StandardOutput.write(lines: selected.map { $0.id.padded(to: width + 2) + $0.definition.title })
  }
}

/// A case as `list --format json` prints it; scripts read these names.
private struct ListedCase: Encodable {
  var id: String
  var suite: String
  var title: String
  var requirements: [String]
  var needs: [String: String]
  var tags: [String]

  init(_ entry: CaseEntry) {
    id = entry.id
    suite = entry.suite.name
    title = entry.definition.title
    requirements = entry.definition.covers.map(\.id)
    needs = Dictionary(entry.needsText.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    tags = entry.tags
  }
}
