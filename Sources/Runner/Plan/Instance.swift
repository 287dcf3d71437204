import Journal
import SuiteModel

/// One case with one value for each of its parameters and a device for each of its roles: what is run.
package struct Instance: Sendable {
  package var planned: PlannedCase
  private let origin: Origin
  /// The values of the parameters, in order.
  package var parameters: [(name: String, value: Value)]
  /// The devices with a part in it, in the order of the roles.
  package var roles: [(role: Role, device: HostDevice)]
  /// The type of mediated devices that it is run for.
  package var mediatedType: MediatedType?
  package var readiness: Readiness

  package enum Readiness: Sendable, Hashable {
    case ready
    /// A need that the machine does not meet.
    case unmet(Lack)
    /// The suite says something that cannot be evaluated.
    case broken(String)
  }

  package var id: String { planned.id }

  /// What all instances of a case have in common. A plan may have a hundred thousand of them, and is copied: so it is
  /// kept once.
  private final class Origin: Sendable {
    let suite: Suite
    let definition: Case
    let needs: Needs

    init(_ suite: Suite, _ definition: Case) {
      self.suite = suite
      self.definition = definition
      needs = suite.needs.adding(definition.needs)
    }
  }

  init(_ planned: PlannedCase, of definition: Case, in suite: Suite) {
    self.planned = planned
    origin = Origin(suite, definition)
    (parameters, roles, readiness) = ([], [], .ready)
  }

  package var suite: Suite { origin.suite }
  package var definition: Case { origin.definition }
  /// The suite's and the case's own.
  package var needs: Needs { origin.needs }
}
