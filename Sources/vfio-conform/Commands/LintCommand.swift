import ArgumentParser
import Runner
import Simulator
import SuiteModel

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Checks suites, fixtures, recipes, requirements and machine files, without running anything.",
    discussion: """
        vfio-conform lint
            all files of the folder Suites: FILE:LINE:COLUMN and a hint for each mistake
        vfio-conform lint --suites my/suites --format json
            another folder, for an editor

      Ends with 2 where there is an error; warnings alone are no reason.
      """)

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let library = SuiteLibrary(try suites.folder())
    var found = Set(library.lint() + SideFiles(library.folder).diagnostics(library.suites))
    if !found.contains(where: { $0.severity == .error }) { found.formUnion(try needless(library)) }
    let diagnostics = found.sorted { ($0.location, $0.message) < ($1.location, $1.message) }
    let errors = diagnostics.count { $0.severity == .error }
    switch format.format {
    case .json: try printJSON(diagnostics.map(LintEntry.init))
    case .text: print(diagnostics, errors: errors, library)
    }
    if errors > 0 { throw ExitCode(ExitStatus.usage.rawValue) }
  }

  /// Cases that pass on every kind of machine that the folder has, even where its kernel has no VFIO.
  private func needless(_ library: SuiteLibrary) throws -> [Diagnostic] {
    let check = AbsenceCheck(try Library(library))
    let cases = try MachinesFolder(library.folder).all().flatMap { machine in
      try check.passing { SimulatedSystem(machine: machine, profile: TargetOptions.defaultProfile.withoutVFIO) }
    }
    return Set(cases).map {
      Diagnostic(
        "the case '\($0.name)' passes where there is no VFIO", at: $0.location,
        hint: "say in 'needs' what it cannot do without, such as 'modules: [vfio]'")
    }
  }

  private func print(_ diagnostics: [Diagnostic], errors: Int, _ library: SuiteLibrary) {
    let cases = library.suites.reduce(0) { $0 + $1.cases.count }
    let warnings = diagnostics.count - errors
    let sum =
      "\(cases) cases in \(library.suites.count) suites: \(errors) error\(errors == 1 ? "" : "s"), "
      + "\(warnings) warning\(warnings == 1 ? "" : "s")"
    StandardOutput.write(lines: diagnostics.map(\.description) + [sum])
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
