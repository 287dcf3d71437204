import ArgumentParser
import Documents
import Foundation
import Runner
import Simulator
import SuiteModel

struct MutantsCommand: AsyncParsableCommand, Judging {
  static let configuration = CommandConfiguration(
    commandName: "mutants",
    abstract: "Breaks the simulator one rule at a time, and tells which cases notice.",
    discussion: """
      A quirk is a rule of the simulated kernel that is broken on purpose. A case
      notices a quirk if it fails with it, passes without it, and covers the
      requirement that the quirk breaks. A case that errs proves nothing.

        vfio-conform mutants
            every quirk on every machine, until a case notices it, and the cases
            that notice none
        vfio-conform mutants type1 --thorough
            the quirks of an area, with all the cases that notice them, and those
            that fail although they do not cover what is broken
        vfio-conform mutants --format json
            {"quirks": [{"id", "area", "requirement", "tried", "noticedBy",
            "disturbed"}], "blind": [cases that notice nothing], "untried":
            [cases that pass on no machine]}, for a script

      Ends with 1 if no case notices a quirk, or, with every quirk on every machine,
      if a case notices none.
      """)

  @Argument(help: ArgumentHelp("Areas, or quirks by their names or patterns over them.", valueName: "quirk"))
  var quirks: [String] = []

  @Flag(help: "Run every case against every quirk on every machine.")
  var thorough = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many run at once (default: one for each processor).", valueName: "n"),
    transform: wholeNumber)
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "The version that the simulator behaves as, from 6.1 to 7.3 (default: 7.3, and 7.2, 6.12 and 6.1 for what it cannot show).",
      valueName: "kernel"), completion: .kernels)
  var kernel: String?

  @Option(
    help: ArgumentHelp("The machine (default: all; see 'vfio-conform machines').", valueName: "machine"),
    completion: .machines)
  var machine: String?

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
  }

  func run() async throws {
    let library = try suites.library()
    let runner = MutantRunner(
      try RunnableLibrary(library), workers: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    var progress = StandardError.progress
    let offers = Set(Rule.offerRules.map(\.id))
    let isOfAll = quirks.isEmpty && machine == nil && kernel == nil
    let survey = try await runner.run(
      try selection(), requirement: \.requirement, on: try hosts(library.folder), isThorough: thorough,
      judgesCases: isOfAll, showsInOffers: { offers.contains($0.id) }
    ) { host, quirk in
      guard let quirk else { return progress.show("running the cases that keep all rules on \(host.name) …") }
      progress.draw("\(quirk.id) on \(host.name)")
    }
    progress.erase()
    let summary = MutantSummary(survey, ofAll: isOfAll)
    switch format.format {
    case .json: try printJSON(summary)
    case .text: StandardOutput.write(lines: summary.lines)
    }
    if survey.isWanting(judgesCases: isOfAll) { throw ExitCode(ExitStatus.unexpected.rawValue) }
  }

  private func selection() throws -> [Rule] {
    func isMeant(_ rule: Rule, by word: String) -> Bool {
      [rule.area.rawValue, rule.area.suites].contains(word) || Glob(word).matches(rule.id)
    }
    for word in quirks where !Rule.all.contains(where: { isMeant($0, by: word) }) {
      let names = Rule.all.flatMap { [$0.area.rawValue, $0.area.suites, $0.id] }
      let areas = Set(Rule.all.map(\.area.suites)).sorted().joined(separator: ", ")
      throw CommandFailure(
        "no quirk is named '\(word)'; \(suggestion(for: word, among: names) ?? "areas are \(areas)")", .usage)
    }
    return Rule.all.filter { rule in quirks.isEmpty || quirks.contains { isMeant(rule, by: $0) } }
  }

  /// Every machine with the newest kernel, then with the older ones: those are asked only for what it could not show.
  private func hosts(_ folder: SuiteFolder) throws -> [MutantHost<Rule>] {
    let machines = try machine.map { [try MachinesFolder(folder).load($0)] } ?? MachinesFolder(folder).all()
    let profiles =
      try kernel.map { [try TargetOptions.profile($0)] } ?? KernelProfile.all.reversed()
      + KernelProfile.all.reversed().map(\.largePaged)
    return profiles.flatMap { profile in
      machines.filter { profile.exists(for: $0.architecture) }.map { machine in
        MutantHost("\(machine.name) as Linux \(profile.name)", devices: .machine(machine)) {
          SimulatedSystem(machine: machine, profile: profile, quirks: $0.map { [$0] } ?? [])
        }
      }
    }
  }
}
