import ArgumentParser
import Foundation
import Journal
import Reports
import SuiteModel
import SystemPackage

struct CompareCommand: AsyncParsableCommand, Judging {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two runs, or runs the same cases on two kernels and compares them.",
    discussion: """
        vfio-conform compare reports/before reports/after
            regressions, fixes, new and missing cases, other errnos and values,
            and what became slower
        vfio-conform compare before after --format markdown --output comment.md
            for a merge request
        vfio-conform compare --kernel 6.1 --kernel 6.12 type1
            runs an area on the simulator as both versions first
        vfio-conform compare --backend guest --kernel old/bzImage --modules old/modules --kernel new/bzImage --modules new/modules
            runs every suite on two kernels of your own first

      A regression is a case that does not end as expected and did before, or was
      not there or skipped. Ends with 1 where there is one, with 3 where a run is
      incomplete, with 4 where no case ran in both, and with 0 otherwise.
      """)

  @Argument(
    help: ArgumentHelp(
      "The old and the new run: folders, or their events.jsonl. With --kernel: which cases, as for 'run'.",
      valueName: "run"), completion: .directory)
  var words: [String] = []

  @OptionGroup(title: "Kernels To Run") var kernels: KernelPair

  @Option(help: ArgumentHelp("How many times longer a case takes to be slower.", valueName: "factor"))
  var slower = 2.0

  @Option(
    help: ArgumentHelp("How to print it (default: text, or what the name of the output tells).", valueName: "format"))
  var format: ComparisonFormat?

  @Option(help: ArgumentHelp("Write it to this file instead of printing it.", valueName: "path"), completion: .file())
  var output: String?

  @OptionGroup var suites: SuitesOption
  @OptionGroup var color: ColorOption

  func validate() throws {
    guard slower >= 1 else { throw ValidationError("--slower takes a number of at least 1") }
    guard kernels.isGiven || words.count == 2 else {
      throw ValidationError("it takes two runs, the old one first, or --kernel twice")
    }
  }

  func run() async throws {
    let format = format ?? output.flatMap(ComparisonFormat.init(ofFile:)) ?? .text
    let places = kernels.isGiven ? [] : words.map(KeptRun.journalPath)
    let sink = try output.map { path in
      try ReportSink(
        path,
        reserved: ReservedPlaces(CommandInputs(suites: suites.suites, journals: places)).role)
    }
    let runs = try await (kernels.isGiven ? kernels.run(words, suites) : words).map { try KeptRun($0) }
    let comparison = RunComparison(runs[0].record, runs[1].record, slowerBy: slower)
    if let sink {
      try sink.write(try format.encode(comparison, .plain))
      StandardOutput.write(lines: [comparison.summaryText])
    } else {
      let style = format == .text ? color.style : .plain
      StandardOutput.write(drawn: String(decoding: try format.encode(comparison, style), as: UTF8.self))
    }
    throw ExitCode(ExitStatus(comparison).rawValue)
  }
}

/// How a comparison is shown.
enum ComparisonFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case markdown
  case html

  func encode(_ comparison: RunComparison, _ style: Style) throws -> Data {
    switch self {
    case .text: Data(ComparisonText(comparison).lines.text(style).utf8)
    case .json: try ComparisonReport(comparison).encoded()
    case .html: Data(ComparisonPage(comparison).html.utf8)
    case .markdown: Data(ComparisonMarkdown(comparison).text.utf8)
    }
  }
}

extension ExitStatus {
  init(_ comparison: RunComparison) {
    if !comparison.gaps.isEmpty {
      self = .incomplete
    } else if !comparison.changes(.regression).isEmpty {
      self = .unexpected
    } else {
      self = comparison.compared == 0 ? .nothingRan : .asExpected
    }
  }
}

/// Two kernels on which the same cases are to be run.
struct KernelPair: ParsableArguments {
  @Option(
    help: ArgumentHelp("A kernel, as for 'run'; given twice, the old one first.", valueName: "kernel"),
    completion: .kernels)
  var kernel: [String] = []

  @Option(
    help: ArgumentHelp("A guest's modules; given twice, in the order of the kernels.", valueName: "dir"),
    completion: .directory)
  var modules: [String] = []

  @Option(help: ArgumentHelp("sim or guest (default: sim).", valueName: "backend"))
  var backend: Backend?

  @Option(
    help: ArgumentHelp("The machine of both; see 'vfio-conform machines'.", valueName: "machine"), completion: .machines
  )
  var machine: String?

  var isGiven: Bool { !kernel.isEmpty }

  func validate() throws {
    guard isGiven else {
      let stray = !modules.isEmpty ? "--modules" : backend != nil ? "--backend" : machine != nil ? "--machine" : nil
      if let stray { throw ValidationError("\(stray) is for --kernel, which names what is run") }
      return
    }
    guard kernel.count == 2 else { throw ValidationError("--kernel is given twice, the old one first") }
    guard modules.isEmpty || modules.count == 2 else {
      throw ValidationError("--modules is given twice, in the order of the kernels, or not at all")
    }
    if backend == .local { throw ValidationError("this machine has one kernel: run on each, and compare the runs") }
  }

  /// Runs the cases on both; the folders of the runs.
  func run(_ selectors: [String], _ suites: SuitesOption) async throws -> [String] {
    // Nobody wants to hear of the second after the first was run.
    for kernel in kernel { try check(kernel) }
    let parent = try RunFolder.makeNew("compare")
    let folders = ["old", "new"].map { "\(parent)/\($0)" }
    for (index, folder) in folders.enumerated() {
      try await run(kernel[index], modules.isEmpty ? nil : modules[index], selectors, suites, in: folder)
    }
    return folders
  }

  private func check(_ kernel: String) throws {
    guard backend == .guest else {
      _ = try TargetOptions.profile(kernel)
      return
    }
    guard FileManager.default.fileExists(atPath: kernel) else {
      throw CommandFailure("there is no \(kernel), which --kernel names", .usage)
    }
  }

  private func run(
    _ kernel: String, _ modules: String?, _ selectors: [String], _ suites: SuitesOption, in folder: String
  ) async throws {
    var words = ["--kernel", kernel, "--output", folder, "--quiet", "--trace", "--aside"]
    if let backend { words += ["--backend", backend.rawValue] }
    if let modules { words += ["--modules", modules] }
    if let machine { words += ["--machine", machine] }
    do {
      try await RunCommand.parse(words + suites.words + ["--"] + selectors).run()
    } catch let code as ExitCode where code.rawValue != ExitStatus.usage.rawValue {
      // Its journal tells the rest, but for a person who wants no second run.
      guard !Interruption.cancellation.isCancelled else { throw code }
    }
  }
}
