import Foundation
import MachineModel
import SuiteModel

/// The files of a folder of suites that say what is known of kernels, of the simulator, and of machines.
struct SideFiles {
  private let folder: SuiteFolder

  init(_ folder: SuiteFolder) { self.folder = folder }

  /// What kernels are known to do wrong.
  func knownDefects() throws -> [KnownDefect] { try read("known-defects.yaml", KnownDefect.parse) }

  /// Where the simulator and a kernel may differ.
  func twinExemptions() throws -> [TwinExemption] { try read("twin-exemptions.yaml", TwinExemption.parse) }

  /// All that is wrong with these files.
  func diagnostics() throws -> [Diagnostic] {
    parse("known-defects.yaml", KnownDefect.parse).diagnostics
      + parse("twin-exemptions.yaml", TwinExemption.parse).diagnostics + machineDiagnostics()
  }

  private func machineDiagnostics() -> [Diagnostic] {
    MachinesFolder(folder).names.compactMap { name in
      do {
        _ = try MachinesFolder(folder).load(name)
        return nil
      } catch let error as MachineFileError {
        let location = SourceLocation(file: error.file, line: max(1, error.line), column: max(1, error.column))
        return Diagnostic(error.message, at: location, hint: error.hint)
      } catch {
        return nil
      }
    }
  }

  private func read<Entry>(_ name: String, _ parser: (String, String) -> ([Entry], [Diagnostic])) throws -> [Entry] {
    let (entries, diagnostics) = parse(name, parser)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw SuiteErrors(errors) }
    return entries
  }

  /// Nothing where the folder has no such file.
  private func parse<Entry>(
    _ name: String, _ parser: (String, String) -> ([Entry], [Diagnostic])
  ) -> (entries: [Entry], diagnostics: [Diagnostic]) {
    let path = "\(folder.path)/\(name)"
    guard let data = FileManager.default.contents(atPath: path) else { return ([], []) }
    let (entries, diagnostics) = parser(String(decoding: data, as: UTF8.self), path)
    return (entries, diagnostics)
  }
}
