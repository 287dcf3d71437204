import Documents
import Foundation
import Journal
import Reports
import SuiteModel

/// A user's own list of failures that are expected.
struct Baseline {
  let entries: [KnownDefect]
  /// The file, as a journal names it.
  let description: BaselineDescription

  /// - Throws: All that is wrong with the file: one wrong entry, and nothing is run.
  init(_ path: String, _ library: SuiteLibrary, on today: Day) throws {
    let text: String
    do {
      text = try TextFile.read(path)
    } catch {
      throw BaselineErrors([error], path)
    }
    var found: [Diagnostic]
    (entries, found) = KnownDefect.parseBaseline(text, file: path)
    found += DefectLint(library).diagnostics(entries, "the entry")
    found += Self.expired(entries, on: today)
    found += Self.clashes(entries, try SideFiles(library.folder).knownDefects())
    found += Self.strangers(entries, among: library.folder.machines)
    let warnings = found.filter { $0.severity == .warning }.map(\.description)
    let errors = BaselineErrors(found, path)
    guard errors.errors.diagnostics.isEmpty else { throw errors }
    StandardError.write(lines: warnings)
    description = BaselineDescription(file: path, checksum: Self.checksum(of: text))
  }

  /// What is expected on a machine. Each reason tells where the failure is followed up, and until when it is expected.
  ///
  /// - Parameter machine: The machine file's name; nil for the machine that the program runs on.
  func entries(for machine: String?) -> [KnownDefect] {
    entries.compactMap { entry in
      guard let terms = entry.terms, terms.apply(on: machine) else { return nil }
      var entry = entry
      entry.reason += " (until \(terms.expires), \(entry.evidence))"
      return entry
    }
  }

  static func checksum(of text: String) -> String {
    var hash = StableHash()
    hash.add(text)
    return hash.text
  }

  private static func expired(_ entries: [KnownDefect], on today: Day) -> [Diagnostic] {
    entries.compactMap { entry in
      guard let last = entry.terms?.expires, last < today else { return nil }
      return Diagnostic(
        "the entry '\(entry.id)' expired on \(last)", at: entry.location,
        hint: "remove it if the failure is gone, or give it a new day and say why")
    }
  }

  /// In reports a name has one meaning.
  private static func clashes(_ entries: [KnownDefect], _ defects: [KnownDefect]) -> [Diagnostic] {
    let known = Set(defects.map(\.id))
    return entries.filter { known.contains($0.id) }.map {
      Diagnostic(
        "a known defect of the suites is named '\($0.id)' too", at: $0.location, hint: "give the entry another name")
    }
  }

  /// A machine of somebody's own is no mistake; a slip of the pen would make the entry apply nowhere.
  private static func strangers(_ entries: [KnownDefect], among machines: [String]) -> [Diagnostic] {
    entries.flatMap { entry in
      (entry.terms?.machines ?? []).compactMap { machine in
        guard !(machines + [BaselineTerms.here]).contains(where: Glob(machine).matches) else { return nil }
        return Diagnostic(
          "the entry '\(entry.id)' is for a machine that is not among the suites' own: '\(machine)'",
          at: entry.location, hint: suggestion(for: machine, among: machines), severity: .warning)
      }
    }
  }
}

/// What is wrong with a baseline.
struct BaselineErrors: Error, CustomStringConvertible {
  let errors: DocumentErrors
  private let path: String

  init(_ found: [Diagnostic], _ path: String) {
    errors = DocumentErrors(found)
    self.path = path
  }

  var description: String { "\(counted(errors.diagnostics.count, "error")) in the baseline \(path)" }
}
