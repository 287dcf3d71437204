import Documents
import Foundation

/// The folder that holds suites, and all that they use.
package struct SuiteFolder: Sendable {
  /// Folders of `Suites/` that hold something other than suites.
  static let otherFolders: Set<String> = ["fixtures", "machines", "parents", "recipes", "requirements"]

  /// Folders that bear another name now. What lies in them is not read.
  static let formerFolders = ["devices": "recipes"]

  /// Files of `Suites/` itself.
  static let otherFiles: Set<String> = ["known-defects.yaml", "twin-exemptions.yaml"]

  /// Without a slash at its end.
  package let path: String
  private let listing: FolderListing

  /// - Parameter path: A folder given by name; without one, `Suites` is looked for beside the program, and in each
  ///   folder above the current one and above the program.
  package init(_ path: String? = nil) throws(SuiteLibraryError) {
    self.path = try Self.place(path)
    listing = FolderListing(self.path)
  }

  /// Where the folder is, without a look into it.
  package static func place(_ path: String?) throws(SuiteLibraryError) -> String {
    if let path {
      guard isFolder(path) else { throw SuiteLibraryError(path: path, problem: "there is no such folder") }
      return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
    let current = FileManager.default.currentDirectoryPath
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let around = ancestors(of: program).dropFirst()
    // Beside the program where it was built, and where it was installed.
    let candidates =
      (ancestors(of: current) + around).map { $0 + "/Suites" } + around.map { $0 + "/share/vfio-conform/Suites" }
    let found = candidates.first { isFolder($0 + "/fixtures") }
    guard let found else {
      throw SuiteLibraryError(path: "Suites", problem: "not found above \(current) nor above the program")
    }
    return found.hasPrefix(current + "/") ? String(found.dropFirst(current.count + 1)) : found
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

  static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  // MARK: Files

  /// All files, by their paths in the folder, sorted.
  package var allFiles: [String] { listing.files }

  /// The files of one kind, by their paths in the folder, sorted.
  func files(in folder: String) -> [String] { listing.files.filter { $0.hasPrefix(folder + "/") } }

  /// The files of suites, by their paths in the folder, sorted.
  func suiteFiles() -> [String] {
    listing.files.filter { file in
      guard let folder = Self.folder(of: file) else { return false }
      return !Self.otherFolders.contains(folder) && Self.formerFolders[folder] == nil
    }
  }

  private static func folder(of file: String) -> String? { file.firstIndex(of: "/").map { String(file[..<$0]) } }

  /// What lies in the folder and is not read.
  var strays: [Diagnostic] {
    let lost = listing.files.filter { !$0.contains("/") && !Self.otherFiles.contains($0) }
    let former = listing.files.compactMap { file in
      Self.folder(of: file).flatMap { Self.formerFolders[$0] }.map { (file: file, folder: $0) }
    }
    return listing.diagnostics
      + former.map { file, folder in
        Diagnostic(
          "this file is not read: the folder's name is '\(folder)' now",
          at: SourceLocation(file: "\(path)/\(file)"), hint: "move it to \(path)/\(folder)")
      }
      + lost.map { file in
        Diagnostic(
          "this file is not read: suites stand in folders",
          at: SourceLocation(file: "\(path)/\(file)"),
          hint: suggestion(for: file, among: Self.otherFiles) ?? "move it to the folder of its area")
      }
  }

  /// Whether there is such a file, of whatever kind.
  package func holds(_ file: String) -> Bool { listing.files.contains(file) }

  /// The names of the files of machines, sorted.
  package var machines: [String] {
    files(in: "machines").map { String($0.dropFirst("machines/".count).dropLast(".yaml".count)) }
  }

  package func read(_ file: String) throws(Diagnostic) -> String { try TextFile.read("\(path)/\(file)") }

  /// What a parser makes of a file, and what is wrong with it.
  ///
  /// - Parameter nothing: Stands for a file that cannot be read.
  package func parse<Content>(
    _ file: String, otherwise nothing: Content,
    _ parser: (_ text: String, _ file: String) -> (Content, [Diagnostic])
  ) -> (Content, [Diagnostic]) {
    do {
      return parser(try read(file), "\(path)/\(file)")
    } catch {
      return (nothing, [error])
    }
  }
}

/// Why suites cannot be read at all.
package struct SuiteLibraryError: Error, Sendable, Hashable, CustomStringConvertible {
  package var path: String
  package var problem: String

  package var description: String { "\(path): \(problem)" }
}
