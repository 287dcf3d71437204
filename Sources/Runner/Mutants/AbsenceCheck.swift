import Journal
import SuiteModel
import SystemCalls

/// Finds cases that pass where their subject is absent: they lack a need, and would be green on a machine on which
/// nothing was tested.
package struct AbsenceCheck {
  private let suites: RunnableLibrary

  package init(_ library: RunnableLibrary) { suites = library }

  /// - Parameter makeSystem: Starts a system that has no VFIO.
  /// - Returns: The cases with an instance that passes there.
  package func passing(on makeSystem: @escaping () throws -> any System) throws -> [Case] {
    let session = try Session(
      suites, devices: .endpoints, selector: Selector(), cancellation: Cancellation(), makeSystem: makeSystem)
    defer { session.shutDown() }
    var cases: [Case] = []
    for instance in session.plan where instance.readiness == .ready && cases.last != instance.definition {
      if try session.run(instance).outcome == .passed { cases.append(instance.definition) }
    }
    return cases
  }
}
