import Journal

/// What a person needs to see of a case that did not end well: what was expected and what came back, why it must be so,
/// the calls that led there, what the kernel said, and how to see it again.
package struct FailureText: Sendable {
  /// How the run began; it knows the command that is to be run again.
  private let run: RunStarted?

  package init(run: RunStarted?) { self.run = run }

  /// The failure as the console shows it: a headline, then the indented rest.
  package func lines(_ record: CaseRecord) -> [StyledLine] {
    let label = Self.label(record.outcome)
    return ["\(label, .bad) \(record.planned.id, .strong)", "  \(record.planned.title)"]
      + body(record).map { $0 == "" ? "" : "  \($0)" }
  }

  /// One line that says how a case ended, without its name.
  package func headline(_ record: CaseRecord) -> String {
    if let explanation = record.explanation { return explanation }
    if let final = record.final { return headline(final) }
    return headline(record.outcome, nil)
  }

  /// One line that says how an attempt ended.
  func headline(_ attempt: CaseFinished) -> String {
    if attempt.outcome == .observed, !attempt.observations.isEmpty {
      return "observed: " + attempt.observations.joined(separator: "; ")
    }
    return headline(attempt.outcome, attempt.failure)
  }

  private func headline(_ outcome: Outcome, _ failure: CaseFailure?) -> String {
    let what = failure.map(Self.summary)
    switch outcome {
    case .passed: return "passed"
    case .failed: return what ?? "the kernel disagreed"
    case .errored(let cause): return "\(Self.sentence(cause)): \(what ?? "no step was under way")"
    case .skipped(let reason): return reason
    case .expectedFailure(let defect, let reason): return "XFAIL \(defect): \(reason)"
    case .unexpectedPass(let defect, let reason): return "passed, though \(defect) says that it cannot: \(reason)"
    case .observed: return "observed: \(what ?? "the case did not hold")"
    case .flaky(let failed, let attempts):
      return "failed \(failed) of \(attempts) times: \(what ?? "the kernel disagreed")"
    }
  }

  /// All that is known about how a case ended, a line each, not indented.
  package func body(_ record: CaseRecord) -> [StyledLine] {
    var lines = record.explanation.map { [StyledLine($0)] } ?? []
    if let final = record.final { lines += body(final, of: record.planned) }
    guard !record.planned.file.isEmpty, let command = again(record.planned.id) else { return lines }
    lines += ["", field("again", command)]
    // A case that made no call has nothing to reproduce.
    if record.outcome.hasFailed, record.final?.trace.isEmpty == false, let command = reproduction(record.planned.id) {
      lines.append(field("reproduce", command))
    }
    return lines
  }

  func body(_ attempt: CaseFinished, of planned: PlannedCase) -> [StyledLine] {
    var lines = expectation(attempt, planned)
    lines += section("calls", attempt.trace)
    lines += section("kernel log", attempt.kernelLog)
    lines += section("console", attempt.console)
    return lines
  }

  private func expectation(_ attempt: CaseFinished, _ planned: PlannedCase) -> [StyledLine] {
    var lines = planned.file.isEmpty ? [] : [field("suite", "\(planned.file):\(planned.line)")]
    switch attempt.outcome {
    case .errored(let cause): lines.append(field("error", Self.sentence(cause)))
    case .unexpectedPass(let defect, let reason), .expectedFailure(let defect, let reason):
      lines.append(field("defect", "\(defect): \(reason)"))
    case .flaky(let failed, let attempts): lines.append(field("flaky", "failed \(failed) of \(attempts) times"))
    default: break
    }
    guard let failure = attempt.failure else { return lines }
    if let step = failure.step {
      let bindings = step.bindings.map { "  with \($0)" } ?? ""
      let use = step.usedAt.map { ", used at \($0)" } ?? ""
      lines.append(field("step", "\(step.file):\(step.line):\(step.column)  \(step.text)\(use)\(bindings)"))
    }
    lines += [field("expected", failure.expected), field("got", failure.actual, .bad)]
    if let complaint = failure.complaint { lines.append(field("kernel", complaint, .bad)) }
    lines += failure.remarks.map { field("besides", $0) }
    if let because = failure.because { lines.append(field("because", because)) }
    lines += failure.requirements.map { field("covers", "\($0.id): \($0.text)") }
    return lines
  }

  private func field(_ name: String, _ text: String, _ tone: StyledLine.Tone = .plain) -> StyledLine {
    "\(name, .faint)\(String(repeating: " ", count: max(1, 10 - name.count)))\(text, tone)"
  }

  private func section(_ name: String, _ lines: [String]) -> [StyledLine] {
    lines.isEmpty ? [] : ["\(name, .faint)"] + lines.map { "  \($0)" }
  }

  /// The command that runs just this case on the same system.
  func again(_ id: String) -> String? {
    guard let run else { return nil }
    return ShellWord.command(run.options + [id])
  }

  /// The command that prints the case as a program of its own. It takes the words that name the system, and not those
  /// that say how a run judges and chooses.
  private func reproduction(_ id: String) -> String? {
    guard let run, run.commandLine.starts(with: ["vfio-conform", "run"]) else { return nil }
    let options = run.options.dropFirst(2).dropping(["--require", "--baseline"])
    return ShellWord.command(["vfio-conform", "reproduce"] + options + [id]) + " > case.c"
  }

  private static func summary(_ failure: CaseFailure) -> String {
    let place = failure.step.map { " (\($0.text), \($0.file):\($0.line))" } ?? ""
    let complaint = failure.complaint.map { "; the kernel's log: \($0)" } ?? ""
    return "expected \(failure.expected), got \(failure.actual)\(place)\(complaint)"
  }

  static func label(_ outcome: Outcome) -> String {
    switch outcome {
    case .passed: "passed"
    case .failed: "FAILED"
    case .errored: "ERROR"
    case .skipped: "skipped"
    case .expectedFailure: "xfail"
    case .unexpectedPass: "UNEXPECTED PASS"
    case .observed: "observed"
    case .flaky: "FLAKY"
    }
  }

  private static func sentence(_ cause: Outcome.Cause) -> String {
    switch cause {
    case .setup: "the set-up failed"
    case .timeout: "it did not end in time"
    case .lost: "the system under test was lost"
    case .harness: "the harness or the suite is at fault"
    case .interrupted: "the run was stopped"
    case .killed: "its run was killed"
    }
  }
}

extension Outcome {
  /// Whether the kernel disagreed, so that a program can show it.
  fileprivate var hasFailed: Bool {
    switch self {
    case .failed, .flaky: true
    default: false
    }
  }
}
