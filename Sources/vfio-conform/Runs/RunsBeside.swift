import Foundation
import Reports
import SystemPackage

/// The runs that lie beside one, in the same folder.
enum RunsBeside {
  /// Runs that are looked at, the latest by name: a run's folder is named by its time.
  private static let limit = 60

  /// - Parameter folder: Of the run, which is not among them.
  static func beside(_ folder: String) -> [PastRun] {
    guard let own = try? FilePath(folder).resolved() else { return [] }
    let parent = own.removingLastComponent()
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: parent.string)) ?? []).filter {
      $0 != own.lastComponent?.string && "\(parent)/\($0)" != FilePath(RunFolder.latest).absolute
    }
    return names.sorted().suffix(limit).compactMap { PastRun(summary: "\(parent)/\($0)/summary.json") }
  }
}

extension FilePath {
  /// The path from the root, as it was written.
  fileprivate var absolute: String { FilePath(FileManager.default.currentDirectoryPath).pushing(self).string }
}
