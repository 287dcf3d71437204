import Foundation
import Journal
import Reports

/// A run that left its journal.
struct KeptRun {
  let path: String
  let journal: JournalContents
  let record: RunRecord

  /// Reads a journal, and complains of each line of it that is none.
  ///
  /// - Parameter name: The folder of the run, or the journal itself.
  init(_ name: String) throws {
    path = name.hasSuffix(".jsonl") ? name : name + "/" + RunFolder.journalName
    guard FileManager.default.fileExists(atPath: path) else {
      let why = name == RunFolder.latest ? "; a run that goes on, or was killed, is named by its folder" : ""
      throw CommandFailure("there is no journal \(path)\(why)", .usage)
    }
    journal = try JournalContents(path: path)
    record = RunRecord(journal)
    var lines = journal.damage.map { "vfio-conform: \(path):\($0.line): \($0.reason)" }
    let more = journal.damagedLines - lines.count
    if more > 0 { lines.append("vfio-conform: \(path): \(more) more lines are damaged") }
    StandardError.write(lines: lines)
  }
}
