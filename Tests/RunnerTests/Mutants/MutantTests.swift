import Journal
import SuiteModel
import SystemCalls
import Testing

@testable import Runner

@Suite struct MutantTests {
  private static let node = "/dev/vfio/vfio"

  /// Systems on which what a quirk names cannot be opened; those of a host have only some of the files.
  private static func host(_ files: [String]) -> MutantHost<String> {
    MutantHost(files.joined(separator: " ")) { quirk in
      let system = FakeSystem.twoDevices
      system.answer = { call, _ in
        guard case .open(let path, _) = call, path.hasPrefix("/test/") else { return nil }
        return path != quirk && files.contains(path) ? CallResult(value: 9) : .failure(.ENOENT)
      }
      return system
    }
  }

  private static let cases = """
      - { case: right, title: T, covers: [A-001], steps: [{ open: /test/a }] }
      - { case: right-too, title: T, covers: [A-001, B-001], steps: [{ open: /test/a }, { open: /test/b }] }
      - { case: of-another, title: T, covers: [B-001], steps: [{ open: /test/a }] }
      - { case: errs, title: T, covers: [A-001], setup: [{ open: /test/a }], steps: [{ open: /test/b }] }
      - { case: broken-anyway, title: T, covers: [A-001], steps: [{ read-file: /nowhere }] }
      - { case: decides-nothing, title: T, covers: [A-001], severity: info, steps: [{ open: /test/a }] }
      - { case: sees-nothing, title: T, covers: [A-001], steps: [{ eventfd: 0 }] }
    """

  private func survey(
    _ quirks: [String], on hosts: [MutantHost<String>], of cases: String = Self.cases, isThorough: Bool = false
  ) async throws -> MutantSurvey<String> {
    try await MutantRunner(try RunnableLibrary(cases: cases)).run(
      quirks, requirement: { $0 == "/test/a" ? "A-001" : $0 == "/test/b" ? "B-001" : "C-001" }, on: hosts,
      isThorough: isThorough)
  }

  @Test func onlyAFailureOfACaseThatCoversTheRuleNotices() async throws {
    let survey = try await survey(["/test/a", "/test/b", "/test/c"], on: [Self.host(["/test/a", "/test/b"])])
    #expect(survey.reports.map(\.quirk) == ["/test/a", "/test/b", "/test/c"])
    #expect(survey.reports.map(\.noticedBy) == [["t/right", "t/right-too"], ["t/right-too"], []])
    #expect(survey.reports[0].tried == ["t/right", "t/right-too", "t/errs", "t/decides-nothing", "t/sees-nothing"])
    #expect(survey.reports[2].tried.isEmpty)
    #expect(survey.blind == ["t/errs", "t/of-another", "t/sees-nothing"])
    #expect(survey.untried == ["t/broken-anyway"])
  }

  @Test func aThoroughSurveyTellsWhoFailedWithoutCoveringTheRule() async throws {
    let survey = try await survey(["/test/a"], on: [Self.host(["/test/a", "/test/b"])], isThorough: true)
    #expect(survey.reports[0].disturbed == ["t/of-another"])
  }

  @Test(arguments: [
    (["/test/a"], "", false), (["/test/a", "/test/c"], "", true),
    (["/test/a"], "  - { case: sees-nothing, title: T, covers: [A-001], steps: [{ eventfd: 0 }] }", true),
  ])
  func aQuirkOrACaseThatStandsAloneIsAGap(quirks: [String], another: String, isWanting: Bool) async throws {
    let cases = "  - { case: right, title: T, covers: [A-001], steps: [{ open: /test/a }] }\n"
    let survey = try await survey(quirks, on: [Self.host(["/test/a"])], of: cases + another)
    #expect(survey.isWanting(judgesCases: true) == isWanting)
    #expect(survey.isWanting(judgesCases: false) == quirks.contains("/test/c"))
  }

  @Test func hostsAreAskedForWhatTheEarlierOnesCannotShow() async throws {
    let hosts = [Self.host(["/test/a"]), Self.host(["/test/a", "/test/b"])]
    let survey = try await survey(["/test/a", "/test/b"], on: hosts)
    #expect(survey.reports.map(\.noticedBy) == [["t/right", "t/right-too"], ["t/right-too"]])
    #expect(survey.blind == ["t/errs", "t/of-another", "t/sees-nothing"])
  }
}
