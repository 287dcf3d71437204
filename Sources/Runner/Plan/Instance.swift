import Journal
import SuiteModel

/// One case with one value for each of its parameters and a device for each of its roles: what is run.
package struct Instance: Sendable {
  package var planned: PlannedCase
  package var suite: Suite
  package var definition: Case
  /// The suite's and the case's own.
  package var needs: Needs
  /// The values of the parameters, in order.
  package var parameters: [(name: String, value: Value)]
  /// The devices with a part in it, in the order of the roles.
  package var roles: [(role: Role, device: PCIDevice)]
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
}
