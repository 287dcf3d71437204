import Documents
import Foundation
import SeededNumbers
import Testing
import Yams

@testable import SuiteModel

/// A text whose keys are out of order, and what becomes of it.
struct Formatting: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var text: String
  var formatted: String

  init(_ name: String, _ text: String, _ formatted: String) {
    testDescription = name
    self.text = text
    self.formatted = formatted
  }

  /// The same for the steps of a fixture.
  static func steps(_ name: String, _ text: String, _ formatted: String) -> Formatting {
    let head = "fixture: f\ntitle: t\nsteps:\n"
    return Formatting(name, head + text, head + formatted)
  }

  static let table = [
    steps("block", "  - on: x\n    ioctl: 7\n", "  - ioctl: 7\n    on: x\n"),
    steps(
      "all keys of a step",
      """
        - because: it is so
          when: n > 1
          repeat: 3
          for: { at: [1, 2] }
          unchanged-from: 16
          out: { returned: 1 }
          returns: 0
          as: info
          process: child
          room: 64
          in: { argsz: 16 }
          on: fd
          ioctl: VFIO_DEVICE_GET_INFO

      """,
      """
        - ioctl: VFIO_DEVICE_GET_INFO
          on: fd
          in: { argsz: 16 }
          room: 64
          process: child
          as: info
          returns: 0
          out: { returned: 1 }
          unchanged-from: 16
          for: { at: [1, 2] }
          repeat: 3
          when: n > 1
          because: it is so

      """),
    steps(
      "the steps of a group come last", "  - steps:\n      - close: x\n    for: { x: [1] }\n",
      "  - for: { x: [1] }\n    steps:\n      - close: x\n"),
    steps(
      "a process and its steps", "  - spawn: p\n    steps: []\n    gid: 1\n    uid: 2\n",
      "  - spawn: p\n    uid: 2\n    gid: 1\n    steps: []\n"),
    steps("flow", "  - { with: { a: 1 }, use: f }\n", "  - { use: f, with: { a: 1 } }\n"),
    steps(
      "flow over lines", "  - { as-bytes: true,\n      as: \"a\",  read-file: '/x,}' }\n",
      "  - { read-file: '/x,}',\n      as-bytes: true,  as: \"a\" }\n"),
    steps(
      "flow in block", "  - as: m\n    mmap: { fd: f, length: 4KiB }\n",
      "  - mmap: { length: 4KiB, fd: f }\n    as: m\n"),
    steps(
      "quotes that open nothing", "  - { because: it's a \"word\", close: f }\n",
      "  - { close: f, because: it's a \"word\" }\n"),
    steps(
      "comments go with what they stand above",
      """
        # of the step
        - on: x  # behind a key

          # of the ioctl
          ioctl: 7
          # at the end

        # of the next
        - close: x

      """,
      """
        # of the step

        # of the ioctl
        - ioctl: 7
          # at the end
          on: x  # behind a key

        # of the next
        - close: x

      """),
    steps(
      "text of several lines",
      "  - data: |\n      a\n      # no comment\n\n      b\n    write-file: \"a\\\n      b\"\n",
      "  - write-file: \"a\\\n      b\"\n    data: |\n      a\n      # no comment\n\n      b\n"),
    steps(
      "steps in steps",
      "  - steps:\n    - steps:\n      - returns: 1\n        drain: e\n      when: a\n    repeat: 2\n  - as: b\n    dup: c\n",
      "  - repeat: 2\n    steps:\n    - when: a\n      steps:\n      - drain: e\n        returns: 1\n  - dup: c\n    as: b\n"
    ),
    steps("without an end of line", "  - as: b\n    dup: c", "  - dup: c\n    as: b"),
    steps("lines of another system", "  - as: b\r\n    dup: c\r\n", "  - dup: c\r\n    as: b\r\n"),
    steps(
      "a dash in a line of its own", "  -\n    as: b\n    dup: c\n  -\n    close: c\n",
      "  -\n    dup: c\n    as: b\n  -\n    close: c\n"),
    steps("letters of any width", "  - { because: ‘ä𝄞’, close: f }\n", "  - { close: f, because: ‘ä𝄞’ }\n"),
    steps(
      "quotes in quotes", "  - { because: 'it''s, b: \"', read-file: \"f\\\", \" }\n",
      "  - { read-file: \"f\\\", \", because: 'it''s, b: \"' }\n"),
    Formatting(
      "the keys of a fixture", "# first\nsteps: []\nparameters: { b: 1, a: 2 }\n\ntitle: t\nfixture: f\n",
      "# first\nfixture: f\n\ntitle: t\nparameters: { b: 1, a: 2 }\nsteps: []\n"),
  ]
}

@Test(arguments: Formatting.table) func keysArePutInOrder(_ row: Formatting) throws {
  let formatter = Formatter(.fixture, file: "f.yaml")
  #expect(try formatter.format(row.text) == row.formatted)
  #expect(try formatter.format(row.formatted) == row.formatted, "once is enough")
}

@Test func casesAndSuitesHaveAnOrderToo() throws {
  let text = """
    title: t
    cases:
      # the only one
      - steps: []
        covers: [A-001]
        title: t
        case: c
    setup: []
    tags: [x]
    suite: a.b
    """
  #expect(
    try Formatter(.suite, file: "b.yaml").format(text) == """
      suite: a.b
      title: t
      tags: [x]
      setup: []
      cases:
        # the only one
        - case: c
          title: t
          covers: [A-001]
          steps: []
      """)
}

@Test func lintTellsWhatIsOutOfOrder() throws {
  #expect(
    try lint(steps: "{ as: a, eventfd: 0, because: it is }, { drain: a }") == [
      "a/b.yaml:6:7: style: the keys of a step stand in the order as, eventfd, because; "
        + "expected eventfd, as, because; run 'vfio-conform lint --fix'"
    ])
}

@Test(arguments: [
  ("{ as: b, dup: c, oops: 1 }", "unknown key 'oops' in a step"),
  ("{ as: b, dup: c", "expected ',' or '}', found something else"),
  ("{ as: b, # why\n  dup: c }", "the keys cannot be put in order without a risk to what the file says"),
  ("? as\n    : b\n    ? dup\n    : c", "the keys cannot be put in order without a risk to what the file says"),
]) func filesThatMightLoseSomethingAreRefused(_ step: String, _ complaint: String) {
  let text = "fixture: f\ntitle: t\nsteps:\n  - \(step)\n"
  let problem = #expect(throws: Diagnostic.self) { try Formatter(.fixture, file: "f.yaml").format(text) }
  #expect(problem?.message == complaint)
}

/// Each file of the repository with the entries of all its mappings that have an order shuffled, put in order again.
@Test func shuffledSuitesSayTheSame() throws {
  let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let folder = try SuiteFolder(repository.appendingPathComponent("Suites").path)
  var generator = Seeded(seed: 8)
  var shuffled = 0
  for kind in SuiteFileKind.allCases {
    for file in folder.files(of: kind) {
      let text = try folder.read(file)
      let formatter = Formatter(kind, file: file)
      let ordered = try formatter.format(text)
      #expect(ordered == text, "\(file) is in order")
      // Written anew, as neither comments nor styles matter here.
      let isOfNamedEntries = [.knownDefects, .twinExemptions].contains(kind)
      let disorder = try Yams.serialize(node: shuffle(root(text), isOfNamedEntries, with: &generator))
      let restored = try formatter.format(disorder)
      #expect(kind.content(of: restored, file: file).diagnostics.isEmpty, "\(file)")
      #expect(words(try root(restored)) == words(try root(text)), "\(file) says something else")
      shuffled += 1
    }
  }
  #expect(shuffled > 200)
}

/// The keys whose values are mappings in any order, which means something.
private let free: Set<String> = [
  "needs", "in", "out", "for", "with", "let", "parameters", "match", "facts", "fails", "returns", "value", "limits",
]

/// - Parameter isOfNamedEntries: Whether the node maps names to what has keys in order.
private func shuffle(_ node: Node, _ isOfNamedEntries: Bool = false, with generator: inout Seeded) -> Node {
  switch node {
  case .scalar, .alias: return node
  case .sequence(let sequence): return .sequence(Node.Sequence(sequence.map { shuffle($0, with: &generator) }))
  case .mapping(let mapping):
    var pairs: [(Node, Node)] = []
    for (key, value) in mapping {
      let name = key.string ?? ""
      let isFree = free.contains(name) && !isOfNamedEntries
      pairs.append(
        (key, isFree ? value : shuffle(value, ["operations", "types", "devices"].contains(name), with: &generator)))
    }
    if !isOfNamedEntries { pairs.shuffle(using: &generator) }
    return .mapping(Node.Mapping(pairs))
  }
}

private func root(_ text: String) throws -> Node { try YAMLText(text, file: "f.yaml").root() }

/// All that a file says, in order, with the brackets that hold it together.
private func words(_ node: Node) -> [String] {
  switch node {
  case .scalar(let scalar): [scalar.string]
  case .alias: ["*"]
  case .sequence(let sequence): ["["] + sequence.flatMap(words) + ["]"]
  case .mapping(let mapping): ["{"] + mapping.flatMap { words($0.key) + words($0.value) } + ["}"]
  }
}

// MARK: Folders

@Test func filesOfAFolderAreFormatted() throws {
  let root = FileManager.default.temporaryDirectory.appendingPathComponent("format-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: root) }
  let disorder = "title: t\nfixture: NAME\nsteps: []\n"
  let files = [
    "Suites/fixtures/one.yaml": disorder.replacingOccurrences(of: "NAME", with: "one"),
    "Suites/fixtures/broken.yaml": "title: t\nfixture: broken\nsteps: [\n",
    "Suites/fixtures/notes.txt": disorder,
    "Suites/requirements/con.yaml": "title: t\narea: CON\nrequirements: []\n",
    "Suites/requirements/unreachable.yaml": "CON-001: no machine can show it\n",
    "Suites/known-defects.yaml": "d: { reason: r, evidence: e, shows: [{ warns: w }], cases: [a.b/c] }\n",
    "elsewhere/b.yaml": "title: t\nsuite: shared.b\ncases: []\n",
    "linked.yaml": disorder.replacingOccurrences(of: "NAME", with: "two"),
  ]
  for (name, text) in files {
    let file = root.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  let suites = root.appendingPathComponent("Suites").path
  let manager = FileManager.default
  try manager.createSymbolicLink(atPath: suites + "/fixtures/two.yaml", withDestinationPath: "../../linked.yaml")
  try manager.createSymbolicLink(atPath: suites + "/shared", withDestinationPath: "../elsewhere")

  let (formatted, diagnostics) = try SuiteFolder(suites).formatted()
  #expect(
    formatted == [
      FormattedFile(path: suites + "/fixtures/one.yaml", text: "fixture: one\ntitle: t\nsteps: []\n"),
      FormattedFile(path: suites + "/requirements/con.yaml", text: "area: CON\ntitle: t\nrequirements: []\n"),
      FormattedFile(
        path: suites + "/known-defects.yaml",
        text: "d: { cases: [a.b/c], shows: [{ warns: w }], reason: r, evidence: e }\n"),
    ])
  #expect(
    diagnostics.map { $0.location.file.replacingOccurrences(of: suites + "/", with: "") + ": " + $0.message } == [
      "shared/b.yaml: this file is not rewritten: it is reached by a link",
      "fixtures/broken.yaml: did not find expected node content",
      "fixtures/two.yaml: this file is not rewritten: it is reached by a link",
    ])
}
