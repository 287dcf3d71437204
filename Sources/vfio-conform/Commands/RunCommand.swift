import ArgumentParser
import Foundation
import Reports
import Runner
import SuiteModel

struct RunCommand: ParsableCommand {
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
        vfio-conform run --requirement T1-024
            the cases that hold the kernel to one rule
        vfio-conform run --backend guest --kernel bzImage --modules DIR
            every suite on a kernel of your own, in a QEMU guest
        vfio-conform run --backend local --device 0000:03:00.0
            on this machine's kernel, with a device that it can spare
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
  @OptionGroup(title: "System Under Test") var target: TargetOptions
  @OptionGroup(title: "Results") var results: ResultOptions
  @OptionGroup var suites: SuitesOption
  @OptionGroup var color: ColorOption

  func run() throws {
    var timing = Timing()
    let suiteLibrary = try suites.library()
    let library = try Library(suiteLibrary)
    try selection.checkUse(in: CaseEntry.all(in: suiteLibrary).map(\.planned))
    timing.mark("load")

    let folder = RunFolder(output: results.output, backend: (target.backend ?? .sim).rawValue)
    let target = try target.resolved(suites: suiteLibrary.folder, console: folder.console)
    try folder.create()
    let recorder = try RunRecorder(
      folder, console: console, reports: folder.standardReports + results.report)
    Interruption.endGently()
    let runner = Runner(
      library, options: options(target, folder), cancellation: Interruption.cancellation,
      makeSystem: { try recorder.start(target) }, record: recorder.record)
    var failure: (any Error)?
    do {
      _ = try runner.run()
    } catch {
      // What was learnt so far is still worth a report.
      failure = error
    }
    timing.mark("start", at: recorder.started)
    timing.mark("plan", at: recorder.planned)
    timing.mark("execute")
    try finish(recorder, folder, failure, stoppedAtFailure: runner.stoppedAtFailure, &timing)
  }

  private func finish(
    _ recorder: RunRecorder, _ folder: RunFolder, _ failure: (any Error)?, stoppedAtFailure: Bool,
    _ timing: inout Timing
  ) throws {
    if let failure {
      if recorder.planned != nil { try? recorder.writeReports() }
      throw failure
    }
    try recorder.writeReports()
    timing.mark("report")
    let record = recorder.runRecord
    switch results.format.format {
    case .json: StandardOutput.write(String(decoding: try SummaryReport(record).encoded(), as: UTF8.self))
    case .text:
      let lines = ["Reports: \(folder.name)"] + SummaryText(record, isVerbose: results.verbose).lines
      StandardOutput.write(drawn: lines.text(color.style))
    }
    if results.timing { StandardError.write(timing.text) }
    throw ExitCode(ExitStatus(record, stoppedAtFailure: stoppedAtFailure).rawValue)
  }

  private var console: ConsoleView {
    let isData = results.format.format == .json
    let isTerminal = StandardOutput.isTerminal && !isData
    let style: Style = isData ? .plain : color.style
    return ConsoleView(
      medium: isTerminal ? .terminal : .plain, style: style,
      detail: .init(isQuiet: results.quiet, hasTraces: results.trace, isVerbose: results.verbose),
      width: { StandardOutput.width }, clock: monotonicSeconds,
      write: { text in isData ? StandardError.write(drawn: text) : StandardOutput.write(drawn: text) })
  }

  private func options(_ target: Target, _ folder: RunFolder) -> Runner.Options {
    let words = ["vfio-conform", "run"] + self.target.words + suites.words
    return Runner.Options(
      id: folder.id, program: VFIOConform.programVersion, commandLine: words + ["--"] + selection.words,
      machine: target.machine?.name, devices: target.devices, selector: selection.selector,
      required: self.target.require, keepsTraces: results.trace, stopsAtFailure: results.failFast)
  }
}

/// What a run leaves and shows.
struct ResultOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder for journal and reports (default: reports/TIME-BACKEND, with reports/latest leading to it).",
      valueName: "dir"))
  var output: String?

  @OptionGroup var reports: ReportOption
  @OptionGroup var format: FormatOption

  @Flag(help: "Show every call of every case, and keep them in the reports.")
  var trace = false

  @Flag(help: "Show only what went wrong, and the summary; calls of other cases go to the reports alone.")
  var quiet = false

  @Flag(help: "Say at length what the machine lacks for each case that is skipped.")
  var verbose = false

  @Flag(help: "Stop at the first case that does not end as expected.")
  var failFast = false

  @Flag(help: "Say where the time went.")
  var timing = false

  var report: [ReportRequest] { reports.report }
}
