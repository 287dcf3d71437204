import Documents
import Foundation

/// What lies in a folder of suites, whatever it is, bounded.
struct FolderListing {
  /// Files of all kinds in one folder of suites, and their bytes in all.
  static let maximumFiles = 10_000
  static let maximumBytes = 64 << 20

  /// Files whose names end with `.yaml`, by their paths in the folder, sorted. They may be anything but folders.
  private(set) var files: [String] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(_ path: String) {
    var bytes = 0
    for name in Self.allEntries(of: path) {
      let file = "\(path)/\(name)"
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      let type = attributes?[.type] as? FileAttributeType
      bytes += type == .typeRegular ? attributes?[.size] as? Int ?? 0 : 0
      guard files.count < Self.maximumFiles, bytes <= Self.maximumBytes else {
        files = []
        diagnostics = [
          Diagnostic(
            "the folder holds more than \(Self.maximumFiles) files or \(Self.maximumBytes >> 20) MiB",
            at: SourceLocation(file: path), hint: "name the folder of suites with --suites")
        ]
        return
      }
      add(name, type, in: path)
    }
    files.sort()
  }

  private mutating func add(_ name: String, _ type: FileAttributeType?, in path: String) {
    let place = SourceLocation(file: "\(path)/\(name)")
    if type == .typeSymbolicLink, name.contains("/"), SuiteFolder.isFolder("\(path)/\(name)") {
      diagnostics.append(
        Diagnostic("this is a link to a folder, which is not followed", at: place, hint: "move the folder here"))
    } else if name.hasSuffix(".yaml") {
      files.append(name)
    } else if name.lowercased().hasSuffix(".yml") || name.lowercased().hasSuffix(".yaml") {
      diagnostics.append(
        Diagnostic("this file is not read: its name does not end with '.yaml'", at: place, hint: "rename it"))
    }
  }

  /// The paths of all that lies in the folder, and in the folders that its own links lead to: areas may be shared so.
  private static func allEntries(of path: String) -> [String] {
    entries(of: path).flatMap { name in
      let file = "\(path)/\(name)"
      let isLink = !name.contains("/") && (try? FileManager.default.destinationOfSymbolicLink(atPath: file)) != nil
      return isLink ? [name] + entries(of: file).map { "\(name)/\($0)" } : [name]
    }
  }

  /// The paths of all that lies in a folder and is not hidden, not many more than are allowed.
  private static func entries(of path: String) -> [String] {
    // To the enumerator a link to a folder is not a folder.
    let folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let entries = FileManager.default.enumerator(atPath: folder) else { return [] }
    var names: [String] = []
    while let name = entries.nextObject() as? String, names.count <= maximumFiles * 2 {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      if !isHidden { names.append(name) }
    }
    return names
  }
}
