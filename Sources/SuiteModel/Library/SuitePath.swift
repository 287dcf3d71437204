import Foundation

extension SuiteFolder {
  /// The name that a file's place asks for: `type1.map` for `type1/map.yaml`.
  static func suiteName(ofFile path: String) -> String {
    path.dropLast(".yaml".count).split(separator: "/").joined(separator: ".")
  }

  /// The suite (`type1.map`) or the folder of suites (`type1`, all of them `*`) that a path leads to, from the current
  /// folder or from the folder of suites; nil for a path that leads to none.
  package func suiteName(ofPath path: String) -> String? {
    guard path.contains("/") || path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return nil }
    let root = URL(fileURLWithPath: self.path).resolvingSymlinksInPath().standardizedFileURL.pathComponents
    for base in [FileManager.default.currentDirectoryPath, self.path] {
      let url = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: base, isDirectory: true))
      guard FileManager.default.fileExists(atPath: url.path) else { continue }
      let components = url.resolvingSymlinksInPath().standardizedFileURL.pathComponents
      guard components.starts(with: root) else { continue }
      let names = Array(components.dropFirst(root.count))
      guard let area = names.first else { return "*" }
      guard !Self.otherFolders.contains(area), let last = names.last else { continue }
      let stem = last.hasSuffix(".yaml") ? String(last.dropLast(".yaml".count)) : last
      return (names.dropLast() + [stem]).joined(separator: ".")
    }
    return nil
  }
}
