import ArgumentParser
import Foundation
import Journal
import Reports
import Runner
import SuiteModel

struct RunCommand: AsyncParsableCommand, Judging {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs cases and gives a verdict.",
    discussion: """
        vfio-conform run
            every suite on the simulator; the verdict is in reports/latest
        vfio-conform run type1 'irq.msi*' --kernel 6.1
            an area and some suites, on the simulator as Linux 6.1
        vfio-conform run type1.overlap/overlap --trace
            one case, with every call that it makes
        vfio-conform run type1 --quirk type1.map-overlap
            what a report looks like where the simulator breaks a rule
        vfio-conform run --resume reports/2026-01-31T12-00-00-guest
            on with a run that was killed or stopped, from where it was
        vfio-conform run --requirement T1-024
            the cases that cover one requirement
        vfio-conform run --backend guest --kernel bzImage --modules DIR
            every suite on a kernel of your own, in a QEMU guest
        vfio-conform run --backend local --device 0000:03:00.0
            on this machine's kernel, with a device that it can spare
        vfio-conform run --failed reports/latest
            once more what went wrong in the last run
        vfio-conform run --shard 2/4 --output shard-2
            the second of four parts; 'merge' makes one run of all
        vfio-conform run --baseline ci/baseline.yaml
            failures that the file expects do not make the run a bad one
        vfio-conform run --require iommu=type1v2 --report junit-ant=ant.xml
            in CI: a machine without the IOMMU fails instead of skipping

      Exit codes:
        0  every case ended as expected
        1  at least one did not
        2  the command line, a suite or a machine file is wrong
        3  the run is incomplete
        4  nothing ran
      """)

  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup(title: "Choice") var choice: ChoiceOptions
  @OptionGroup(title: "Effort") var effort: EffortOptions
  @OptionGroup(title: "Verdict") var baseline: BaselineOption
  @OptionGroup(title: "Going On") var resume: ResumeOptions
  @OptionGroup(title: "System Under Test") var system: SystemOptions
  @OptionGroup(title: "Results") var results: ResultOptions
  @OptionGroup var suites: SuitesOption
  @OptionGroup var color: ColorOption

  func validate() throws {
    guard let run = resume.run, let output = results.output, output != run else { return }
    throw ValidationError("--resume goes on in the folder of the run; --output names another")
  }

  func run() async throws {
    if let run = resume.run {
      try await goOn(with: run)
    } else {
      try await begin()
    }
  }

  private func begin() async throws {
    // It may be `reports/latest`, which goes now.
    let earlier = Result { try choice.earlierRun() }
    let folder = try RunFolder(
      output: results.output, backend: system.backend.rawValue, reports: results.report,
      inputs: inputs)
    try await run(in: folder, after: earlier)
  }

  /// Goes on with a run that was cut off, by the command line that began it.
  private func goOn(with name: String) async throws {
    let kept = try KeptRun(name)
    guard let started = kept.record.started else {
      throw CommandFailure("the run in \(kept.folder) had not come to its plan: begin it again", .usage)
    }
    let command = try adopting(started)
    let folder = try RunFolder(resuming: kept.folder, reports: results.report, inputs: command.inputs)
    // Now that nobody else has the folder.
    let resumption = try Resumption(JournalContents(path: KeptRun.journalPath(of: folder.path)), again: resume.again)
    try await command.run(in: folder, after: .success(nil), resumption)
  }

  private func run(
    in folder: RunFolder, after earlier: Result<KeptRun?, any Error>, _ resumption: Resumption? = nil
  ) async throws {
    var timing = Timing()
    let recorder = RunRecorder(
      folder, console: console(folder), isAtRisk: system.backend == .local, resuming: resumption)
    var nothing: NothingRan?
    do {
      try check(folder)
      if resumption?.isComplete != true {
        nothing = try await run(in: folder, recorder, earlier.get(), resumption, &timing)
      }
    } catch {
      // Why it failed, and what was learnt so far, is still worth a report.
      let failure = recorder.canGoOn ? Self.withRemedy(error, folder) : error
      try VFIOConform.afterwards(failure) { try recorder.conclude(failure: VFIOConform.reason(for: error)) }
    }
    let record: RunRecord
    do {
      record = try recorder.conclude()
    } catch {
      throw Self.withRemedy(error, folder)
    }
    try history(folder)?.add(record)
    timing.mark("report")
    // The verdict comes last.
    if record.isSkippedAsAWhole, let nothing { StandardError.write(lines: try nothing.lines()) }
    try show(record, folder)
    if results.timing { StandardError.write(timing.text) }
    throw ExitCode(ExitStatus(record).rawValue)
  }

  /// What to do if the disk is full, or took no more for another reason.
  private static func withRemedy(_ error: any Error, _ folder: RunFolder) -> any Error {
    guard error is JournalError || (error as? ReportError)?.isMistake == false else { return error }
    return CommandFailure(
      "\(error)", .incomplete, remedies: ["once it can be written, go on with the run: \(goOnCommand(folder))"])
  }

  private static func goOnCommand(_ folder: RunFolder) -> String {
    ShellWord.command(["vfio-conform", "run", "--resume", folder.path])
  }

  /// What is run, on what, and how often, as it was given.
  var definition: [String] {
    get throws {
      let shard = try choice.shard?.number(in: ProcessInfo.processInfo.environment)
      return system.words + suites.words + baseline.words + selection.words + choice.words(shard) + effort.words
    }
  }

  private var inputs: CommandInputs {
    let target = system.target
    // On the simulator --kernel names a version.
    let kernel = system.backend == .guest ? target.kernel : nil
    return CommandInputs(
      suites: suites.suites, machine: target.machine, kernel: kernel, modules: target.modules,
      baseline: baseline.baseline, journals: choice.failed.map { [KeptRun.journalPath(of: $0)] } ?? [])
  }

  /// Refuses reports that can be written nowhere.
  private func check(_ folder: RunFolder) throws {
    if let problem = folder.reports.problems.first { throw problem }
    guard results.format.format == .text || !folder.reports.useStandardOutput else {
      throw CommandFailure("standard output takes one answer: --format json, or a report", .usage)
    }
  }

  private func run(
    in folder: RunFolder, _ recorder: RunRecorder, _ earlier: KeptRun?, _ resumption: Resumption?,
    _ timing: inout Timing
  ) async throws -> NothingRan {
    try system.check()
    try effort.check(system.backend)
    // A baseline, what --require names, and what went wrong in an earlier run, are held against all suites.
    let isWhole = self.baseline.baseline != nil || !system.require.isEmpty || self.choice.failed != nil
    let suiteLibrary = try suites.library(for: isWhole ? nil : selection)
    var library = try RunnableLibrary(suiteLibrary)
    let baseline = try self.baseline.load(suiteLibrary)
    let names = SuiteNames(suiteLibrary, suites)
    let selector = try selection.selector(names)
    let shard = try self.choice.shard?.number(in: ProcessInfo.processInfo.environment)
    let choice = try self.choice.choice(names, after: earlier, shard: shard)
    let required = try system.required(in: suiteLibrary)
    timing.mark("load")
    let target = try system.target.resolved(
      suites: suiteLibrary.folder, console: folder.console, otherwise: .sim, seed: system.simulation.seed ?? 0,
      quirks: try system.simulation.quirks()
    ).withVFIO()
    library.defects += baseline?.entries(for: target.machine?.name) ?? []
    Interruption.endGently(
      leaving: "Reports: \(folder.path), incomplete; to go on from all that was found: \(Self.goOnCommand(folder))")
    var options = options(target, folder, selector, choice, shard, required)
    options.suites = suiteLibrary.folder.checksum()
    options.baseline = baseline?.description
    options.resumption = resumption
    let stopwatch = Stopwatch()
    let runner = Runner(
      library, options: options,
      cancellation: Interruption.cancellation,
      makeSystem: { [start = target.start, stopwatch] worker in
        let system = try start(worker)
        stopwatch.stop()
        return system
      }, record: recorder.record)
    if let wait = target.wait { recorder.showWait(for: wait) }
    _ = try await runner.run()
    timing.mark("start", at: stopwatch.time)
    timing.mark("plan", at: recorder.planned)
    timing.mark("execute")
    return NothingRan(system.target, selector, choice, library, suiteLibrary.folder)
  }

  private func show(_ record: RunRecord, _ folder: RunFolder) throws {
    if results.format.format == .json {
      return StandardOutput.write(String(decoding: try SummaryReport(record).encoded(), as: UTF8.self))
    }
    var lines: [StyledLine] = ["Reports: \(folder.path)"]
    if record.canGoOn, !folder.journal.isFull { lines.append("To go on with the run: \(Self.goOnCommand(folder))") }
    lines += SummaryText(record, isVerbose: results.verbose, slowest: results.slowest).lines
    progress(folder)(lines.text(color.style))
  }

  /// Where a person watches: not where an answer or a report goes.
  private func progress(_ folder: RunFolder) -> (String) -> Void {
    let isData = isData(folder)
    return { text in isData ? StandardError.write(drawn: text) : StandardOutput.write(drawn: text) }
  }

  /// Whether standard output takes something else than what a person watches.
  private func isData(_ folder: RunFolder) -> Bool {
    results.aside || results.format.format == .json || folder.reports.useStandardOutput
  }

  private func console(_ folder: RunFolder) -> ConsoleView {
    let isData = isData(folder)
    let isTerminal = StandardOutput.isTerminal && !isData
    return ConsoleView(
      medium: isTerminal ? .terminal : .plain, style: isData ? .plain : color.style,
      detail: .init(isQuiet: results.quiet, hasTraces: results.trace, isVerbose: results.verbose),
      width: { StandardOutput.width }, clock: monotonicSeconds, write: progress(folder))
  }

  /// What a kernel with a broken rule does is no measure for others.
  private func history(_ folder: RunFolder) -> RunHistory? { system.simulation.quirk.isEmpty ? folder.history : nil }

  private func options(
    _ target: Target, _ folder: RunFolder, _ selector: Selector, _ choice: Choice, _ shard: ShardNumber?,
    _ required: [RequiredNeed]
  ) -> Runner.Options {
    let words = ["vfio-conform", "run"] + system.words + suites.words + baseline.words
    var options = Runner.Options(
      id: folder.id, program: VFIOConform.programVersion,
      commandLine: words + ["--"] + selection.words + self.choice.words(shard) + effort.words
        + effort.limitWords + effort.jobWords + results.words,
      machine: target.machine?.name, devices: target.devices, selector: selector,
      choice: choice, required: required,
      keepsTraces: results.trace, stopsAtFailure: results.failFast,
      attempts: effort.attempts, limits: (effort.caseLimit, effort.runLimit))
    options.jobs = effort.jobs ?? 1
    if let history = history(folder) { options.earlierRuns = history.load }
    return options
  }
}

/// What would help where every case was skipped.
private struct NothingRan {
  private let machines: () throws -> [String]

  init(
    _ target: TargetOptions, _ selector: Selector, _ choice: Choice, _ library: RunnableLibrary, _ suites: SuiteFolder
  ) {
    machines = { try target.machines(serving: selector, choice, of: library, in: suites) }
  }

  func lines() throws -> [String] {
    let names = try machines()
    guard let first = names.first else { return [] }
    let others = names.dropFirst().joined(separator: ", ")
    return ["vfio-conform: this machine has none of what these cases need"]
      + ["  → --machine \(first) can run some of them\(others.isEmpty ? "" : "; so can \(others)")"]
  }
}

extension RunRecord {
  /// Whether the run came to its end and ran nothing, though something was selected.
  fileprivate var isSkippedAsAWhole: Bool {
    guard case .complete = ending else { return false }
    return counts.skipped > 0 && cases.allSatisfy { $0.outcome.isSkipped || $0.planned.file.isEmpty }
  }

  /// Whether the run has a plan, and did not come to its end.
  fileprivate var canGoOn: Bool { started != nil && ending != .complete }
}

/// What a run leaves and shows.
struct ResultOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder for journal and reports (default: reports/TIME-BACKEND, to which reports/latest leads once the run has ended).",
      valueName: "dir"), completion: .directory)
  var output: String?

  @OptionGroup var reports: ReportOption
  @OptionGroup var format: FormatOption

  @Flag(help: "Show every call of every case, and keep them in the reports.")
  var trace = false

  @Flag(help: "Show only failures and the summary. The calls of other cases go only to the reports.")
  var quiet = false

  @Flag(help: "Say what the machine lacks for each case that is skipped.")
  var verbose = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Name so many cases that took longest, at the end.", valueName: "n"), transform: wholeNumber)
  var slowest = 0

  @Flag(help: "Stop at the first case that does not end as expected.")
  var failFast = false

  @Flag(help: "Say where the time went.")
  var timing = false

  /// For a command that runs cases on its way to an answer of its own.
  @Flag(help: .hidden)
  var aside = false

  var report: [ReportRequest] { reports.report }

  /// Takes over what is to be shown and kept of the rest of a run; what decides how it goes on stays.
  mutating func take(_ others: ResultOptions) {
    let (keepsTraces, stopsAtFailure) = (trace || others.trace, failFast || others.failFast)
    self = others
    (trace, failFast) = (keepsTraces, stopsAtFailure)
  }

  /// What decides how a run goes on, as it was given.
  var words: [String] { (failFast ? ["--fail-fast"] : []) + (trace ? ["--trace"] : []) }

  func validate() throws {
    if quiet, verbose { throw ValidationError("--quiet says less and --verbose more: give one of them") }
  }
}
