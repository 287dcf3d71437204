import ArgumentParser
import Foundation
import Reports

struct ReportCommand: ParsableCommand, Judging {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Makes reports of a run from its journal, also of one that was killed.",
    discussion: """
        vfio-conform report
            the last run, as text
        vfio-conform report reports/latest --report junit-ant=ant.xml
            as JUnit in the form that Ant writes
        vfio-conform report reports/latest --report html=run.html
            as a page for a browser, with the runs beside it

      Ends as the run did: with 0, 1 or 4, and with 3 if the journal is not complete.
      """)

  @Argument(help: ArgumentHelp("The folder of a run, or its events.jsonl.", valueName: "run"), completion: .directory)
  var folder = "reports/latest"

  @OptionGroup var reports: ReportOption

  func run() throws {
    let run = try KeptRun(folder)
    let reserved = ReservedPlaces(CommandInputs(journals: [run.path]), own: run.folder)
    let written = ReportSet(reports.report, reserved: reserved.role, history: { RunsBeside.beside(run.folder) })
    if let problem = written.problems.first { throw problem }
    try written.conclude(run.record, journal: run.journal.events)
    if written.isEmpty { StandardOutput.write(TextReport(run.record).text) }
    throw ExitCode(ExitStatus(run.record).rawValue)
  }
}
