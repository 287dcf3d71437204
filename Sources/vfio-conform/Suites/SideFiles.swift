import Documents
import MachineModel
import Runner
import SuiteModel

/// The files of a folder of suites beside the suites: known defects, exemptions of the twin, and machines.
struct SideFiles {
  private let folder: SuiteFolder

  init(_ folder: SuiteFolder) { self.folder = folder }

  /// What kernels are known to do wrong.
  func knownDefects() throws -> [KnownDefect] { try read("known-defects.yaml", KnownDefect.parse) }

  /// Where the simulator and a kernel may differ.
  func twinExemptions() throws -> [TwinExemption] { try read("twin-exemptions.yaml", TwinExemption.parse) }

  /// All that is wrong with these files, and with what they say of suites, where all of these were read.
  func diagnostics(_ library: SuiteLibrary) -> [Diagnostic] {
    let (defects, damage) = parse("known-defects.yaml", KnownDefect.parse)
    let (exemptions, otherDamage) = parse("twin-exemptions.yaml", TwinExemption.parse)
    let mistakes = damage + otherDamage + machineDiagnostics()
    guard library.isWhole else { return mistakes + defects.flatMap { $0.lint() } }
    let names = CaseNames(library)
    return mistakes + DefectLint(library).diagnostics(defects, "the defect")
      + exemptions.flatMap { names.unknown($0.cases, of: "the exemption '\($0.id)'", at: $0.location) }
  }

  private func machineDiagnostics() -> [Diagnostic] {
    folder.machines.parallelMap { Machine.read(path: "\(folder.path)/machines/\($0).yaml").diagnostics }.flatMap(\.self)
  }

  private func read<Entry>(_ name: String, _ parser: (String, String) -> ([Entry], [Diagnostic])) throws -> [Entry] {
    let (entries, diagnostics) = parse(name, parser)
    guard !diagnostics.contains(where: { $0.severity == .error }) else { throw SuiteErrors(diagnostics, folder) }
    return entries
  }

  /// Nothing where the folder has no such file.
  private func parse<Entry>(
    _ name: String, _ parser: (String, String) -> ([Entry], [Diagnostic])
  ) -> (entries: [Entry], diagnostics: [Diagnostic]) {
    folder.holds(name) ? folder.parse(name, otherwise: [], parser) : ([], [])
  }
}
