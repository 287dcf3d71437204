import ArgumentParser
import Journal
import Reports

struct MergeCommand: ParsableCommand, Judging {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Makes one run of the shards of a run.",
    discussion: """
        vfio-conform run --shard 1/2 --output shard-1
        vfio-conform run --shard 2/2 --output shard-2
        vfio-conform merge shard-1 shard-2 --output whole
            the journal and all reports, as of one run

      Shards that differ in program, suites, kernel, machine or plan are refused.
      The whole is incomplete unless every shard is there, ended well, and each case
      of the plan is in just one of them.

      Exit codes are those of 'run'.
      """)

  @Argument(
    help: ArgumentHelp("The folders of the shards, or their events.jsonl.", valueName: "run"), completion: .directory)
  var runs: [String]

  @Option(
    help: ArgumentHelp("The folder for journal and reports (default: reports/TIME-merged).", valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var reports: ReportOption
  @OptionGroup var format: FormatOption
  @OptionGroup var color: ColorOption

  @Flag(help: "Say at length what the machine lacks for each case that was skipped.")
  var verbose = false

  func run() throws {
    let folder = try RunFolder(
      output: output, backend: "merged", reports: reports.report,
      inputs: CommandInputs(journals: runs.map(KeptRun.journalPath)))
    let events: [Event]
    do {
      if let problem = folder.reports.problems.first { throw problem }
      let parts = try runs.map { ShardMerge.Part(name: $0, journal: try KeptRun($0).journal) }
      events = try ShardMerge(parts, id: folder.id).events
    } catch {
      try VFIOConform.afterwards(error) { try folder.conclude(failure: VFIOConform.reason(for: error)) }
    }
    do {
      for event in events { try folder.journal.append(event) }
    } catch {
      let record = RunRecord(events, incomplete: VFIOConform.reason(for: error))
      try VFIOConform.afterwards(error) { try folder.conclude(record, journal: events) }
    }
    let record = RunRecord(events)
    try folder.conclude(record, journal: events)
    try show(record, folder)
    throw ExitCode(ExitStatus(record).rawValue)
  }

  private func show(_ record: RunRecord, _ folder: RunFolder) throws {
    if format.format == .json { return try printJSON(SummaryReport(record)) }
    let text = (["Reports: \(folder.path)"] + SummaryText(record, isVerbose: verbose).lines).text(color.style)
    folder.reports.useStandardOutput ? StandardError.write(drawn: text) : StandardOutput.write(drawn: text)
  }
}
