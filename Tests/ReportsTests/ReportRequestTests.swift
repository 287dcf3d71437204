import Foundation
import Reports
import Testing

struct ReportRequestTests {
  @Test(arguments: [
    ("junit=a.xml", ReportFormat.junit, "a.xml"), ("junit-rich=/b/c=d.xml", .junitRich, "/b/c=d.xml"),
    ("journal=x", .journal, "x"), ("json=-", .json, "-"), ("junit-gitlab=x", .junitGitLab, "x"),
  ])
  func isRead(text: String, format: ReportFormat, path: String) {
    #expect(ReportRequest(text) == ReportRequest(format: format, path: path))
  }

  @Test(arguments: ["", "junit", "junit=", "=a", "tap=a", "JUNIT=a"])
  func isRefused(text: String) {
    #expect(ReportRequest(text) == nil)
  }
}
