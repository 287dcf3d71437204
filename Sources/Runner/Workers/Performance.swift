import Journal

/// One attempt at an instance that a worker has come to the end of.
private struct Attempt: Sendable {
  /// The worker's number.
  var worker: Int
  var result: Result<CaseReport, NoFreshSystem>
}

/// An instance that a worker has.
private struct UnderWay {
  var instance: Instance
  var limit: TimeLimit?
  var reports: [CaseReport] = []
}

/// Where a run has come to.
private struct Stage {
  let agenda: Agenda
  let workers: [Worker]
  var waiting: ArraySlice<Instance>
  /// What each worker has, by the worker's number.
  var underWay: [Int: UnderWay] = [:]
  var stop: Runner.Stop?
}

extension Runner {
  /// How a run ended, and why, where it did not come to the end of its plan.
  typealias Stop = (ending: RunFinished.Ending, reason: String?)

  private typealias Attempts = ThrowingTaskGroup<Attempt, any Error>

  /// Has workers run a plan: whoever is free takes the next instance. What is told comes from here alone, one event after
  /// the other; each instance is told of before it begins.
  ///
  /// - Returns: Why it ended early; nil where it did not.
  func perform(_ plan: [Instance], of agenda: Agenda, by workers: [Worker]) async throws -> Stop? {
    var stage = Stage(agenda: agenda, workers: workers, waiting: plan[...])
    return try await withThrowingTaskGroup(of: Attempt.self) { group in
      do {
        for worker in workers.indices { try begin(worker, &stage, &group) }
        while let attempt = try await group.next() { try take(attempt, &stage, &group) }
      } catch {
        // Nothing can be told any more, so nobody need wait for what is under way.
        if !stage.underWay.isEmpty { cancellation.cancel() }
        throw error
      }
      return stage.stop
    }
  }

  /// Gives a worker the next instance, if there is to be one. Those that need no system get their verdicts on the way.
  private func begin(_ worker: Int, _ stage: inout Stage, _ group: inout Attempts) throws {
    while let instance = next(&stage) {
      try record(.caseStarted(CaseStarted(id: instance.id, time: .now())))
      let limit = TimeLimit.first(options.limits.instance.map { TimeLimit($0, of: .instance) }, limit)
      var underWay = UnderWay(instance: instance, limit: limit)
      guard let report = stage.agenda.undelivered(instance) ?? instance.reportUnready else {
        return attempt(underWay, by: worker, &stage, &group)
      }
      underWay.reports = [report]
      try conclude(underWay, by: worker, &stage)
    }
  }

  private func next(_ stage: inout Stage) -> Instance? {
    if stage.stop == nil, let limit, limit.isOver, !stage.waiting.isEmpty { stage.stop = Self.stop(at: limit) }
    return stage.stop == nil && !cancellation.isCancelled ? stage.waiting.popFirst() : nil
  }

  private func attempt(_ underWay: UnderWay, by number: Int, _ stage: inout Stage, _ group: inout Attempts) {
    stage.underWay[number] = underWay
    let worker = stage.workers[number]
    group.addTask(executorPreference: worker.thread) {
      do throws(NoFreshSystem) {
        let report = try await worker.run(underWay.instance, limit: underWay.limit)
        return Attempt(worker: number, result: .success(report))
      } catch {
        return Attempt(worker: number, result: .failure(error))
      }
    }
  }

  /// Tells of an attempt, and has its worker go on: with another attempt at the instance, or with another instance.
  private func take(_ attempt: Attempt, _ stage: inout Stage, _ group: inout Attempts) throws {
    guard var underWay = stage.underWay.removeValue(forKey: attempt.worker) else { return }
    switch attempt.result {
    case .success(let report):
      underWay.reports.append(report)
      if try goesOn(&underWay, attempt.worker) {
        return self.attempt(underWay, by: attempt.worker, &stage, &group)
      }
      try conclude(underWay, by: attempt.worker, &stage)
    case .failure(let error):
      let stop = try abort(at: underWay.instance, by: attempt.worker, error)
      stage.stop = stage.stop ?? stop
    }
    try begin(attempt.worker, &stage, &group)
  }

  /// Tells of an instance's verdict.
  private func conclude(_ underWay: UnderWay, by worker: Int, _ stage: inout Stage) throws {
    let verdict = CaseReport(attempts: underWay.reports)
    try end(underWay.instance, verdict, by: worker)
    let stop = reason(toStopAfter: underWay, verdict, isLast: stage.waiting.isEmpty)
    stage.stop = stage.stop ?? stop
  }

  /// Tells of an attempt where there are several, and whether there is to be another one. One that is wanted and has no
  /// time left counts among the reports: the others alone are no verdict.
  private func goesOn(_ underWay: inout UnderWay, _ worker: Int) throws -> Bool {
    let (instance, reports) = (underWay.instance, underWay.reports)
    guard let report = reports.last else { return false }
    let wantsMore =
      instance.readiness == .ready && !report.isCutOff && options.attempts.wantsMore(after: reports.map(\.outcome))
    if wantsMore || reports.count > 1 { try record(.attemptFinished(finished(instance, report))) }
    guard wantsMore else { return false }
    try note(report, of: instance, by: worker)
    guard let missing = CaseReport(notBegunFor: underWay.limit, isStopped: cancellation.isCancelled) else {
      return true
    }
    underWay.reports.append(missing)
    return false
  }

  private func reason(toStopAfter underWay: UnderWay, _ verdict: CaseReport, isLast: Bool) -> Stop? {
    guard !cancellation.isCancelled else { return nil }
    let isCutOff = underWay.reports.last?.outcome == .errored(.interrupted)
    if let limit, limit.isOver, isCutOff { return Self.stop(at: limit) }
    guard options.stopsAtFailure, !verdict.outcome.isExpected, !isLast else { return nil }
    return Self.stop(at: underWay.instance.id)
  }

  static func stop(at limit: TimeLimit) -> Stop { (.outOfTime, "it took longer than \(limit.text)") }

  static func stop(at id: String) -> Stop {
    (.stoppedAtFailure, "the run was to end at its first failure, which was \(id)")
  }

  /// No fresh system can be had, so nothing more can be run.
  private func abort(at instance: Instance, by worker: Int, _ error: NoFreshSystem) throws -> Stop {
    let isStopped = cancellation.isCancelled
    let reason = isStopped ? Self.stopped : error.description
    let report = CaseReport(
      .errored(isStopped ? .interrupted : .lost),
      failure: CaseFailure(step: nil, expected: "a system to run the case on", actual: reason))
    try end(instance, report, by: worker)
    return (isStopped ? .interrupted : .aborted, reason)
  }
}
