import Documents
import Foundation
import Testing

@testable import SuiteModel

// What a run refuses, lint finds before.

private func expect(_ found: [String], _ expected: [String], _ place: Testing.SourceLocation = #_sourceLocation) {
  #expect(found == expected, sourceLocation: place)
}

private func fixture(_ name: String, _ steps: String) -> [String: String] {
  ["fixtures/\(name).yaml": "fixture: \(name)\ntitle: t\nsteps: [\(steps)]"]
}

@Test func fixturesThatUseThemselvesAreRefused() throws {
  let soundness = "{ close: 1 }"
  let end = "such steps never end; remove this one"
  expect(
    try lint(steps: soundness, other: fixture("ring", "{ use: ring }")),
    [
      "fixtures/ring.yaml:3:11: error: the fixture 'ring' uses itself; \(end)"
    ])
  let pair = fixture("left", "{ steps: [{ use: right }] }").merging(fixture("right", "{ use: left }")) { $1 }
  expect(
    try lint(steps: "{ use: left }", other: pair),
    [
      "fixtures/left.yaml:3:21: error: the fixture 'right' uses itself through the fixture 'left'; \(end)",
      "fixtures/right.yaml:3:11: error: the fixture 'left' uses itself through the fixture 'right'; \(end)",
    ])
  let operation = fixture("again", "{ let: { device_fd: 3 } }, { operate: spin }").merging([
    "recipes/top.yaml":
      "device: top\ntitle: t\nmatch: { id: 1 }\noperations: { spin: { title: t, steps: [{ use: again }] } }"
  ]) { $1 }
  expect(
    try lint(steps: soundness, other: operation),
    [
      "fixtures/again.yaml:3:38: error: the operation 'spin' uses itself through the fixture 'again'; \(end)",
      "recipes/top.yaml:4:43: error: the fixture 'again' uses itself through the operation 'spin'; \(end)",
    ])
}

@Test func fixturesInOneAnotherHaveABottom() throws {
  func chain(_ count: Int) -> [String: String] {
    (0..<count).reduce(into: fixture("f\(count)", "{ close: 1 }")) { files, index in
      files.merge(fixture("f\(index)", "{ use: f\(index + 1) }")) { $1 }
    }
  }
  expect(try lint(steps: "{ use: f0 }", other: chain(30)), [])
  expect(
    try lint(steps: "{ use: f0 }", other: chain(31)),
    [
      "a/b.yaml:5:13: error: the case 'c' has steps in steps more than 32 deep, through fixtures; make fewer fixtures of them"
    ])
}

@Test(arguments: [
  ("{ close: 1 / 0 }", "6:16: error: division by zero"),
  ("{ close: page / (2 - 2) }", nil),
  ("{ close: page + 1 % 0 }", "6:23: error: division by zero"),
  ("{ close: 1 << 127 }", "6:16: error: a shift by 127 bits, expected 0 to 126"),
  ("{ expect: '\"a\" + 1 == 2' }", "6:18: error: '+' takes numbers, found text and a number"),
  ("{ expect: '\"a\"' }", "6:18: error: expected a condition, found text"),
  ("{ close: 1, when: list() }", "6:25: error: expected a condition, found a list"),
  ("{ close: '\"x\"' }", "6:17: error: expected a number, found text"),
  ("{ close: device }", "6:16: error: expected a number, found a record"),
  ("{ close: kernel }", "6:16: error: expected a number, found a version"),
  ("{ sleep: arch }, { close: 1 }", "6:16: error: expected a number, found text"),
  ("{ sleep: page }, { close: 1 }", nil),
  ("{ poke: 0, data: 7 }", "6:24: error: expected bytes, found a number"),
  (
    "{ let: { x: 'match(\"a\", \"(\" + \"b\")' } }, { close: 1 }",
    "6:31: error: the regular expression is wrong: a '(' is not closed"
  ),
  (
    "{ repeat: 2000, steps: [{ close: 1, repeat: 2000 }] }",
    "5:13: error: the case 'c' does more than 2000000 steps; repeat less"
  ),
  ("{ repeat: 2000, steps: [{ close: 1, repeat: 2000, when: page > 1 }] }", nil),
])
func whatHasNoValueAnywhereIsRefused(steps: String, expected: String?) throws {
  expect(try lint(steps: steps), expected.map { ["a/b.yaml:\($0)"] } ?? [])
}

@Test(arguments: [
  ("{ a: [1, 2, 1] }", "4:22: error: the value 1 is listed twice; keep one of them"),
  (
    "{ a: ['bytes(5000, 0)'] }",
    "4:17: error: the value is too large to stand in the name of an instance; take a number, and make the value of it in a step"
  ),
  (
    "{ a: [\((0..<70).map(String.init).joined(separator: ","))], b: [\((0..<70).map(String.init).joined(separator: ","))] }",
    "4:218: error: more than 4096 combinations of values; make two cases of it, or take fewer values"
  ),
])
func parametersThatNoPlanHoldsAreRefused(parameters: String, expected: String) throws {
  let suite =
    "suite: a.b\ntitle: t\ncases: [{ case: c, title: t, covers: [CON-001],\n    for: \(parameters),\n    steps: [{ close: 1 }] }]"
  expect(try lint(["a/b.yaml": suite]), ["a/b.yaml:\(expected)"])
}

@Test(arguments: ["366 * 24 * 3600s", "-1", "0", "100000s"]) func aTimeOfACallIsBounded(time: String) throws {
  let suite =
    "suite: a.b\ntitle: t\ncases: [{ case: c, title: t, covers: [CON-001], timeout: \(time), steps: [{ close: 1 }] }]"
  let message = "a/b.yaml:3:58: error: expected a time, found '\(time)'; times are 20ms or 2s, up to an hour"
  expect(try lint(["a/b.yaml": suite]), [message])
}

@Test func conditionsOfDefectsAreHeldAgainstWhatThereIs() throws {
  let (defects, diagnostics) = KnownDefect.parse(
    "a: { cases: [x], kernel: kernal < 6, shows: [{ warns: w }], reason: r, evidence: e }\nb: { cases: [x], kernel: vendor == 1, shows: [{ warns: w }], reason: r, evidence: e }",
    file: "d.yaml")
  #expect(diagnostics == [])
  #expect(
    defects.flatMap { $0.lint() }.map(\.description) == [
      "d.yaml:1:26: error: 'kernal' is not bound here; did you mean 'kernel'?",
      "d.yaml:2:26: error: 'vendor' is not bound here; names here are arch, backend, kernel, page; "
        + "text is written '\"vendor\"'",
    ])
}

private let sameEverywhere =
  "this condition is the same on every kernel; "
  + "compare with 'kernel', such as kernel >= 6.1 && kernel < 6.6, or leave it out"

private let nowhere = "this condition holds on no kernel that there are cases for: these begin with 6.1"
private let everywhere =
  "this condition holds on every kernel that there are cases for: these begin with 6.1; "
  + "say up to which kernel, or leave it out"

private let conditions: [(condition: String, complaint: String?)] = [
  ("\"false\"", sameEverywhere), ("1", sameEverywhere), ("kernel > 99", nowhere),
  ("kernel < 6.1 && kernel > 6.2", nowhere), ("kernel < 6.1", nowhere), ("kernel <= 5.15", nowhere),
  ("kernel >= 0", everywhere), ("kernel >= 6.1", everywhere), ("kernel != 5.10", everywhere),
  ("kernel < 6.6 || kernel >= 6.6", everywhere), ("page > 0", everywhere), ("kernel > 6.1", nil),
  ("kernel < 6.1.5", nil), ("arch == \"vax\"", nowhere), ("kernel >= 6.1.150 && kernel < 6.1.151", nil),
  ("kernel > 7.4 && arch == \"ppc64le\"", nil), ("page > 4KiB", nil), ("\"!kernel.has_device_inodes\"", nil),
]

/// A condition that says nothing excuses everywhere or nowhere, and nobody sees it.
@Test(arguments: conditions.indices) func conditionsOfDefectsHoldSomewhereAndNotEverywhere(index: Int) {
  let (condition, complaint) = conditions[index]
  let (defects, diagnostics) = KnownDefect.parse(
    "a: { cases: [x], kernel: \(condition), shows: [{ warns: w }], reason: r, evidence: e }", file: "d.yaml")
  #expect(diagnostics == [])
  let found = defects.flatMap { $0.lint() }.map { diagnostic in
    [diagnostic.message, diagnostic.hint].compactMap(\.self).joined(separator: "; ")
  }
  #expect(found == [complaint].compactMap(\.self))
}

@Test(arguments: [
  "{ step: open x, got: \"*\" }", "{ warns: \"* *\" }", "{ number: 1, warns: w }", "{ with: a=1, lost: true }",
]) func whatShowsADefectTellsItFromOthers(symptom: String) {
  let (_, diagnostics) = KnownDefect.parse(
    "a: { cases: [x], shows: [\(symptom)], reason: r, evidence: e }", file: "d.yaml")
  #expect(diagnostics.count == 1)
}

// MARK: Files

@Test func whatIsNoFileOfTextIsSaidAndNotWaitedFor() throws {
  let root = FileManager.default.temporaryDirectory.path + "/files-\(UUID().uuidString)"
  defer { try? FileManager.default.removeItem(atPath: root) }
  try FileManager.default.createDirectory(atPath: root + "/a/folder.yaml", withIntermediateDirectories: true)
  mkfifo(root + "/a/fifo.yaml", 0o600)
  symlink("loop.yaml", root + "/a/loop.yaml")
  symlink("nowhere", root + "/a/dangling.yaml")
  symlink("/dev/zero", root + "/a/zero.yaml")
  symlink("..", root + "/a/up")
  let texts: [(String, [UInt8])] = [
    ("a/short.yml", []), ("a/loud.YAML", []), ("known-defect.yaml", []), ("a/.hidden.yml", []), ("a/README.md", []),
    ("a/latin.yaml", [0x61, 0xe9]), ("a/nul.yaml", [0x61, 0]), ("a/bom.yaml", [0xef, 0xbb, 0xbf, 0x61]),
    ("a/utf16.yaml", [0xff, 0xfe, 0x61, 0]), ("a/large.yaml", [UInt8](repeating: 0x61, count: 1 << 20 + 1)),
    ("a/deep.yaml", [UInt8](repeating: 0x5b, count: 1 << 20)),
    ("a/dashes.yaml", Array(String(repeating: "- ", count: 1 << 19).utf8)), ("a/empty.yaml", []),
  ]
  for (name, bytes) in texts { try Data(bytes).write(to: URL(fileURLWithPath: "\(root)/\(name)")) }
  let found = SuiteLibrary(try SuiteFolder(root)).lint().map {
    $0.description.replacingOccurrences(of: root + "/", with: "")
  }
  let tooDeep = "too many brackets or lists in one another; make several suites of it"
  #expect(
    found == [
      "a/bom.yaml:1:1: error: the file begins with a byte order mark; save it as UTF-8 without one",
      "a/dangling.yaml:1:1: error: the file cannot be opened: No such file or directory",
      "a/dashes.yaml:1:1999: error: \(tooDeep)", "a/deep.yaml:1:1: error: \(tooDeep)",
      "a/empty.yaml:1:1: error: the file is empty",
      "a/fifo.yaml:1:1: error: this is a FIFO, not a file of text; it is not read",
      "a/folder.yaml:1:1: error: this is a directory, not a file of text; it is not read",
      "a/large.yaml:1:1: error: the file is larger than 1 MiB",
      "a/latin.yaml:1:1: error: the file is not UTF-8 text; save it as UTF-8",
      "a/loop.yaml:1:1: error: the file cannot be opened: Too many levels of symbolic links",
      "a/loud.YAML:1:1: error: this file is not read: its name does not end with '.yaml'; rename it",
      "a/nul.yaml:1:1: error: the file is not UTF-8 text; save it as UTF-8",
      "a/short.yml:1:1: error: this file is not read: its name does not end with '.yaml'; rename it",
      "a/up:1:1: error: this is a link to a folder, which is not followed; move the folder here",
      "a/utf16.yaml:1:1: error: the file is not UTF-8 text; save it as UTF-8",
      "a/zero.yaml:1:1: error: this is a device, not a file of text; it is not read",
      "known-defect.yaml:1:1: error: this file is not read: suites stand in folders; did you mean 'known-defects.yaml'?",
    ])
}

/// The folder itself may be a link, however its name ends, and so may an area in it.
@Test(arguments: ["", "/"]) func aFolderOfSuitesMayBeALink(ending: String) throws {
  let files = FileManager.default
  let root = NSTemporaryDirectory() + "linked-\(UUID().uuidString)"
  defer { try? files.removeItem(atPath: root) }
  try files.createDirectory(atPath: root + "/there/areas/a", withIntermediateDirectories: true)
  try files.createDirectory(atPath: root + "/suites/b", withIntermediateDirectories: true)
  for (place, name) in [("there/areas/a", "a.c"), ("suites/b", "b.c")] {
    try Data("suite: \(name)\ntitle: t\ncases: []".utf8).write(to: URL(fileURLWithPath: "\(root)/\(place)/c.yaml"))
  }
  symlink("../there/areas/a", root + "/suites/a")
  symlink("suites", root + "/link")
  let library = SuiteLibrary(try SuiteFolder(root + "/link" + ending))
  #expect(library.suites.map(\.name) == ["a.c", "b.c"])
  #expect(library.suites.map(\.location.file) == [root + "/link/a/c.yaml", root + "/link/b/c.yaml"])
}
