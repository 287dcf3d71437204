/// Holds events against what one run can tell: each case of the plan begins, comes to one end that its failure and its
/// attempts bear out, and the run's end counts these. Whoever reads a journal asks here.
package struct JournalAudit {
  private var started: RunStarted?
  private var planned: [String: PlannedCase] = [:]
  /// The cases that have begun and not ended, with the outcomes of their attempts.
  private var underWay: [String: [Outcome]] = [:]
  /// Those of them that may begin once more, because the run was cut off meanwhile.
  private var cutOff: Set<String> = []
  private var ended: Set<String> = []
  private var isStopped = false
  private var counts = Counts()

  private init() {}

  /// Why these cannot be the events of one run, as a clause; nil where they can.
  package static func contradiction(in events: [Event]) -> String? {
    var audit = JournalAudit()
    for event in events {
      if let reason = audit.take(event) { return reason }
    }
    return nil
  }

  private mutating func take(_ event: Event) -> String? {
    switch event {
    case .runStarted(let started): begin(started)
    case .caseStarted(let event): begin(event.id)
    case .attemptFinished(let attempt): take(attempt)
    case .caseFinished(let end): finish(end)
    case .note(let note): take(note)
    case .runFinished(let finish): objection(to: finish)
    }
  }

  // MARK: The plan

  private mutating func begin(_ started: RunStarted) -> String? {
    guard self.started == nil else { return "another run begins" }
    self.started = started
    for planned in started.plan where self.planned.updateValue(planned, forKey: planned.id) != nil {
      return "the plan has \(planned.id) twice"
    }
    if started.leftOut.contains(where: { $0.count < 0 }) { return "less than nothing was left out" }
    return started.shard.flatMap { Self.objection(to: $0, of: started.plan) }
  }

  private static func objection(to shard: Shard, of plan: [PlannedCase]) -> String? {
    guard shard.count >= 1, (1...shard.count).contains(shard.index) else {
      return "it calls itself shard \(shard.index) of \(shard.count)"
    }
    let (positions, cases) = (shard.positions, plan.suffix(shard.positions.count))
    let isOrdered = zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }
    guard isOrdered, positions.first ?? 0 >= 0, positions.last ?? -1 < shard.total,
      plan.dropLast(positions.count).allSatisfy(\.file.isEmpty), cases.count == positions.count
    else { return "the places that its shard has in the whole plan are none of this plan" }
    return cases.first { !shard.holds($0.id) }.map { "\($0.id) belongs to another shard" }
  }

  // MARK: Cases

  private mutating func begin(_ id: String) -> String? {
    guard planned[id] != nil else { return "\(id) is not in the plan" }
    guard !ended.contains(id) else { return "\(id) begins after its end" }
    guard underWay[id] == nil || cutOff.remove(id) != nil else { return "\(id) begins twice" }
    underWay[id] = []
    return nil
  }

  private mutating func take(_ attempt: CaseFinished) -> String? {
    guard underWay[attempt.id] != nil else { return "an attempt at \(attempt.id) ends that did not begin" }
    if case .flaky = attempt.outcome { return "one attempt at \(attempt.id) is called flaky" }
    underWay[attempt.id]?.append(attempt.outcome)
    return Self.objection(toSightsOf: attempt)
  }

  private mutating func finish(_ end: CaseFinished) -> String? {
    guard let planned = planned[end.id] else { return "\(end.id) is not in the plan" }
    guard ended.insert(end.id).inserted else { return "\(end.id) ends twice" }
    guard let attempts = underWay.removeValue(forKey: end.id) else { return "\(end.id) ends without a beginning" }
    counts.add(end.outcome)
    if end.outcome == .errored(.interrupted) { isStopped = true }
    if planned.file.isEmpty, end.outcome.isExpected {
      return "\(end.id) tells of what is wrong, and ends as expected"
    }
    if end.outcome == .observed, planned.severity != .info { return "\(end.id) decides, and is called observed" }
    return Self.objection(toSightsOf: end) ?? Self.objection(to: end, after: attempts)
  }

  /// What was seen has to be there where an outcome says so, and there alone.
  private static func objection(toSightsOf end: CaseFinished) -> String? {
    switch end.outcome {
    case .failed, .errored:
      end.failure == nil ? "\(end.id) is \(end.outcome.name), and does not say why" : nil
    case .passed where !end.kernelLog.isEmpty || !end.console.isEmpty:
      "\(end.id) passed, with a complaint of the kernel"
    case .passed, .skipped, .unexpectedPass:
      end.failure != nil ? "\(end.id) has the outcome '\(end.outcome.name)', with a failure" : nil
    case .expectedFailure, .observed, .flaky: nil
    }
  }

  /// The verdict on several attempts is that of one of them, or that they differ; a case that was cut off has no other.
  private static func objection(to end: CaseFinished, after attempts: [Outcome]) -> String? {
    let bad = attempts.count { !$0.isExpected }
    let follows =
      switch end.outcome {
      case .flaky(let failed, let count):
        (1..<max(1, count)).contains(failed) && (bad, attempts.count) == (failed, count)
      case .errored(.interrupted), .errored(.timeout), .errored(.lost), .errored(.killed): true
      case let outcome where outcome.isExpected: bad == 0 && (attempts.isEmpty || attempts.contains(outcome))
      case let outcome: attempts.isEmpty || attempts.contains(outcome)
      }
    return follows ? nil : "\(end.id) has the outcome '\(end.outcome.name)', which its attempts do not have"
  }

  private mutating func take(_ note: Note) -> String? {
    if note.goesOn { cutOff = Set(underWay.keys) }
    return note.id.flatMap { planned[$0] == nil ? "\($0) is not in the plan" : nil }
  }

  // MARK: The end

  private func objection(to finish: RunFinished) -> String? {
    guard finish.counts == counts else { return "its end counts others than it holds" }
    if finish.ending != .aborted, let open = underWay.keys.min() { return "it tells of no end of \(open)" }
    switch finish.ending {
    case .complete:
      if let open = started?.plan.first(where: { !ended.contains($0.id) }) { return "it tells of no end of \(open.id)" }
      return isStopped ? "it is called complete, and a case of it was stopped" : nil
    case .stoppedAtFailure: return counts.unexpected == 0 ? "it ended at a failure, and has none" : nil
    case .interrupted, .outOfTime, .aborted: return nil
    }
  }
}
