import ArgumentParser
import Foundation
import Reports
import Runner
import Simulator
import SuiteModel

/// What a shell completes: the names that the suites of the command line have. Whatever is wrong, there are no words.
extension CompletionKind {
  /// Suites, areas and cases; behind a bracket, instances.
  static let cases = names { library, prefix in
    let entries = CaseEntry.all(in: library)
    let stem = prefix.prefix { $0 != "[" }
    guard stem == prefix else {
      return entries.filter { $0.id == stem }.flatMap { $0.outlines.map(\.planned.id) }
    }
    let areas = Set(library.suites.map { String($0.name.prefix { $0 != "." }) })
    return areas.sorted() + library.suites.map(\.name) + entries.map(\.id)
  }

  static let requirements = names { library, _ in library.requirements().requirements.keys.sorted() }

  static let tags = names { library, _ in
    Set(library.suites.flatMap { suite in suite.tags + suite.cases.flatMap(\.tags) }).sorted()
  }

  static let machines = CompletionKind.custom { words, _, prefix in
    guard let folder = try? SuiteFolder(suites(words)) else { return [] }
    return matching(prefix, MachinesFolder(folder).names)
  }

  /// Versions of the simulator, and files.
  static let kernels = CompletionKind.custom { _, _, prefix in
    matching(prefix, KernelProfile.series.map(\.description)) + files(prefix)
  }

  private static func names(_ names: @escaping @Sendable (SuiteLibrary, String) -> [String]) -> CompletionKind {
    .custom { words, _, prefix in
      guard let folder = try? SuiteFolder(suites(words)) else { return [] }
      return matching(prefix, names(SuiteLibrary(folder), prefix))
    }
  }

  /// The folder that `--suites` names.
  private static func suites(_ words: [String]) -> String? {
    words.lastIndex(of: "--suites").flatMap { words.dropFirst($0 + 1).first }
  }

  private static func matching(_ prefix: String, _ names: [String]) -> [String] {
    names.filter { $0.hasPrefix(prefix) }
  }

  private static func files(_ prefix: String) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return matching(prefix, names.sorted().map { folder + $0 })
  }
}
