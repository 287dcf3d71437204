import Foundation
import Journal
import SystemPackage
import TestSupport
import Testing

@testable import Reports

/// Where reports go, and what is left where they cannot go.
final class ReportSetTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("reports-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } }

  private func set(_ requests: (ReportFormat, String)..., under: String? = nil, reserved: String? = nil) -> ReportSet {
    ReportSet(requests.map { ReportRequest(format: $0.0, path: $0.1) }, under: under) { place in
      place.string == reserved ? "something else" : nil
    }
  }

  private func conclude(_ set: ReportSet) throws {
    try #require(set.problems.isEmpty)
    try set.conclude(RunRecord(SampleRun.complete), journal: SampleRun.complete)
  }

  @Test(arguments: ReportFormat.allCases)
  func isWrittenWholeOrNotAtAll(format: ReportFormat) throws {
    try conclude(set((format, folder + "/new/report"), under: folder))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/new") == ["report"])
  }

  @Test(arguments: ReportFormat.allCases)
  func saysIncompleteInItsWay(format: ReportFormat) throws {
    let record = RunRecord(incomplete: "it was killed", since: SampleRun.start)
    try set((format, folder + "/report")).update(record, journal: [])
    let text = try String(contentsOfFile: folder + "/report", encoding: .utf8)
    switch format {
    case .junit, .junitAnt, .junitRich, .junitGitLab:
      #expect(text.contains("<error type=\"incomplete\" message=\"the run is incomplete: it was killed\""), "\(text)")
      // The message, and the element's text.
      #expect(text.components(separatedBy: "it was killed").count == 3, "\(text)")
    case .json:
      #expect(text.contains("\"incomplete\" : \"it was killed\"") && text.contains("\"errored\" : 1"), "\(text)")
    case .text, .github: #expect(text.contains("INCOMPLETE, it was killed"), "\(text)")
    case .markdown, .html: #expect(text.contains("incomplete") && text.contains("it was killed"), "\(text)")
    case .ktap:
      #expect(text.contains("not ok 1 run # ERROR the run is incomplete: it was killed\nnot ok 1 "), "\(text)")
    // Nothing is known of a kernel that could be reported.
    case .kcidb: #expect(text.contains("\"tests\" : [\n\n  ]"), "\(text)")
    case .journal: #expect(text.isEmpty)
    }
  }

  @Test func theJournalReadsBackAsItWas() throws {
    try conclude(set((.journal, folder + "/copy")))
    #expect(try JournalContents(path: folder + "/copy").events == SampleRun.complete)
  }

  @Test func theCopyOfADamagedJournalIsNoWholeOne() throws {
    let record = RunRecord(SampleRun.complete, incomplete: "a line is damaged")
    try set((.journal, folder + "/copy")).conclude(record, journal: SampleRun.complete)
    #expect(try !RunRecord(JournalContents(path: folder + "/copy")).isComplete)
  }

  @Test func foldersAreMadeInTheRunsOwnOnly() throws {
    #expect(set((.text, folder + "/a/b/c"), under: folder).problems.isEmpty)
    for path in ["/a/x/c", "/new/../../c"] {
      #expect(!set((.text, folder + path)).problems.isEmpty)
      #expect(!set((.text, folder + path), under: folder + "/other").problems.isEmpty)
    }
    #expect(try names == ["a"])
  }

  @Test(arguments: [
    ("", "it names no file"), ("/", "it names a folder"), ("/tmp", "it is a folder"), ("/tmp/..", "it names a folder"),
    ("/nowhere/report", "No such file or directory"), ("/dev/null/report", "Not a directory"),
  ])
  func aMistakeIsFoundBeforehand(path: String, reason: String) throws {
    let problem = try #require(set((.text, path)).problems.first)
    #expect(problem.isMistake && problem.description.contains(reason), "\(problem)")
  }

  @Test func oneMistakeCostsNoOtherReport() throws {
    let both = set((.text, folder + "/good"), (.text, "/nowhere/report"))
    #expect(both.problems.count == 1)
    try both.update(RunRecord(incomplete: "…", since: SampleRun.start), journal: [])
    #expect(try names == ["good"])
  }

  @Test func linksAreFollowedAndStay() throws {
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "target")
    try conclude(set((.text, folder + "/link")))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "target")
    #expect(try names == ["link", "target"])
    for (link, target) in [("dangling", "nowhere/file"), ("circle", "circle")] {
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(link)", withDestinationPath: target)
      #expect(set((.text, "\(folder)/\(link)")).problems.first?.isMistake == true)
    }
  }

  @Test func aDeviceIsWrittenToAndStays() throws {
    let full = set((.text, "/dev/full"))
    #expect(full.problems.isEmpty)
    #expect(throws: ReportError.unwritable(path: "/dev/full", reason: "No space left on device")) {
      try full.conclude(RunRecord([]), journal: [])
    }
    try FileManager.default.createSymbolicLink(atPath: folder + "/null", withDestinationPath: "/dev/null")
    try conclude(set((.text, folder + "/null")))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/null") == "/dev/null")
    for device in ["/dev/full", "/dev/null"] {
      let type = try FileManager.default.attributesOfItem(atPath: device)[.type] as? FileAttributeType
      #expect(type == .typeCharacterSpecial)
    }
  }

  @Test func aFIFOGetsOneReport() throws {
    let fifo = folder + "/fifo"
    try #require(mkfifo(fifo, 0o600) == 0)
    #expect(set((.text, fifo)).problems.first?.description.hasSuffix("nobody reads it") == true)
    let reader = open(fifo, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    var reports: ReportSet? = set((.text, fifo))
    try reports?.update(RunRecord([]), journal: [])
    try conclude(#require(reports))
    reports = nil
    let text = try FileHandle(fileDescriptor: reader).readToEnd() ?? Data()
    #expect(text == Data(TextReport(RunRecord(SampleRun.complete)).text.utf8))
    #expect(try names == ["fifo"])
  }

  @Test func onePlaceTakesOneReport() throws {
    let path = folder + "/report"
    #expect(set((.text, path), (.json, folder + "/./report")).problems.count == 1)
    #expect(set((.text, path), (.text, path)).problems.isEmpty)
    #expect(set((.text, "-"), (.json, "/dev/stdout")).problems.count == 1)
    #expect(
      set((.text, path), reserved: path).problems.map(\.description) == [
        "cannot write the report \(path): it is something else"
      ])
    #expect(set((.text, "-")).useStandardOutput && !set((.text, path)).useStandardOutput)
  }

  /// Whoever comes first has the place: also where nothing was there when both came.
  @Test(arguments: [true, false]) func onePlaceTakesOneProcess(isThere: Bool) throws {
    let path = folder + "/report"
    if isThere { try Data().write(to: URL(fileURLWithPath: path)) }
    var first: HeldFile? = try HeldFile(FilePath(path))
    let second = isThere ? nil : try HeldFile(FilePath(path))
    for text in ["one", "two", "three"] {
      try first?.write(Data(text.utf8))
      let error = #expect(throws: FileIsHeld.self) {
        if let second { try second.write(Data("another's".utf8)) } else { _ = try HeldFile(FilePath(path)) }
      }
      #expect(error?.description.hasPrefix("it is in use by process \(getpid()) (") == true, "\(error as Any)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
    first = nil
    try (second ?? HeldFile(FilePath(path))).write(Data("another's".utf8))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "another's")
    #expect(try names == ["report"])
  }

  @Test func draftsOfTheDeadAreRemoved() throws {
    // No process has the number that a process cannot have.
    for name in ["report.\(Int32.max).tmp", "report.\(getpid()).tmp", "report.x.tmp", "other.\(Int32.max).tmp"] {
      try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    try set((.text, folder + "/report")).update(RunRecord([]), journal: [])
    #expect(try names == ["other.\(Int32.max).tmp", "report", "report.x.tmp"])
  }
}
