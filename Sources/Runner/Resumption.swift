import Journal

/// A run that was cut off or stopped, and what becomes of it if it goes on.
package struct Resumption: Sendable {
  /// How the run began.
  package let started: RunStarted
  /// What stays of its journal: what one whole run would have told so far.
  package let kept: [Event]
  /// Instances that have ended, and do not run again.
  let ended: Set<String>
  /// Instances that were under way when the run was killed, and do not run again.
  let killed: Set<String>
  /// What happened, for whoever reads the run.
  let story: [Note]

  /// - Parameters:
  ///   - journal: What the run left.
  ///   - again: Whether instances run again that were under way when the run was killed.
  ///   - time: When it goes on.
  package init(_ journal: JournalContents, again: Bool, at time: Timestamp = .now()) throws(ResumptionError) {
    if let damage = journal.damage.first { throw ResumptionError("its journal is damaged: \(damage)") }
    let history = History(journal.events)
    guard let started = history.started else { throw ResumptionError("it had not come to its plan") }
    guard started.merged.isEmpty else { throw ResumptionError("it was put together from others, which can go on") }
    if let reason = journal.contradiction { throw ResumptionError("its journal contradicts itself: \(reason)") }
    let gaps = Set(started.plan.filter(\.file.isEmpty).map(\.id))
    let open = history.begun.subtracting(history.ends.keys)
    let underWay = open.subtracting(gaps)
    let wereKilled = underWay.union(history.ends(where: { $0.outcome == .errored(.killed) }))
    // A stopped run says of a case that it was stopped, and not how it would have ended.
    // What is told of a machine makes no call, so that it killed nobody.
    let dropped = (again ? wereKilled : []).union(history.ends(where: history.isOpen)).union(open.intersection(gaps))
    self.started = started
    ended = Set(history.ends.keys).subtracting(dropped)
    killed = again ? [] : underWay
    isComplete = history.finish?.ending == .complete && ended.count == started.plan.count
    guard !isComplete else {
      (kept, story) = (journal.events, [])
      return
    }
    kept = journal.events.filter { event in
      switch event {
      case .runStarted: true
      case .caseStarted(let event): !dropped.contains(event.id)
      case .attemptFinished(let event), .caseFinished(let event): !dropped.contains(event.id)
      case .note(let note): note.id.map { !dropped.contains($0) } ?? true
      case .runFinished: false
      }
    }
    story = Self.story(
      history, started, ended: ended.count, isTorn: journal.isTorn, again: again ? wereKilled : [], time)
  }

  /// Whether there is nothing left to do.
  package let isComplete: Bool

  private static func story(
    _ history: History, _ started: RunStarted, ended: Int, isTorn: Bool, again: Set<String>, _ time: Timestamp
  ) -> [Note] {
    let end = history.finish.map { $0.reason ?? "it had come to its end" } ?? "it was killed"
    let cut = isTorn ? "; the last line of its journal was torn, and is cut off" : ""
    let text = "the run goes on, after \(end): \(ended) of \(started.plan.count) cases had ended\(cut)"
    let others = started.plan.map(\.id).filter(again.contains).map { id in
      Note(time: time, text: "the case was under way when its run was killed, and is run again", id: id)
    }
    return [Note(time: time, text: text, goesOn: true)] + others
  }

  /// Says what has changed since the run began, where anything has that matters.
  ///
  /// - Parameter now: How the run would begin now.
  func check(_ now: RunStarted) throws(ResumptionError) {
    func same<Value: Equatable>(_ what: String, _ value: (RunStarted) -> Value) throws(ResumptionError) {
      let (before, after) = (value(started), value(now))
      guard before != after else { return }
      throw ResumptionError("its \(what) was \(before), and is \(after) now")
    }
    try same("program", \.program)
    try same("suites' checksum") { $0.suites ?? "unknown" }
    try same("random order") { $0.randomOrder.map(String.init) ?? "none" }
    try same("list of what is not judged") { $0.notJudged.joined(separator: ", ") }
    try same("baseline's checksum") { $0.baseline?.checksum ?? "none" }
    try same("baseline") { $0.baseline.map { "\($0.file) (checksum \($0.checksum))" } ?? "none" }
    try same("backend", \.system.backend)
    try same("machine") { $0.system.machine ?? "this one" }
    try same("kernel") { "\($0.system.release) (\($0.system.version)), taken for \($0.system.kernel)" }
    try same("architecture") { "\($0.system.architecture) with pages of \($0.system.pageSize) bytes" }
    try same("list of devices") { $0.system.devices.joined(separator: ", ") }
    try same("list of extensions") { $0.system.offers.joined(separator: ", ") }
  }

  /// The plan that the run had, held against the one that its options choose now.
  ///
  /// - Parameters:
  ///   - chosen: What they choose, but for what the run that `--failed` named had to say, which may be gone.
  ///   - all: What the machine has, selected or not.
  func plan(as chosen: ChosenPlan, of all: [Instance]) throws(ResumptionError) -> ChosenPlan {
    let cases = started.plan.filter { !$0.file.isEmpty }
    let known = Set(all.map(\.id))
    if let gone = cases.first(where: { !known.contains($0.id) }) {
      throw ResumptionError("\(gone.id) is in its plan, and is not there any more")
    }
    let isRerun = started.isRerun
    let ids = Set(cases.map(\.id))
    let instances = isRerun ? chosen.whole.filter { ids.contains($0.id) } : chosen.instances
    let expected = instances.map { $0.planned.withoutPlace }
    for (planned, now) in zip(cases, expected) where planned.withoutPlace != now {
      let what = planned.id == now.id ? "it has \(now.id) otherwise" : "\(planned.id) stands in the place of \(now.id)"
      throw ResumptionError("its plan is not what its options choose: \(what)")
    }
    guard cases.count == expected.count else {
      throw ResumptionError(
        "its plan is not what its options choose: it has \(cases.count) cases, and not \(expected.count)")
    }
    let others = started.leftOut.reduce(started.shard?.total ?? cases.count) { $0 &+ $1.count }
    let isWhole =
      isRerun
      ? others == chosen.leftOut.reduce(chosen.whole.count) { $0 + $1.count }
      : started.leftOut == chosen.leftOut && started.shard == chosen.shard
    guard isWhole else { throw ResumptionError("what it left out is not what its options leave out") }
    return ChosenPlan(instances, of: chosen, as: started)
  }

  /// The gaps of the machine that have no end yet, out of all that it has now.
  func open(_ gaps: [OfferGap]) throws(ResumptionError) -> [OfferGap] {
    let known = Set(started.plan.map(\.id))
    if let gap = gaps.first(where: { !known.contains($0.planned.id) }) {
      throw ResumptionError(
        "its machine has changed: \(gap.planned.id) was as it has to be. Expected: \(gap.expected). Now: \(gap.actual)")
    }
    return gaps.filter { !ended.contains($0.planned.id) }
  }

  /// Entries of the plan that are no case, have no end, and are not found again.
  ///
  /// - Parameter gaps: What is found now.
  func lostGaps(_ gaps: [OfferGap]) -> [String] {
    let found = ended.union(gaps.map(\.planned.id))
    return started.plan.filter { $0.file.isEmpty && !found.contains($0.id) }.map(\.id)
  }
}

extension RunStarted {
  /// Whether its plan depended on another run.
  fileprivate var isRerun: Bool { commandLine.contains("--failed") }
}

extension PlannedCase {
  /// The case as its suite has it, wherever that was read from.
  fileprivate var withoutPlace: PlannedCase {
    var planned = self
    planned.file = ""
    return planned
  }
}

/// Why a run cannot go on.
package struct ResumptionError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}

/// What a journal tells, by instance.
private struct History {
  private(set) var started: RunStarted?
  private(set) var finish: RunFinished?
  private(set) var begun: Set<String> = []
  private(set) var ends: [String: CaseFinished] = [:]

  init(_ events: [Event]) {
    for event in events {
      switch event {
      case .runStarted(let event): started = event
      case .caseStarted(let event): begun.insert(event.id)
      case .caseFinished(let event): ends[event.id] = event
      case .runFinished(let event): finish = event
      case .attemptFinished, .note: break
      }
    }
  }

  func ends(where condition: (CaseFinished) -> Bool) -> Set<String> {
    Set(ends.values.filter(condition).map(\.id))
  }

  /// Whether an end says no more than that the run was stopped, or that there was no system to run the case on.
  func isOpen(_ end: CaseFinished) -> Bool {
    switch end.outcome {
    case .errored(.interrupted): true
    case .errored(.lost): finish?.ending == .aborted && end.duration == 0
    default: false
    }
  }
}
