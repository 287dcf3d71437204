import Foundation
import Runner
import Testing

@testable import Reports

struct ReportRequestTests {
  @Test(arguments: [
    ("junit=a.xml", ReportFormat.junit, "a.xml"), ("junit-rich=/b/c=d.xml", .junitRich, "/b/c=d.xml"),
    ("journal=x", .journal, "x"),
  ])
  func isRead(text: String, format: ReportFormat, path: String) {
    #expect(ReportRequest(text) == ReportRequest(format: format, path: path))
  }

  @Test(arguments: ["", "junit", "junit=", "=a", "tap=a", "JUNIT=a"])
  func isRefused(text: String) {
    #expect(ReportRequest(text) == nil)
  }

  @Test(arguments: ReportFormat.allCases)
  func isWrittenWholeOrNotAtAll(format: ReportFormat) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reports-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let request = ReportRequest(format: format, path: folder.appendingPathComponent("new/report").path)
    try request.write(RunRecord(SampleRun.complete), journal: SampleRun.complete)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("new").path)
    #expect(left == ["report"])
  }

  @Test func aFullDiskIsSaid() {
    let request = ReportRequest(format: .text, path: "/dev/full/report")
    #expect(throws: ReportError.self) { try request.write(RunRecord([]), journal: []) }
  }

  @Test func theJournalReadsBackAsItWas() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("copy-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ReportRequest(format: .journal, path: path).write(RunRecord(SampleRun.complete), journal: SampleRun.complete)
    #expect(try Journal(path: path).events == SampleRun.complete)
  }
}
