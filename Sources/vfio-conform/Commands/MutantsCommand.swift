import ArgumentParser
import Foundation
import Runner
import Simulator
import SuiteModel

struct MutantsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutants",
    abstract: "Breaks the simulator one rule at a time, and tells which cases notice.",
    discussion: """
      A quirk is a rule of the simulated kernel that is switched off. A suite that
      passes with a rule missing does not test it.

        vfio-conform mutants
            every quirk, until the first cases of its own area notice it
        vfio-conform mutants type1 --thorough
            the quirks of an area, with all the cases that notice them
        vfio-conform mutants --format json
            {"quirks": [{"id", "area", "rule", "noticedBy": [cases]}]}, for a script

      Ends with 1 where a quirk goes unnoticed.
      """)

  @Argument(help: ArgumentHelp("Areas, or quirks by their names or patterns over them.", valueName: "quirk"))
  var quirks: [String] = []

  @Flag(help: "Run every case against every quirk.")
  var thorough = false

  @Option(help: ArgumentHelp("How many run at once (default: one for each processor).", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "The version that the simulator behaves as: 6.1, 6.12, or 7.2 (default), which keeps every rule.",
      valueName: "kernel"))
  var kernel: String?

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
  }

  func run() async throws {
    let library = try suites.library()
    let selected = try selection()
    var reports: [MutantReport<Rule>] = []
    var progress = StandardError.progress
    for host in MutantHost.allCases {
      let rules = selected.filter { MutantHost(of: $0) == host }
      guard !rules.isEmpty else { continue }
      progress.show("\(reports.count)/\(selected.count)  running the cases that keep all rules on \(host.rawValue) …")
      var done = reports.count
      reports += try await run(rules, on: host, library) { report in
        done += 1
        progress.draw("\(done)/\(selected.count)  \(report.quirk.id) on \(host.rawValue)")
      }
    }
    progress.erase()
    switch format.format {
    case .json: try printJSON(MutantSummary(reports))
    case .text: print(reports)
    }
    if reports.contains(where: \.noticedBy.isEmpty) { throw ExitCode(ExitStatus.unexpected.rawValue) }
  }

  private func selection() throws -> [Rule] {
    let selected = Rule.all.filter { rule in
      quirks.isEmpty
        || quirks.contains { [rule.area.rawValue, rule.area.suites].contains($0) || Glob($0).matches(rule.id) }
    }
    guard !selected.isEmpty else {
      throw CommandFailure("no quirk is named \(quirks.joined(separator: ", "))", .usage)
    }
    return selected
  }

  private func run(
    _ rules: [Rule], on host: MutantHost, _ library: SuiteLibrary, progress: (MutantReport<Rule>) -> Void
  ) async throws -> [MutantReport<Rule>] {
    let machine = try MachinesFolder(library.folder).load(host.rawValue)
    let profile = try TargetOptions.profile(kernel ?? "7.2")
    let runner = MutantRunner(
      try Library(library), workers: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    return try await runner.run(
      rules, suites: { [$0.area.suites] }, isThorough: thorough,
      makeSystem: { SimulatedSystem(machine: machine, profile: profile, quirks: $0.map { [$0] } ?? []) },
      progress: progress)
  }

  private func print(_ reports: [MutantReport<Rule>]) {
    let width = reports.map(\.quirk.id.count).max() ?? 0
    let lines = reports.map { report in
      let first = report.noticedBy.first ?? "NOBODY noticed that \(report.quirk.breaks)"
      let more = report.noticedBy.count > 1 ? " and \(report.noticedBy.count - 1) more" : ""
      return "\(report.quirk.id.padded(to: width + 2))\(report.quirk.requirement.padded(to: 10))\(first)\(more)"
    }
    let missed = reports.count { $0.noticedBy.isEmpty }
    StandardOutput.write(lines: lines + ["\(reports.count) quirks, \(missed) unnoticed"])
  }
}

/// The simulated machine on which a quirk shows.
private enum MutantHost: String, CaseIterable {
  case guarded = "x86-intel"
  case unguarded = "x86-noiommu"
  case bypassed = "x86-bypass"
  case functions = "x86-sriov"
  case mediated = "x86-mdev"
  case power = "power9"
  case freezing = "power9-eeh"
  case partition = "pseries"
  case withoutRecovery = "power9-eeh-off"

  init(of rule: Rule) {
    switch (rule.area, rule.requirement) {
    case _ where Rule.freezingRules.contains(rule): self = .freezing
    case (.eeh, "EEH-005"): self = .partition
    case (.eeh, "EEH-010"): self = .withoutRecovery
    case (.eeh, _): self = .power
    case _ where Rule.virtualFunctionRules.contains(rule): self = .functions
    case (.spapr, _): self = .power
    // It takes groups of both kinds to see that they are kept apart.
    case (.noiommu, "NOI-008"): self = .bypassed
    case (.noiommu, _): self = .unguarded
    case (.mdev, _): self = .mediated
    default: self = .guarded
    }
  }
}

/// What `mutants --format json` prints; scripts read these names.
private struct MutantSummary: Encodable {
  var quirks: [Entry]

  struct Entry: Encodable {
    var id: String
    var area: String
    /// The requirement that the quirk breaks.
    var rule: String
    /// Cases, without values of their parameters.
    var noticedBy: [String]
  }

  init(_ reports: [MutantReport<Rule>]) {
    quirks = reports.map { report in
      var seen: Set<String> = []
      let cases = report.noticedBy.map { String($0.prefix { $0 != "[" }) }.filter { seen.insert($0).inserted }
      return Entry(
        id: report.quirk.id, area: report.quirk.area.suites, rule: report.quirk.requirement, noticedBy: cases)
    }
  }
}
