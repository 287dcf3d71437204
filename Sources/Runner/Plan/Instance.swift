import Journal
import SuiteModel

/// One case with one value for each of its parameters and a device for each of its roles: what is run.
public struct Instance: Sendable {
  public var planned: PlannedCase
  public var suite: Suite
  public var definition: Case
  /// The suite's and the case's own.
  public var needs: Needs
  /// The values of the parameters, in order.
  public var parameters: [(name: String, value: Value)]
  /// The devices with a part in it, in the order of the roles.
  public var roles: [(role: Role, device: PCIDevice)]
  /// The type of mediated devices that it is run for.
  public var mediatedType: MediatedType?
  public var readiness: Readiness

  public enum Readiness: Sendable, Hashable {
    case ready
    /// A need that the machine does not meet.
    case unmet(Lack)
    /// The suite says something that cannot be evaluated.
    case broken(String)
  }

  public var id: String { planned.id }
}
