import Foundation
import Journal

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
/// One child a case says how it ended, and the counts are of these children. Nothing in a case's name depends on the
/// machine: consumers key its history on it.
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
  package func encoded() -> Data {
    var copy = self
    var xml = XMLText()
    copy.write(to: &xml)
    return Data(xml.bytes)
  }

  private mutating func write(to xml: inout XMLText) {
    let counts = ChildCounts(record.cases)
    let isAnt = flavour == .ant
    xml.element(
      "testsuites",
      [
        "name": isAnt ? nil : "vfio-conform", "time": isAnt ? nil : record.duration.milliseconds,
        "tests": isAnt ? nil : String(counts.all), "failures": isAnt ? nil : String(counts.failures),
        "errors": isAnt ? nil : String(counts.errors),
      ]
    ) { xml in
      for (number, suite) in record.casesBySuite.enumerated() { write(suite.name, suite.cases, number, to: &xml) }
    }
  }

  private mutating func write(_ name: String, _ cases: [CaseRecord], _ number: Int, to xml: inout XMLText) {
    let counts = ChildCounts(cases)
    let begin = cases.lazy.compactMap(\.begun).min() ?? record.started?.time ?? Timestamp(milliseconds: 0)
    xml.element(
      "testsuite",
      [
        "id": String(number), "package": flavour == .ant ? VisibleText.line(name) : nil,
        "name": VisibleText.line(name), "tests": String(counts.all), "failures": String(counts.failures),
        "errors": String(counts.errors), "skipped": String(counts.skipped),
        "time": cases.reduce(0) { $0 + $1.duration }.milliseconds,
        // Seconds are enough, and the schemas take no zone: the time is UTC.
        "timestamp": String(begin.description.prefix(19)),
        "hostname": VisibleText.line(record.started?.system.machine ?? "localhost"),
      ]
    ) { xml in
      Self.write(properties(cases), to: &xml)
      for record in cases { write(record, to: &xml) }
      guard flavour == .ant else { return }
      xml.element("system-out", text: "")
      xml.element("system-err", text: "")
    }
  }

  private static func write(_ properties: [(String, String)], to xml: inout XMLText) {
    xml.element("properties") { xml in
      for (name, value) in properties { xml.element("property", ["name": name, "value": value], text: nil) }
    }
  }

  private func properties(_ cases: [CaseRecord]) -> [(String, String)] {
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
    return pairs.map { ($0.0, ReportText.line($0.1, limit: 4096)) }
  }

  private mutating func write(_ record: CaseRecord, to xml: inout XMLText) {
    let planned = record.planned
    let hasFile = flavour == .gitLab || flavour == .rich
    xml.element(
      "testcase",
      [
        "name": VisibleText.line(planned.name), "classname": VisibleText.line(planned.suite),
        "time": record.duration.milliseconds, "file": hasFile ? VisibleText.line(planned.file) : nil,
        "line": flavour == .rich ? String(planned.line) : nil,
      ]
    ) { xml in
      if flavour == .rich { Self.write(Self.properties(planned), to: &xml) }
      writeVerdict(record, to: &xml)
      if flavour == .strict || flavour == .rich { writeAttempts(of: record, to: &xml) }
    }
  }

  /// The child that says how a case ended.
  private mutating func writeVerdict(_ record: CaseRecord, to xml: inout XMLText) {
    guard let child = JUnitChild(record.outcome) else {
      if let calls = calls(record) { xml.element("system-out", text: calls) }
      return
    }
    let message = ReportText.line(writer.headline(record))
    guard child != .skipped else {
      return xml.element("skipped", ["message": message], text: flavour == .ant ? nil : message)
    }
    let type: String =
      switch record.outcome {
      case .errored(let cause): record.planned == .run ? "incomplete" : cause.rawValue
      case .unexpectedPass: "UnexpectedPass"
      case .flaky: "flaky"
      default: "failed"
      }
    xml.element(child.rawValue, ["type": type, "message": message], text: body(record, message))
  }

  /// The calls of a case that passed, where they were asked for.
  private mutating func calls(_ record: CaseRecord) -> String? {
    guard flavour != .ant, let trace = record.final?.trace, !trace.isEmpty else { return nil }
    return spend(ReportText.capped(VisibleText.lines(trace.joined(separator: "\n"))))
  }

  /// What a case went through before its verdict. The first failure of a case that never passed is the verdict's own
  /// child, and the later ones are reruns; those of one that passed as well make it flaky. Failures come before errors,
  /// as the schema has them.
  private mutating func writeAttempts(of record: CaseRecord, to xml: inout XMLText) {
    let isFlaky = if case .flaky = record.outcome { true } else { false }
    let attempts = record.failedAttempts.dropFirst(isFlaky ? 0 : 1)
    for child in [JUnitChild.failure, .error] {
      let name = (isFlaky ? "flaky" : "rerun") + (child == .error ? "Error" : "Failure")
      for attempt in attempts where JUnitChild(attempt.outcome) == child {
        let message = ReportText.line(writer.headline(attempt))
        let body = spend(ReportText.capped(Self.text(writer.body(attempt, of: record.planned))))
        xml.element(name, ["message": message, "type": child == .error ? "error" : "failed"]) { xml in
          xml.element("stackTrace", text: body)
        }
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

  private static func properties(_ planned: PlannedCase) -> [(String, String)] {
    var pairs = [("title", planned.title), ("severity", planned.severity.rawValue)]
    pairs += planned.caseIDs.dropFirst().map { ("formerly", $0) }
    pairs += planned.covers.map { ("requirement", $0) }
    pairs += planned.tags.map { ("tag", $0) }
    pairs += planned.parameters.sorted { $0.key < $1.key }.map { ("parameter.\($0.key)", $0.value) }
    return pairs.map { (ReportText.line($0.0), ReportText.line($0.1)) }
  }
}

/// The element in which a case's verdict stands; one that passed has none.
private enum JUnitChild: String {
  case failure
  case error
  case skipped

  init?(_ outcome: Outcome) {
    switch outcome {
    case .passed: return nil
    case .failed, .unexpectedPass, .flaky: self = .failure
    case .errored: self = .error
    case .skipped, .expectedFailure, .observed: self = .skipped
    }
  }
}

/// How many cases have which child.
private struct ChildCounts {
  private(set) var all = 0
  private(set) var failures = 0
  private(set) var errors = 0
  private(set) var skipped = 0

  init(_ cases: some Sequence<CaseRecord>) {
    for record in cases {
      all += 1
      switch JUnitChild(record.outcome) {
      case .failure: failures += 1
      case .error: errors += 1
      case .skipped: skipped += 1
      case nil: break
      }
    }
  }
}
