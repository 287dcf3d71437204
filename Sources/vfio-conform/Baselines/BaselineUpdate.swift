import Journal
import Reports
import Runner
import SuiteModel

/// What a run changes in a baseline: entries for what failed, and none for what passed.
struct BaselineUpdate {
  /// As a unified diff; empty where nothing changes.
  let diff: String
  /// What a person has to see to, a sentence each.
  private(set) var notes: [String] = []

  private let file: BaselineFile

  init(_ record: RunRecord, _ file: BaselineFile, _ library: SuiteLibrary) {
    self.file = file
    var edits = LineEdits(file.lines, isEnded: file.text.isEmpty || file.text.hasSuffix("\n"))
    var notes: [String] = []
    let passes = Passes(record, library)
    for entry in file.entries { Self.mend(entry, in: file, passes, &edits, &notes) }
    let failures = Failures(record, library)
    let names = Set(file.entries.map(\.id) + ((try? SideFiles(library.folder).knownDefects()) ?? []).map(\.id))
    let added = failures.entries(avoiding: names)
    if !added.isEmpty { edits.append(added.enumerated().flatMap { $0 == 0 && file.text.isEmpty ? $1 : [""] + $1 }) }
    diff = edits.unified(file.exists ? file.path : "/dev/null", file.path)
    self.notes = notes + failures.notes
  }

  /// Takes out of an entry what passed.
  private static func mend(
    _ entry: KnownDefect, in file: BaselineFile, _ passes: Passes, _ edits: inout LineEdits, _ notes: inout [String]
  ) {
    let rest = passes.rest(of: entry)
    notes += rest.notes
    guard rest.cases != entry.cases else { return }
    if rest.cases.isEmpty {
      edits.replace(file.lines(of: entry), with: [])
    } else if let lines = file.caseLines(of: entry) {
      edits.replace(lines, with: ["  cases:"] + rest.cases.map { "    - \($0.inYAML)" })
    } else {
      let names = passes.instances(of: entry).sorted().joined(separator: ", ")
      notes.append("the entry '\(entry.id)' names cases that pass: \(names)")
    }
  }
}

extension String {
  /// The text in quotes, as YAML and JSON have them.
  var inYAML: String {
    let escaped = unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"", "\\": "\\" + String(scalar)
      case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
        "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }.joined()
    return "\"\(escaped)\""
  }
}
