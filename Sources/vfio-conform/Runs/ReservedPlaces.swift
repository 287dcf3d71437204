import Foundation
import Reports
import SuiteModel
import SystemPackage

/// The files and folders that a command reads, by the options that name them.
struct CommandInputs {
  var suites: String?
  var machine: String?
  var kernel: String?
  var modules: String?
  var baseline: String?
  /// Journals of runs.
  var journals: [String] = []
}

/// Places where no report may go: what the command reads, and what runs have left.
struct ReservedPlaces {
  /// The folder whose reports the command may write; nil for one that writes no reports of one run.
  private var own: FilePath?
  private let suites: FilePath?
  /// Folders with a kernel or its modules.
  private let kernels: [FilePath]
  private let journals: [FilePath]
  /// What is at single places.
  private var roles: [FilePath: String] = [:]

  /// - Parameters:
  ///   - inputs: What the command reads.
  ///   - folder: The folder whose reports the command may write.
  init(_ inputs: CommandInputs, own folder: String? = nil) {
    own = folder.flatMap(Self.resolved)
    suites = (try? SuiteFolder.place(inputs.suites)).flatMap(Self.resolved)
    kernels = [inputs.kernel, inputs.modules].compactMap { $0.flatMap(Self.resolved) }
    for (path, role) in [
      (inputs.machine, "the machine file"), (inputs.kernel, "the kernel"), (inputs.baseline, "the baseline"),
    ] {
      if let place = path.flatMap(Self.resolved) { roles[place] = role }
    }
    journals = inputs.journals.compactMap(Self.resolved)
    for journal in inputs.journals { roles[FilePath(journal)] = "the journal of a run" }
    for journal in journals { roles[journal] = "the journal of a run" }
  }

  /// From here on the command may write the reports of a folder.
  mutating func open(_ folder: String) { own = Self.resolved(folder) }

  /// What is at a place, where no report may be there.
  ///
  /// - Parameter place: An absolute path without links.
  func role(of place: FilePath) -> String? {
    if let role = roles[place] { return role }
    let name = place.lastComponent?.string ?? ""
    if let suites, place.starts(with: suites), name.hasSuffix(".yaml") { return "a file of the suites in \(suites)" }
    if let tree = kernels.first(where: { place != $0 && place.starts(with: $0) }), Self.isOfKernel(name) {
      return "a file of the kernel in \(tree)"
    }
    // Suites and machine files of others are written by hand, and no report is one.
    if name.hasSuffix(".yaml"), FileManager.default.fileExists(atPath: place.string) { return "a YAML file" }
    return roleInRun(place)
  }

  /// What is in a folder, where no command may keep its output there.
  func role(ofFolder path: String) -> String? {
    guard let place = Self.resolved(path) else { return nil }
    if journals.contains(where: { $0.removingLastComponent() == place }) { return "the folder of a run that is read" }
    if let suites, place.starts(with: suites) { return "a folder of the suites in \(suites)" }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: place.string)) ?? []
    return files.contains { $0.hasSuffix(".yaml") } ? "a folder with YAML files" : nil
  }

  /// What a run has at a place. The folder that is nearest above it is the one that counts.
  private func roleInRun(_ place: FilePath) -> String? {
    var folder = place.removingLastComponent()
    while true {
      if let files = FolderLock.files(in: folder) {
        var path = place
        guard path.removePrefix(folder) else { return nil }
        if RunFolder.isOwn(path.string) { return "a file of the run in \(folder) itself" }
        guard folder != own else { return nil }
        // A page of several runs may lie beside the reports of one.
        let isReport = files.contains(path.string) || own != nil && path.components.count == 1
        return isReport ? "in the folder of another run, \(folder)" : nil
      }
      guard folder.removeLastComponent() else { return nil }
    }
  }

  /// Whether a file of a kernel's build tree, or of a folder of modules, is one that a guest is made of.
  private static func isOfKernel(_ name: String) -> Bool {
    name.hasPrefix("modules.") || name.contains(".ko") || name.hasSuffix("Image") || name.hasPrefix("vmlinu")
  }

  private static func resolved(_ path: String) -> FilePath? { try? FilePath(path).resolved() }
}
