import Foundation

/// The folder that holds suites, and all that they use.
public struct SuiteFolder: Sendable, Hashable {
  /// Folders of `Suites/` that hold something other than suites.
  static let otherFolders: Set<String> = ["fixtures", "devices", "machines", "parents", "profiles", "requirements"]

  /// Without a slash at its end.
  public var path: String

  /// - Parameter path: A folder given by name; without one, `Suites` is looked for beside the program, and in each
  ///   folder above the current one and above the program.
  public init(_ path: String? = nil) throws(SuiteLibraryError) {
    if let path {
      guard Self.isFolder(path) else { throw SuiteLibraryError(path: path, problem: "there is no such folder") }
      self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      return
    }
    let current = FileManager.default.currentDirectoryPath
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let candidates = Self.ancestors(of: current) + Self.ancestors(of: program).dropFirst()
    let found = candidates.lazy.map { $0 + "/Suites" }.first { Self.isFolder($0 + "/fixtures") }
    guard let found else {
      throw SuiteLibraryError(path: "Suites", problem: "not found above \(current) nor above the program")
    }
    self.path = found.hasPrefix(current + "/") ? String(found.dropFirst(current.count + 1)) : found
  }

  /// The folder itself and each folder above it, without slashes at their ends.
  private static func ancestors(of path: String) -> [String] {
    var ancestors: [String] = []
    var rest = path[...]
    while !rest.isEmpty {
      ancestors.append(rest.hasSuffix("/") ? String(rest.dropLast()) : String(rest))
      rest = rest.lastIndex(of: "/").map { rest[..<$0] } ?? ""
    }
    return ancestors
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  // MARK: Files

  /// The files of one kind, by their paths in the folder, sorted.
  func files(in folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: "\(path)/\(folder)")?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }.sorted()
  }

  /// The files of suites, by their paths in the folder, sorted.
  func suiteFiles() -> [String] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let folders = entries.filter { !$0.hasPrefix(".") && !Self.otherFolders.contains($0) }
    return folders.filter { Self.isFolder("\(path)/\($0)") }.flatMap(files).sorted()
  }

  /// The text of a file, or what hinders reading it.
  func read(_ file: String) -> Result<String, Diagnostic> {
    let name = "\(path)/\(file)"
    let location = SourceLocation(file: name, line: 1, column: 1)
    guard let handle = FileHandle(forReadingAtPath: name) else {
      return .failure(Diagnostic("the file cannot be opened", at: location))
    }
    do {
      // One byte more than is allowed tells a file that is too large.
      let data = try handle.read(upToCount: YAMLText.maximumBytes + 1) ?? Data()
      guard let text = String(data: data, encoding: .utf8) else {
        return .failure(Diagnostic("the file is not UTF-8 text", at: location))
      }
      return .success(text)
    } catch {
      return .failure(Diagnostic("the file cannot be read", at: location))
    }
  }
}

/// Why suites cannot be read at all.
public struct SuiteLibraryError: Error, Sendable, Hashable, CustomStringConvertible {
  public var path: String
  public var problem: String

  public var description: String { "\(path): \(problem)" }
}
