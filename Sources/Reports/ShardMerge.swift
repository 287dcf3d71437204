import Journal

/// The parts of a run that was divided, put together as if it had been one.
package struct ShardMerge {
  /// One part.
  package struct Part {
    /// How it was named.
    package var name: String
    package var journal: JournalContents

    package init(name: String, journal: JournalContents) {
      self.name = name
      self.journal = journal
    }
  }

  /// A part that has a plan.
  private struct Shard {
    var name: String
    var started: RunStarted
    var shard: Journal.Shard
    var record: RunRecord
    var events: [Event]

    /// What stands before the cases: where the machine offers less or more than it must.
    var gaps: ArraySlice<PlannedCase> { started.plan.dropLast(shard.positions.count) }
    var cases: ArraySlice<PlannedCase> { started.plan.suffix(shard.positions.count) }
  }

  /// The journal of the whole.
  package let events: [Event]

  /// - Parameter id: The name of the whole.
  /// - Throws: Why these are not parts of one run.
  package init(_ parts: [Part], id: String) throws(MergeError) {
    var shards: [Shard] = []
    for part in parts { shards.append(try Self.shard(part)) }
    shards.sort { $0.shard.index < $1.shard.index }
    guard let first = shards.first else { throw MergeError("there is nothing to merge") }
    for other in shards.dropFirst() { try Self.check(other, against: first) }
    for (one, other) in zip(shards, shards.dropFirst()) where one.shard.index == other.shard.index {
      throw MergeError("shard \(one.shard.index) is there twice: \(one.name) and \(other.name)")
    }
    events = Self.events(shards, first, id)
  }

  private static func shard(_ part: Part) throws(MergeError) -> Shard {
    let record = RunRecord(part.journal)
    guard let started = record.started else { throw MergeError("\(part.name) ended before it had a plan") }
    guard let shard = started.shard else { throw MergeError("\(part.name) is no shard: it was run without --shard") }
    if let reason = part.journal.contradiction {
      throw MergeError("\(part.name) is no run to merge: its journal contradicts itself: \(reason)")
    }
    return Shard(name: part.name, started: started, shard: shard, record: record, events: part.journal.events)
  }

  /// Two shards of one run differ in nothing but what their parts of the plan are.
  private static func check(_ other: Shard, against first: Shard) throws(MergeError) {
    func same<Value: Equatable>(_ what: String, _ value: (Shard) -> Value, _ text: (Value) -> String) throws(MergeError)
    {
      let (one, two) = (value(first), value(other))
      guard one != two else { return }
      throw MergeError(
        "\(first.name) and \(other.name) are not parts of one run: their \(what) differ: \(text(one)) and \(text(two))")
    }
    guard (other.started.id, other.started.time) != (first.started.id, first.started.time) else {
      throw MergeError("\(first.name) and \(other.name) are the same run")
    }
    try same("programs", \.started.program) { $0 }
    try same("suites", \.started.suites) { $0 ?? "unknown" }
    try same("baselines", \.started.baseline?.checksum) { $0 ?? "none" }
    try same("kernels", \.started.system.kernelText) { $0 }
    try same("systems", \.started.system.shortText) { $0 }
    try same("devices", \.started.system.devices) { $0.joined(separator: ", ") }
    try same("descriptions of the system", \.started.system) {
      "\($0.architecture) with pages of \($0.pageSize) bytes, \($0.offers.joined(separator: ", "))"
    }
    try same("numbers of shards", \.shard.count) { "\($0)" }
    try same("simulated kernels", { $0.started.values(of: ["--quirk", "--seed"]) }) { ShellWord.command($0) }
    try same("requirements", { $0.started.values(of: ["--require"]) }) {
      $0.isEmpty ? "nothing" : ShellWord.command($0)
    }
    try same("choices of cases", \.started.wholeChoice) { ShellWord.command($0) }
    try same("plans", { [String($0.shard.total), $0.shard.checksum] }) { "\($0[0]) cases, checksum \($0[1])" }
  }

  private static func events(_ shards: [Shard], _ first: Shard, _ id: String) -> [Event] {
    var started = first.started
    started.id = id
    started.time = shards.map(\.started.time).min() ?? started.time
    started.shard = nil
    started.merged = shards.map(\.started.id)
    started.commandLine = first.started.options + ["--"] + first.started.wholeChoice
    let cases = shards.flatMap { zip($0.shard.positions, $0.cases) }.sorted { $0.0 < $1.0 }.map(\.1)
    // All shards meet the same machine; the first that has a gap tells of it.
    var told: Set<String> = []
    let gaps = shards.map { shard in shard.gaps.filter { told.insert($0.id).inserted } }
    started.plan = gaps.flatMap(\.self) + cases
    let facts = Self.inTime(
      zip(shards, gaps).map { shard, own in
        let others = Set(shard.gaps.map(\.id)).subtracting(own.map(\.id))
        return shard.events.filter { event in
          switch event {
          case .runStarted, .runFinished: false
          case .caseStarted(let event): !others.contains(event.id)
          case .attemptFinished(let event), .caseFinished(let event): !others.contains(event.id)
          case .note: true
          }
        }
      })
    let problems = Self.problems(shards, first, cases)
    let finished = RunFinished(
      time: shards.compactMap { $0.events.last?.time }.max() ?? started.time,
      ending: problems.isEmpty ? .complete : .aborted,
      reason: problems.isEmpty ? nil : problems.joined(separator: "; "), counts: Counts(facts))
    return [.runStarted(started)] + facts + [.runFinished(finished)]
  }

  /// The events of all shards by their times. Those of one shard stay as they were told: its clock may have been put back.
  private static func inTime(_ shards: [[Event]]) -> [Event] {
    shards.flatMap { events in
      var last: Timestamp?
      return events.map { event in
        last = max(last ?? event.time, event.time)
        return (time: last ?? event.time, event: event)
      }
    }.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element.event)
  }

  /// Why not every planned instance of every shard is accounted for exactly once.
  private static func problems(_ shards: [Shard], _ first: Shard, _ plan: [PlannedCase]) -> [String] {
    let present = Set(shards.map(\.shard.index))
    let absent = (1...max(1, min(first.shard.count, 10_000))).filter { !present.contains($0) }
    var problems = shards.compactMap { shard in
      shard.record.ending.reason.map { "shard \(shard.shard.index) (\(shard.name)) is incomplete: \($0)" }
    }
    if !absent.isEmpty {
      let names = absent.prefix(20).map(String.init).joined(separator: ", ")
      let isOne = absent.count == 1
      problems.append(
        "shard\(isOne ? "" : "s") \(names)\(absent.count > 20 ? ", …" : "") of \(first.shard.count) \(isOne ? "is" : "are") missing"
      )
    }
    guard problems.isEmpty else { return problems }
    let isWhole =
      shards.allSatisfy { $0.shard.positions.count == $0.cases.count && $0.gaps.allSatisfy(\.file.isEmpty) }
      && shards.flatMap(\.shard.positions).sorted() == Array(0..<max(0, plan.count)) && plan.count == first.shard.total
      && Journal.Shard.checksum(of: plan.map(\.id)) == first.shard.checksum
    return isWhole
      ? []
      : [
        "the shards together are not the plan that was divided: they hold \(plan.count) of its \(first.shard.total) cases"
      ]
  }
}

/// Why runs cannot be put together.
package struct MergeError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}

extension RunStarted {
  /// These of the options before the choice, with their values, in whatever order they were given.
  fileprivate func values(of names: Set<String>) -> [String] {
    zip(options, options.dropFirst()).filter { names.contains($0.0) }.sorted { $0 < $1 }.flatMap { [$0.0, $0.1] }
  }

  /// The words that say what was chosen of the suites and how it was run, but for the shard and what changes no
  /// result.
  fileprivate var wholeChoice: [String] {
    commandLine.drop { $0 != "--" }.dropFirst().dropping(["--shard", "--jobs", "--run-limit"]).filter {
      $0 != "--trace"
    }
  }
}

extension SystemDescription {
  /// `6.12.1 (#1 SMP)`
  fileprivate var kernelText: String { "\(release) (\(version))" }
}
