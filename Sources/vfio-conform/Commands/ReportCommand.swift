import ArgumentParser
import Foundation
import Reports
import Runner

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Makes reports of a run from its journal, also of one that was killed.",
    discussion: """
        vfio-conform report
            the last run, as text
        vfio-conform report reports/latest --report junit-ant=ant.xml
            as JUnit for readers made for Ant
      """)

  @Argument(help: ArgumentHelp("The folder of a run, or its events.jsonl.", valueName: "run"))
  var folder = "reports/latest"

  @OptionGroup var reports: ReportOption

  func run() throws {
    let journal = try RunFolder.journal(of: folder)
    let record = RunRecord(journal)
    for request in reports.report { try request.write(record, journal: journal.events) }
    if reports.report.isEmpty { StandardOutput.write(TextReport(record).text) }
  }
}
