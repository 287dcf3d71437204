import Foundation
import Testing

@testable import SuiteModel

private func suite(_ name: String, tag: String, covers id: String) -> String {
  "suite: \(name)\ntitle: t\ntags: [\(tag)]\ncases: [{ case: c, title: t, covers: [\(id)], steps: [{ close: 3 }] }]\n"
}

private let files = [
  "type1/map.yaml": suite("type1.map", tag: "dma", covers: "T1-001"),
  "type1/unmap.yaml": suite("type1.unmap", tag: "dma", covers: "T1-002"),
  "type10/map.yaml": suite("type10.map", tag: "slow", covers: "T10-001"),
  "new/first.yaml": suite("new.first", tag: "slow", covers: "NEW-001"),
  "broken/first.yaml": "suite: [",
  "requirements/new.yaml": """
  area: NEW
  title: t
  planned: nobody has written it
  present: [/dev/new]
  requirements: [{ id: NEW-001, severity: must, do: a, outcome: b }]
  """,
]

struct SuiteFilterTests {
  /// `new.first` is always read, since reports tell what of a planned area no case covers.
  @Test(
    arguments: [
      (["type1"], [], [], ["new.first", "type1.map", "type1.unmap"]),
      (["type1.map"], [], [], ["new.first", "type1.map"]),
      (["type1.map/c"], [], [], ["new.first", "type1.map"]),
      (["type1.map/absent[at=1]"], [], [], ["new.first", "type1.map"]),
      (["type1.m*"], [], [], ["new.first", "type1.map"]),
      (["*/c"], [], [], ["new.first", "type1.map", "type1.unmap", "type10.map"]),
      (["t*[at=4KiB]"], [], [], ["new.first", "type1.map", "type1.unmap", "type10.map"]),
      (["type1.map", "type10"], [], [], ["new.first", "type1.map", "type10.map"]),
      (["absent"], [], [], ["new.first"]),
      ([], ["dma"], [], ["new.first", "type1.map", "type1.unmap"]),
      ([], [], ["T1-002"], ["new.first", "type1.unmap"]),
      ([], [], ["T1-0*", "T10-001"], ["new.first", "type1.map", "type1.unmap", "type10.map"]),
      (["type1.map"], [], ["T1-002"], ["new.first"]),
    ] as [([String], [String], [String], [String])])
  func isRead(patterns: [String], tags: [String], requirements: [String], suites: [String]) throws {
    let library = try read(SuiteFilter(patterns: patterns, tags: tags, requirements: requirements))
    #expect(library.suites.map(\.name).sorted() == suites)
    #expect(!library.isWhole)
  }

  @Test func aMistakeInASuiteThatIsNotMeantIsNotFound() throws {
    #expect(try read(SuiteFilter(patterns: ["type1"], tags: [], requirements: [])).diagnostics.isEmpty)
    #expect(try !read(SuiteFilter(patterns: ["broken.first"], tags: [], requirements: [])).diagnostics.isEmpty)
    #expect(try !read(nil).diagnostics.isEmpty)
  }

  private func read(_ filter: SuiteFilter?) throws -> SuiteLibrary {
    try SuiteFiles(files).reading { SuiteLibrary($0, filter) }
  }

  @Test(arguments: [
    ("abc", ["c"], true), ("abc", ["bd", "ab"], true), ("aab", ["ab"], true), ("ab", ["abc"], false),
    ("", ["a"], false),
    ("abc", [""], true), ("abc", [], false), ("ab\u{e9}", ["\u{e9}"], true),
  ])
  func holds(text: String, parts: [String], result: Bool) { #expect(text.holds(anyOf: parts) == result) }
}

/// Files of a folder of suites, which is there while it is read.
struct SuiteFiles {
  private let files: [String: String]

  init(_ files: [String: String]) { self.files = files }

  func reading<Result>(_ body: (SuiteFolder) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/suites-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (name, text) in files {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try body(try SuiteFolder(path))
  }
}
