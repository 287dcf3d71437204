import Journal
import SuiteModel
import SystemCalls
import Testing
import VFIOInterface

@testable import Runner

@Suite struct TwinTests {
  private static let cases = """
      - case: status
        title: T
        steps:
          - open: /dev/vfio/1
          - { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, as: status }
    """

  /// A system whose group status has these flags.
  private static func system(flags: UInt64, error: Errno? = nil) -> FakeSystem {
    let system = FakeSystem.twoDevices
    system.answer = { call, _ in
      guard case .ioctl(_, request: 0x3b67, .bytes(var bytes)) = call else { return nil }
      if let error { return .failure(error, bytes: bytes) }
      bytes[GroupStatus.flags] = flags
      return CallResult(bytes: bytes)
    }
    return system
  }

  private static func exemptions(_ text: String) throws -> [TwinExemption] {
    let (exemptions, diagnostics) = TwinExemption.parse(text, file: "twin-exemptions.yaml")
    for diagnostic in diagnostics { throw diagnostic }
    return exemptions
  }

  private func compare(
    _ first: FakeSystem, _ second: FakeSystem, exempting exemptions: [TwinExemption] = []
  ) throws -> TwinReport {
    try TwinRunner(try RunnableLibrary(cases: Self.cases), exemptions: exemptions).run(
      first: { first }, second: { second })
  }

  @Test func equalSystemsDoNotDiffer() throws {
    let report = try compare(Self.system(flags: 1), Self.system(flags: 1))
    #expect(report.compared == 1)
    #expect(report.differences == 0)
    #expect(report.machine.isEmpty)
  }

  @Test func oneByteIsADifference() throws {
    let report = try compare(Self.system(flags: 1), Self.system(flags: 3))
    guard case .different(let difference) = try #require(report.cases.first).result else {
      Issue.record("the difference went unnoticed")
      return
    }
    #expect(difference.what == "byte 4")
    let place = try #require(difference.places.first)
    #expect(place.first.last?.contains("flags=VIABLE}") == true)
    #expect(place.second.last?.contains("flags=VIABLE|CONTAINER_SET}") == true)
    #expect(difference.lines().contains { $0.hasPrefix("≠") })
    #expect(
      place.contents == [
        "first   0x0000   08  00  00  00 [01] 00  00  00 ", "second  0x0000   08  00  00  00 [03] 00  00  00 ",
      ])
    #expect(report.calls == 2)
  }

  /// Each call that differs is told, up to where the calls themselves are others.
  @Test func allDifferencesAreTold() throws {
    let library = try RunnableLibrary(
      cases: """
          - case: many
            title: T
            steps:
              - { repeat: 30, steps: [{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {} }, { eventfd: n }] }
              - { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, as: status }
              - { eventfd: status.flags }
              - { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {} }
        """)
    let report = try TwinRunner(library, exemptions: [], context: 1).run(
      first: { Self.system(flags: 1) }, second: { Self.system(flags: 3) })
    guard case .different(let difference) = try #require(report.cases.first).result else {
      Issue.record("the difference went unnoticed")
      return
    }
    #expect(difference.places.count == 20 && difference.others == 12)
    #expect(difference.places.allSatisfy { $0.first.count <= 2 })
    #expect(difference.lines().contains("  … 12 more calls differ"))
    #expect(report.calls == 61)
  }

  /// Where a case ends differently, what either kernel said of it is told.
  @Test func logsAreToldWhereOutcomesDiffer() throws {
    let failing = Self.system(flags: 1, error: .EBUSY)
    failing.comment = { call in if case .ioctl = call { "vfio-pci: busy" } else { nil } }
    let report = try compare(Self.system(flags: 1), failing)
    guard case .different(let difference) = try #require(report.cases.first).result else {
      Issue.record("the difference went unnoticed")
      return
    }
    #expect(difference.what.hasPrefix("the error, the value"))
    #expect(difference.lines().suffix(2) == ["  logged by the second", "    vfio-pci: busy"])
  }

  static let contents: [(first: String, second: String, lines: [String])] = [
    ("a\nb\nc", "a\nx\nc", ["first   b", "second  x"]), ("same", "same", []),
    ("\u{1}23", "\u{1}2", ["first   0x0000   01  32 [33]", "second  0x0000   01  32 "]),
    ("", "\u{1}", ["first   0x0000  ", "second  0x0000  [01]"]),
  ]

  @Test(arguments: contents.indices) func whatDiffersIsMarked(_ index: Int) {
    let row = Self.contents[index]
    #expect(ContentsDifference.lines(Array(row.first.utf8), Array(row.second.utf8)) == row.lines)
  }

  @Test func rowsAreBounded() {
    let lines = ContentsDifference.lines([UInt8](repeating: 1, count: 1 << 16), [UInt8](repeating: 2, count: 1 << 16))
    #expect(lines.count == 65 && lines.last == "… 8128 more lines differ")
  }

  @Test func anErrorIsADifference() throws {
    let report = try compare(Self.system(flags: 1), Self.system(flags: 1, error: .EBUSY))
    #expect(report.differences == 1)
  }

  static let exempting: [(text: String, isCovered: Bool)] = [
    ("e: { call: VFIO_GROUP_GET_STATUS, field: flags, reason: R }", true),
    ("e: { call: VFIO_GROUP_GET_STATUS, field: argsz, reason: R }", false),
    ("e: { call: VFIO_GROUP_GET_STATUS, bytes: 4..7, reason: R }", true),
    ("e: { call: VFIO_GROUP_GET_STATUS, bytes: 5..7, reason: R }", false),
    ("e: { call: VFIO_GROUP_GET_STATUS, part: value, reason: R }", false), ("e: { cases: [t/*], reason: R }", true),
    ("e: { cases: [u/*], reason: R }", false), ("e: { call: ioctl, reason: R }", true),
    ("e: { call: open, path: /dev/vfio/*, reason: R }", false),
  ]

  @Test(arguments: exempting.indices) func exemptionsCoverWhatTheySay(_ index: Int) throws {
    let row = Self.exempting[index]
    let report = try compare(
      Self.system(flags: 1), Self.system(flags: 3), exempting: try Self.exemptions(row.text))
    #expect((report.differences == 0) == row.isCovered)
    #expect(report.exemptions["e"] == (row.isCovered ? 1 : nil))
    #expect(report.unusedExemptions == (row.isCovered ? [] : ["e"]))
  }

  /// What is exempt in cases that were left out may be needed there.
  @Test(arguments: [("t/a", []), ("t/*", []), ("*", []), ("t/b", ["e"]), ("u/*", ["e"])] as [(String, [String])])
  func onlyExemptionsOfWhatWasComparedAreReported(cases: String, unused: [String]) throws {
    let exemptions = try Self.exemptions("e: { cases: [\"\(cases)\"], call: ioctl, reason: R }")
    let library = try RunnableLibrary(
      cases: "  - { case: a, title: T, steps: [] }\n  - { case: b, title: T, steps: [] }")
    let system = { Self.system(flags: 1) }
    let report = try TwinRunner(library, exemptions: exemptions, selector: Selector(patterns: ["t/b"]))
      .run(first: system, second: system)
    #expect(report.unusedExemptions == unused)
  }

  static let texts: [(text: String, isCovered: Bool)] = [
    ("e: { path: /proc/x, lines-but: [VmLck*], reason: R }", true),
    ("e: { path: /proc/x, lines-but: [Pid*], reason: R }", false),
    ("e: { path: /proc/x, words-but: ['VmLck:', kB], reason: R }", true),
    ("e: { path: /proc/x, words-but: ['7', '8*'], reason: R }", false),
    ("e: { path: /proc/y, lines-but: [VmLck*], reason: R }", false),
  ]

  @Test(arguments: texts.indices) func partsOfATextAreCompared(_ index: Int) throws {
    let row = Self.texts[index]
    let systems = ["Pid: 7\nVmLck: 4 kB\n", "Pid: 81\nVmLck: 4 kB\n"].map { text in
      let system = FakeSystem.twoDevices
      system.files["/proc/x"] = text
      return system
    }
    let library = try RunnableLibrary(cases: "  - { case: c, title: T, steps: [{ read-file: /proc/x }] }")
    let report = try TwinRunner(library, exemptions: try Self.exemptions(row.text)).run(
      first: { systems[0] }, second: { systems[1] })
    #expect((report.differences == 0) == row.isCovered)
  }

  @Test func machinesAreCompared() throws {
    let other = Self.system(flags: 1)
    other.files["/sys/bus/pci/devices/0000:00:06.0/resource"] = ""
    let report = try compare(Self.system(flags: 1), other)
    #expect(report.machine.contains { $0.hasPrefix("0000:00:06.0: bar0 is") })
  }
}
