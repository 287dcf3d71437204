import Foundation
import Subprocess
import Testing

/// What a target imports is what `Package.swift` says that it depends on: no more, and no less.
@Suite struct ImportTests {
  /// What comes with the toolchain.
  private static let toolchain: Set = ["Dispatch", "Foundation", "Glibc", "Synchronization", "Testing"]

  @Test func everyImportIsDeclaredAndEveryDependencyIsImported() async throws {
    let manifest = try await Manifest()
    for target in manifest.targets where target.type != "system" {
      let declared = Set(target.dependencies.map(\.name))
      let imported = try target.imports()
      #expect(imported.subtracting(Self.toolchain).subtracting(declared) == [], "\(target.name) does not declare these")
      // A test declares the program that it starts, and imports nothing of it.
      let programs = manifest.targets.filter { $0.type == "executable" }.map(\.name)
      #expect(declared.subtracting(programs).subtracting(imported) == [], "\(target.name) imports none of these")
    }
  }

  /// No other package builds on this one.
  @Test func nothingIsPublic() async throws {
    for target in try await Manifest().targets where target.type != "system" {
      let lines = try target.lines().filter { $0.contains("public ") }
      let declarations = lines.filter { $0.contains(/^ *(?:@?\w+ )*public \w/) }
      #expect(declarations == [], "\(target.name)")
    }
  }

  @Test func everyPackageIsUsed() async throws {
    let manifest = try await Manifest()
    let used = Set(manifest.targets.flatMap(\.dependencies).compactMap(\.package).map { $0.lowercased() })
    #expect(used == Set(manifest.packages))
  }

  /// Who reads a journal needs nothing that a run needs, and the suites do not tell what a report is.
  @Test func reportsKnowTheJournalAlone() async throws {
    let manifest = try await Manifest()
    let own = Set(manifest.targets.map(\.name))
    func dependencies(_ name: String) -> Set<String> {
      Set(manifest.targets.first { $0.name == name }?.dependencies.map(\.name) ?? []).intersection(own)
    }
    #expect(dependencies("Journal") == [])
    #expect(dependencies("Reports") == ["Journal"])
  }
}

/// Package.swift, as the package manager reads it.
private struct Manifest: Decodable {
  var packages: [String]
  var targets: [Target]

  struct Target: Decodable {
    var name: String
    /// `regular`, `executable`, `test` or `system`.
    var type: String
    var path: String?
    var dependencies: [Dependency]
  }

  struct Dependency: Decodable {
    /// Of a target, or of a product and of its only module.
    var name: String
    /// The package that the product is of; nil for a target of this package.
    var package: String?

    private enum CodingKeys: String, CodingKey { case byName, product }

    init(from decoder: any Decoder) throws {
      let object = try decoder.container(keyedBy: CodingKeys.self)
      let key: CodingKeys = object.contains(.product) ? .product : .byName
      var parts = try object.nestedUnkeyedContainer(forKey: key)
      name = try parts.decode(String.self)
      package = key == .product ? try parts.decode(String.self) : nil
    }
  }

  private struct Package: Decodable {
    struct Source: Decodable { var identity: String }
    var sourceControl: [Source]
  }

  private enum CodingKeys: String, CodingKey { case dependencies, targets }

  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    packages = try object.decode([Package].self, forKey: .dependencies).flatMap(\.sourceControl).map(\.identity)
    targets = try object.decode([Target].self, forKey: .targets)
  }

  static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized

  /// In a folder of its own: the package manager that runs the tests holds the other.
  init() async throws {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("manifest-\(UUID())")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outcome = try await run(
      .name("swift"),
      arguments: [
        "package", "--package-path", Self.root.path, "--scratch-path", scratch.path, "dump-package",
      ],
      output: .data(limit: 1 << 20), error: .string(limit: 1 << 16))
    try #require(outcome.terminationStatus.isSuccess, "\(outcome.standardError)")
    self = try JSONDecoder().decode(Manifest.self, from: outcome.standardOutput)
  }
}

extension Manifest.Target {
  private static var root: URL { Manifest.root }

  /// The modules that its files import.
  func imports() throws -> Set<String> {
    try lines().filter { $0.contains("import ") }.reduce(into: []) { modules, line in
      if let match = line.wholeMatch(of: /(?:@?\w+ )*import (?:(?:struct|class|enum|func|var|let) )?(\w+)[\w.]*/) {
        modules.insert(String(match.1))
      }
    }
  }

  /// The lines of its files.
  func lines() throws -> [Substring] {
    let folder = Self.root.appendingPathComponent(path ?? (type == "test" ? "Tests/\(name)" : "Sources/\(name)"))
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
    let sources = files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    try #require(!sources.isEmpty, "\(name) has no files")
    return try sources.flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n") }
  }
}
