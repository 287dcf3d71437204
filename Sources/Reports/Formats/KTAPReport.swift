import Journal

/// A run as KTAP, which the kernel's own tools read: a subtest for each suite, with a line for each case.
///
/// Text from outside stands in diagnostics that no parser takes for a result, and in descriptions without `#`.
package struct KTAPReport {
  private let record: RunRecord
  private let writer: FailureText

  package init(_ record: RunRecord) {
    self.record = record
    writer = FailureText(run: record.started)
  }

  package var text: String {
    let suites = record.casesBySuite
    var lines = ["KTAP version 1", "1..\(suites.count)"]
    for (number, suite) in suites.enumerated() {
      lines += self.suite(suite.name, suite.cases).map { "  \($0)" }
      let isGood = suite.cases.allSatisfy(\.outcome.isExpected)
      let isSkipped = suite.cases.allSatisfy(\.outcome.isSkipped)
      lines.append(Self.result(isGood, number + 1, suite.name, isSkipped ? "SKIP" : nil))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func suite(_ name: String, _ cases: [CaseRecord]) -> [String] {
    var lines = ["KTAP version 1", "# Subtest: \(Self.name(name))", "1..\(cases.count)"]
    for (number, record) in cases.enumerated() {
      if !record.outcome.isExpected {
        lines += (["\(record.planned.title)"] + writer.body(record).map { $0.text(.plain) }).map(Self.diagnostic)
      }
      let isGood = record.outcome.isExpected
      lines.append(Self.result(isGood, number + 1, record.planned.name, directive(record)))
    }
    return lines
  }

  /// `# SKIP reason` and its like; nil where `ok` and `not ok` say it all.
  private func directive(_ record: CaseRecord) -> String? {
    let reason = Self.plain(ReportText.line(writer.headline(record), limit: 200))
    switch record.outcome {
    case .passed, .failed: return nil
    case .skipped: return "SKIP \(reason)"
    case .expectedFailure(let defect, let reason):
      return "XFAIL \(Self.plain(ReportText.line("\(defect): \(reason)", limit: 200)))"
    case .observed: return "XFAIL \(reason)"
    case .unexpectedPass: return "unexpected pass: \(reason)"
    case .flaky: return "FLAKY \(reason)"
    case .errored(.timeout): return "TIMEOUT \(reason)"
    case .errored: return "ERROR \(reason)"
    }
  }

  private static func result(_ isGood: Bool, _ number: Int, _ name: String, _ directive: String?) -> String {
    "\(isGood ? "ok" : "not ok") \(number) \(self.name(name))\(directive.map { " # \($0)" } ?? "")"
  }

  /// More than one blank behind `#`: no parser finds a heading or a count in it.
  private static func diagnostic(_ text: String) -> String { "#   \(ReportText.line(text, limit: 1000))" }

  /// Never empty, without what begins a directive.
  private static func name(_ text: String) -> String {
    let name = plain(ReportText.line(text, limit: 300))
    return name.isEmpty ? "unnamed" : name
  }

  private static func plain(_ text: String) -> String { text.replacing("#", with: "\\x23") }
}
