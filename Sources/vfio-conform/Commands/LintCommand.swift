import ArgumentParser
import Documents
import Foundation
import Reports
import Runner
import Simulator
import SuiteModel

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Checks suites, fixtures, recipes, requirements and machine files, and touches no system.",
    discussion: """
        vfio-conform lint
            all files of the folder Suites: place and hint of each mistake
        vfio-conform lint --suites my/suites --format json
            another folder, for an editor
        vfio-conform lint --fix
            puts the keys of each file in order, changes nothing else,
            and then checks all files

      Ends with 2 if there is an error or a fault of style. A fault of style does
      not hinder a run. Warnings alone end it with 0.
      """)

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  @Flag(help: "Put the keys of suites, fixtures and recipes in order. A file with an error is left as it is.")
  var fix = false

  func run() throws {
    let folder = try suites.folder()
    let refused = fix ? format(folder) : []
    let library = SuiteLibrary(folder)
    var found = Set(refused + library.lint() + SideFiles(library.folder).diagnostics(library))
    if !found.contains(where: { $0.severity == .error }) { found.formUnion(try needless(library)) }
    let diagnostics = found.sorted { ($0.location, $0.message) < ($1.location, $1.message) }
    if fix { tellWhatIsLeft(diagnostics) }
    let errors = diagnostics.count { $0.severity != .warning }
    switch format.format {
    case .json: try printJSON(diagnostics.map(LintEntry.init))
    case .text: print(diagnostics, library)
    }
    if errors > 0 { throw ExitCode(ExitStatus.usage.rawValue) }
  }

  /// Puts keys in order, and says which files that changed; the answer is what was not to be done.
  private func format(_ folder: SuiteFolder) -> [Diagnostic] {
    var (files, refused) = folder.formatted()
    for file in files {
      do {
        // The file is there whole at each moment, and as accessible as before.
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        try Data(file.text.utf8).write(to: URL(fileURLWithPath: file.path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: mode ?? 0o644], ofItemAtPath: file.path)
        StandardError.write(lines: ["\(file.path): keys put in order"])
      } catch {
        let place = SourceLocation(file: file.path)
        refused.append(Diagnostic("the file cannot be written: \(error.localizedDescription)", at: place))
      }
    }
    return refused
  }

  private func tellWhatIsLeft(_ diagnostics: [Diagnostic]) {
    let files = Set(diagnostics.filter { $0.severity == .style }.map(\.location.file)).sorted()
    let again = ShellWord.command(["vfio-conform", "lint", "--fix"] + suites.words)
    StandardError.write(lines: files.map { "\($0): left as it is: correct its errors, and run '\(again)' again" })
  }

  /// Cases that pass on every kind of machine that the folder has, even where its kernel has no VFIO.
  private func needless(_ library: SuiteLibrary) throws -> [Diagnostic] {
    let check = AbsenceCheck(try RunnableLibrary(library))
    let cases = try MachinesFolder(library.folder).all().flatMap { machine in
      try check.passing { SimulatedSystem(machine: machine, profile: TargetOptions.defaultProfile.withoutVFIO) }
    }
    return Set(cases).map {
      Diagnostic(
        "the case '\($0.name)' passes where there is no VFIO", at: $0.location,
        hint: "say in 'needs' what it cannot do without, such as 'modules: [vfio]'")
    }
  }

  private func print(_ diagnostics: [Diagnostic], _ library: SuiteLibrary) {
    let cases = library.suites.reduce(0) { $0 + $1.cases.count }
    func count(_ severity: Diagnostic.Severity) -> Int { diagnostics.count { $0.severity == severity } }
    let faults = count(.style)
    var sum = [counted(count(.error), "error"), counted(count(.warning), "warning")]
    if faults > 0 { sum.insert(counted(faults, "fault") + " of style", at: 1) }
    StandardOutput.write(
      lines: diagnostics.map(\.description)
        + ["\(cases) cases in \(library.suites.count) suites: \(sum.joined(separator: ", "))"])
  }
}

/// A complaint as `lint --format json` prints it.
private struct LintEntry: Encodable {
  var file: String
  var line: Int
  var column: Int
  var severity: String
  var message: String
  var hint: String?

  init(_ diagnostic: Diagnostic) {
    file = diagnostic.location.file
    line = diagnostic.location.line
    column = diagnostic.location.column
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
    hint = diagnostic.hint
  }
}
