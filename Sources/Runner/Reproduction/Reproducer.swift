import Journal
import SuiteModel
import SystemCalls

/// Makes a stand-alone C program of a case.
package struct Reproducer {
  package enum Outcome: Sendable {
    case program(String)
    /// C cannot say it; the reason.
    case inexpressible(String)
    /// The machine that was planned for cannot run the case; the reason.
    case notReady(String)
  }

  private let session: Session

  /// - Parameter makeSystem: Starts what the case is planned and played on, so that its expressions have values.
  package init(
    _ library: RunnableLibrary, devices: Inventory.Selection, selector: Selector, cancellation: Cancellation,
    makeSystem: @escaping () throws -> any System
  ) throws {
    session = try Session(
      library, devices: devices, selector: selector, cancellation: cancellation, makeSystem: makeSystem)
  }

  /// The instances that were selected.
  package var instances: [String] { session.plan.map(\.id) }

  /// Plays each instance and gives its program.
  ///
  /// - Parameter origin: What the program says of where it comes from.
  /// - Returns: What could not be put back or ended afterwards, as sentences.
  package func run(origin: String, _ body: (PlannedCase, Outcome) throws -> Void) throws -> [String] {
    defer { _ = session.end() }
    for instance in session.plan { try body(instance.planned, try outcome(of: instance, origin)) }
    return session.end().complaints
  }

  private func outcome(of instance: Instance, _ origin: String) throws -> Outcome {
    switch instance.readiness {
    case .unmet(let lack): return .notReady(lack.reason)
    case .broken(let message): return .notReady(message)
    case .ready: break
    }
    session.records = true
    let report = try session.run(instance)
    guard let recorder = session.recorder else { return .inexpressible("the case did not begin") }
    if let problem = recorder.problem { return .inexpressible(problem) }
    if case .errored(let cause) = report.outcome, cause != .setup {
      return .inexpressible(report.failure.map { "\($0.expected): \($0.actual)" } ?? "the case did not end")
    }
    return .program(ProgramText(recorder, instance, origin: origin).text)
  }
}
