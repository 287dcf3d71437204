import ArgumentParser
import Journal
import Runner
import SuiteModel

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists cases, or their instances.",
    discussion: """
        vfio-conform list
            all cases, with what each of them tests
        vfio-conform list irq --tag msi
            those of an area that have a tag
        vfio-conform list --requirement 'T1-02*'
            those that cover some requirements
        vfio-conform list --instances type1.overlap
            their instances, one for each combination of values, as 'run' takes them
        vfio-conform list --instances mdev --machine x86-mdev --kernel 6.1
            those of another machine, and of another version
        vfio-conform list --format json
            id, suite, title, requirements, needs, tags and parameters, for a script
      """)

  @OptionGroup var selection: SelectionOptions

  @Flag(
    help: "List instances, as the simulator has them; a guest of the same machine file and version has the same.")
  var instances = false

  @Option(
    help: ArgumentHelp(
      "Whose instances (default: \(TargetOptions.defaultMachine)); see 'vfio-conform machines'.", valueName: "machine"),
    completion: .machines)
  var machine: String?

  @Option(
    help: ArgumentHelp(
      "The version whose instances are listed (default: \(TargetOptions.defaultProfile.name)).", valueName: "kernel"),
    completion: .kernels)
  var kernel: String?

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    if !instances, let option = machine.map({ _ in "--machine" }) ?? kernel.map({ _ in "--kernel" }) {
      throw ValidationError("\(option) is for --instances: which cases there are depends on no machine and no kernel")
    }
  }

  func run() throws {
    let library = try suites.library(for: selection)
    let selector = try selection.selector(SuiteNames(library, suites))
    if instances { return try show(planned(library, selector)) }
    let entries = CaseEntry.all(in: library)
    let ids = entries.flatMap { $0.outlines.map(\.planned.id) }
    let known = selector.knowing(ids)
    let selected = entries.filter { entry in
      entry.outlines.contains { known.selects($0.planned, isOpen: $0.isOpen) }
    }
    if format.format == .json { return try printJSON(selected.map(ListedCase.init)) }
    StandardOutput.write(rows: selected.map { ($0.id, $0.definition.title) })
  }

  /// The instances that a run of the same selection would have.
  private func planned(_ library: SuiteLibrary, _ selector: Selector) throws -> [Instance] {
    let target = try TargetOptions.simulator(machine, kernel: kernel, in: library.folder)
    return try target.plan(of: RunnableLibrary(library), selecting: selector)
  }

  private func show(_ instances: [Instance]) throws {
    if format.format == .json { return try printJSON(instances.map(ListedInstance.init)) }
    StandardOutput.write(
      rows: instances.map { instance in
        let missing = if case .unmet(let lack) = instance.readiness { "  (\(lack.reason))" } else { "" }
        return (instance.id, instance.planned.title + missing)
      })
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
  /// By name, the values as the suite writes them: one for each, or one expression for all.
  var parameters: [String: [String]]

  init(_ entry: CaseEntry) {
    id = entry.id
    suite = entry.suite.name
    title = entry.definition.title
    requirements = entry.definition.covers.map(\.id)
    needs = Dictionary(entry.needsText.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    tags = entry.tags
    parameters = Dictionary(
      entry.definition.parameters.map { ($0.name, $0.values.written) }, uniquingKeysWith: { first, _ in first })
  }
}

/// An instance as `list --instances --format json` prints it.
private struct ListedInstance: Encodable {
  var id: String
  var suite: String
  var title: String
  var requirements: [String]
  var tags: [String]
  var parameters: [String: String]
  /// Why the machine cannot run it; absent where it can.
  var unmet: String?

  init(_ instance: Instance) {
    id = instance.id
    suite = instance.planned.suite
    title = instance.planned.title
    requirements = instance.planned.covers
    tags = instance.planned.tags
    parameters = instance.planned.parameters
    if case .unmet(let lack) = instance.readiness { unmet = lack.reason }
  }
}
