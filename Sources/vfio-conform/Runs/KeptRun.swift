import Documents
import Foundation
import Journal
import Reports
import SystemPackage

/// A run that left its journal.
struct KeptRun {
  /// Of the journal.
  let path: String
  let journal: JournalContents
  let record: RunRecord

  /// Where the journal is.
  var folder: String { FilePath(path).removingLastComponent().string }

  /// Where the journal of a run is, be it there or not.
  static func journalPath(of name: String) -> String {
    name.hasSuffix(".jsonl") ? name : name + "/" + RunFolder.journalName
  }

  /// The runs in the folder in which one is looked for.
  private static func beside(_ name: String) -> [String] {
    let parent = FilePath(name).removingLastComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.isEmpty ? "." : parent.string)) ?? []
    return names.map { parent.appending($0).string }.filter {
      FileManager.default.fileExists(atPath: journalPath(of: $0))
    }
  }

  /// Reads a journal, and complains of each damaged line.
  ///
  /// - Parameter name: The folder of the run, or the journal itself.
  init(_ name: String) throws {
    path = Self.journalPath(of: name)
    guard FileManager.default.fileExists(atPath: path) else {
      let why =
        name == RunFolder.latest
        ? "a run that goes on, or was killed, is named by its folder" : suggestion(for: name, among: Self.beside(name))
      throw CommandFailure("there is no journal \(path)\(why.map { "; \($0)" } ?? "")", .usage)
    }
    journal = try JournalContents(path: path)
    record = RunRecord(journal)
    var lines = journal.damage.map { "vfio-conform: \(path):\($0.line): \($0.reason)" }
    let more = journal.damagedLines - lines.count
    if more > 0 { lines.append("vfio-conform: \(path): \(more) more lines are damaged") }
    StandardError.write(lines: lines)
  }
}
