import Foundation
import Journal
import XMLCoder

/// Which readers a JUnit file is made for.
package enum JUnitFlavour: String, Sendable, Hashable, CaseIterable {
  /// Valid for junit-10.xsd, which most consumers follow.
  case strict
  /// Valid for the schema of Ant's JUnit task as well.
  case ant
  /// With file, line and properties of each case, for consumers that show them; follows no schema.
  case rich
  /// For GitLab: with the file of each case, which it links, and one result a case.
  case gitLab = "gitlab"
}

/// A run as JUnit XML.
///
/// The counts are computed from what is written, one child a case says how it ended, and nothing in a case's name
/// depends on the machine: consumers key its history on it.
package struct JUnitReport {
  /// The most that all bodies of a file hold before the rest is shortened: GitLab takes no file over 30 MB.
  static let bodyBudget = 20 << 20
  /// What is left of a body beyond that.
  static let shortBody = 2 << 10

  private let record: RunRecord
  private let flavour: JUnitFlavour
  private let writer: FailureText
  private var budget: Int

  package init(_ record: RunRecord, flavour: JUnitFlavour = .strict) {
    self.init(record, flavour: flavour, bodyBudget: Self.bodyBudget)
  }

  init(_ record: RunRecord, flavour: JUnitFlavour, bodyBudget: Int) {
    budget = bodyBudget
    self.record = record
    self.flavour = flavour
    writer = FailureText(run: record.started)
  }

  /// The whole file.
  package func encoded() throws -> Data {
    let encoder = XMLEncoder()
    encoder.outputFormatting = .prettyPrinted
    encoder.prettyPrintIndentation = .spaces(2)
    // Each costs a walk through all texts, and XML asks for no others.
    encoder.charactersEscapedInAttributes = [("&", "&amp;"), ("<", "&lt;"), ("\"", "&quot;")]
    encoder.charactersEscapedInElements = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")]
    var copy = self
    let document = copy.document()
    return try encoder.encode(
      document, withRootKey: "testsuites", header: XMLHeader(version: 1.0, encoding: "UTF-8")) + Data("\n".utf8)
  }

  private mutating func document() -> JUnitDocument {
    var suites: [JUnitSuite] = []
    for (name, cases) in record.casesBySuite {
      suites.append(suite(name, cases, number: suites.count))
    }
    guard flavour != .ant else { return JUnitDocument(testsuite: suites) }
    let cases = suites.flatMap(\.testcase)
    return JUnitDocument(
      name: "vfio-conform", time: record.duration.milliseconds, tests: String(cases.count),
      failures: String(cases.count { $0.failure != nil }), errors: String(cases.count { $0.error != nil }),
      testsuite: suites)
  }

  private mutating func suite(_ name: String, _ cases: [CaseRecord], number: Int) -> JUnitSuite {
    var written: [JUnitCase] = []
    for record in cases { written.append(testcase(record)) }
    let begin = cases.lazy.compactMap(\.begun).min() ?? record.started?.time ?? Timestamp(milliseconds: 0)
    return JUnitSuite(
      id: String(number), package: flavour == .ant ? VisibleText.line(name) : nil, name: VisibleText.line(name),
      tests: String(written.count), failures: String(written.count { $0.failure != nil }),
      errors: String(written.count { $0.error != nil }), skipped: String(written.count { $0.skipped != nil }),
      time: cases.reduce(0) { $0 + $1.duration }.milliseconds,
      // Seconds are enough, and the schemas take no zone: the time is UTC.
      timestamp: String(begin.description.prefix(19)),
      hostname: VisibleText.line(record.started?.system.machine ?? "localhost"),
      properties: properties(cases), testcase: written, systemOut: flavour == .ant ? "" : nil,
      systemErr: flavour == .ant ? "" : nil)
  }

  private func properties(_ cases: [CaseRecord]) -> JUnitProperties {
    var pairs: [(String, String)] = []
    if let started = record.started {
      let system = started.system
      pairs += [
        ("run", started.id), ("program", started.program), ("command", started.command),
        ("backend", system.backend), ("kernel", system.kernel), ("release", system.release),
        ("version", system.version), ("architecture", system.architecture),
      ]
      if let machine = system.machine { pairs.append(("machine", machine)) }
      pairs += started.choiceProperties
      pairs += system.devices.map { ("device", $0) }
      if !started.notJudged.isEmpty { pairs.append(("not-judged", started.notJudged.joined(separator: " "))) }
    }
    let counts = Counts(of: cases.lazy.map(\.outcome))
    pairs += [
      ("expected-failures", String(counts.expectedFailures)), ("unexpected-passes", String(counts.unexpectedPasses)),
      ("observations", String(counts.observed)), ("flaky", String(counts.flaky)),
    ]
    return JUnitProperties(
      property: pairs.map { JUnitProperty(name: $0.0, value: ReportText.line($0.1, limit: 4096)) })
  }

  private mutating func testcase(_ record: CaseRecord) -> JUnitCase {
    let planned = record.planned
    var element = JUnitCase(
      name: VisibleText.line(planned.name), classname: VisibleText.line(planned.suite),
      time: record.duration.milliseconds)
    if flavour == .gitLab { element.file = VisibleText.line(planned.file) }
    if flavour == .rich {
      element.file = VisibleText.line(planned.file)
      element.line = String(planned.line)
      element.properties = JUnitProperties(property: caseProperties(planned))
    }
    let message = ReportText.line(writer.headline(record))
    switch record.outcome {
    case .passed: element.systemOut = systemOut(record)
    case .failed: element.failure = JUnitResult(type: "failed", message: message, body: body(record, message))
    case .unexpectedPass:
      element.failure = JUnitResult(type: "UnexpectedPass", message: message, body: body(record, message))
    case .flaky: element.failure = JUnitResult(type: "flaky", message: message, body: body(record, message))
    case .errored(let cause):
      let type = planned == .run ? "incomplete" : cause.rawValue
      element.error = JUnitResult(type: type, message: message, body: body(record, message))
    case .skipped, .expectedFailure, .observed: element.skipped = skipped(message)
    }
    if flavour == .strict || flavour == .rich { addAttempts(of: record, to: &element) }
    return element
  }

  /// The calls of a case that passed, where they were asked for.
  private mutating func systemOut(_ record: CaseRecord) -> String? {
    guard flavour != .ant, let trace = record.final?.trace, !trace.isEmpty else { return nil }
    return spend(ReportText.capped(VisibleText.lines(trace.joined(separator: "\n"))))
  }

  private func skipped(_ message: String) -> JUnitResult {
    flavour == .ant ? JUnitResult(message: message) : JUnitResult(message: message, body: message)
  }

  /// What a case went through before its verdict. The first failure of a case that never passed is the verdict's own
  /// child, and the later ones are reruns; those of one that passed as well make it flaky.
  private mutating func addAttempts(of record: CaseRecord, to element: inout JUnitCase) {
    let isFlaky = if case .flaky = record.outcome { true } else { false }
    for attempt in record.failedAttempts.dropFirst(isFlaky ? 0 : 1) {
      let headline = ReportText.line(writer.headline(attempt))
      let errored = if case .errored = attempt.outcome { true } else { false }
      let rerun = JUnitRerun(
        message: headline, type: errored ? "error" : "failed",
        stackTrace: spend(
          ReportText.capped(Self.text(writer.body(attempt, of: record.planned)))))
      switch (isFlaky, errored) {
      case (true, false): element.flakyFailure.append(rerun)
      case (true, true): element.flakyError.append(rerun)
      case (false, false): element.rerunFailure.append(rerun)
      case (false, true): element.rerunError.append(rerun)
      }
    }
  }

  private mutating func body(_ record: CaseRecord, _ message: String) -> String {
    // An explanation is the message, at full length.
    let heading = record.explanation == nil ? [StyledLine(message)] : []
    return spend(ReportText.capped(Self.text(heading + writer.body(record))))
  }

  private static func text(_ lines: [StyledLine]) -> String {
    lines.map { $0.text(.plain) }.joined(separator: "\n")
  }

  private mutating func spend(_ body: String) -> String {
    let short = budget > 0 ? body : ReportText.capped(body, limit: Self.shortBody)
    budget -= short.utf8.count
    return short
  }

  private func caseProperties(_ planned: PlannedCase) -> [JUnitProperty] {
    var pairs = [("title", planned.title), ("severity", planned.severity.rawValue)]
    pairs += planned.caseIDs.dropFirst().map { ("formerly", $0) }
    pairs += planned.covers.map { ("requirement", $0) }
    pairs += planned.tags.map { ("tag", $0) }
    pairs += planned.parameters.sorted { $0.key < $1.key }.map { ("parameter.\($0.key)", $0.value) }
    return pairs.map { JUnitProperty(name: ReportText.line($0.0), value: ReportText.line($0.1)) }
  }
}
