import SystemCalls

/// Runs instances one after the other, on systems that nobody else has.
actor Worker {
  nonisolated let thread = WorkerThread()
  private let library: RunnableLibrary
  private let cancellation: Cancellation
  private let makeSystem: @Sendable () throws -> any System
  private var session: Session?

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// - Parameter makeSystem: Starts a fresh system.
  init(
    _ library: RunnableLibrary, _ cancellation: Cancellation, makeSystem: @escaping @Sendable () throws -> any System
  ) {
    self.library = library
    self.cancellation = cancellation
    self.makeSystem = makeSystem
  }

  /// Starts a system, and plans what it can serve.
  func plan(_ order: Order) throws -> Agenda {
    let session = try Session(
      library, devices: order.devices, selector: order.selector, required: order.required, choice: order.choice,
      resumption: order.resumption, cancellation: cancellation, makeSystem: makeSystem)
    self.session = session
    return session.agenda
  }

  /// Takes part in what another has planned, on a system of the same kind.
  func join(_ agenda: Agenda) {
    session = Session(library, agenda, cancellation: cancellation, makeSystem: makeSystem)
  }

  /// - Throws: `NoFreshSystem`.
  func run(_ instance: Instance, limit: TimeLimit?) throws(NoFreshSystem) -> CaseReport {
    guard let session else { throw NoFreshSystem(reason: SystemError.invalid("nothing was planned")) }
    do {
      return try session.run(instance, limit: limit)
    } catch {
      throw NoFreshSystem(reason: error)
    }
  }

  /// What there is to say of a worker's systems in the end.
  struct End: Sendable {
    /// What could not be done, a sentence each.
    var complaints: [String] = []
    /// What the kernel logged behind the last case.
    var strayLog: KernelLogVerdict?
    var bootComplaint: String?
  }

  /// Ends the system.
  func end() -> End {
    guard let session else { return End() }
    self.session = nil
    let (complaints, strayLog) = session.end()
    return End(complaints: complaints, strayLog: strayLog, bootComplaint: session.bootComplaint)
  }
}

/// What is asked for, before a machine has said what it can serve.
struct Order: Sendable {
  var devices: Inventory.Selection
  var selector: Selector
  var choice: Choice
  var required: [RequiredNeed]
  var resumption: Resumption?
}

/// What a run has to do, and on what.
struct Agenda: Sendable {
  let inventory: Inventory
  /// What is run, and what the choice of it left out.
  let chosen: ChosenPlan
  /// What the kernel has to keep and no case looks at yet, by the requirements' ids.
  let notJudged: [String]
  /// What the machine is declared to meet.
  let required: RequiredNeeds?

  var plan: [Instance] { chosen.instances }

  /// The verdict on a case that would be skipped for want of something that the run declares to be there.
  func undelivered(_ instance: Instance) -> CaseReport? {
    guard let (need, lack) = required?.undelivered(instance) else { return nil }
    let expected = "the machine meets what the run requires: \(need)"
    return CaseReport(.failed, failure: .init(step: nil, expected: expected, actual: lack.reason))
  }
}

struct NoFreshSystem: Error, CustomStringConvertible {
  var reason: any Error
  var description: String { "no fresh system could be started: \(reason)" }
}
