import Documents

/// What a case cannot do without.
package struct Needs: Sendable, Hashable {
  /// The models that a container must offer, all of them.
  package var iommu: [IOMMUModel]
  /// The devices that the case plays with, in the order in which they are chosen; later ones may name earlier ones.
  package var roles: [Role]
  /// A condition over the facts of a type of mediated devices: the case is run once for each type that satisfies it.
  package var mediated: Expression?
  /// A condition over `kernel` and `arch`.
  package var kernel: Expression?
  /// Modules that must be loaded or built in.
  package var modules: [String]
  /// Files that must exist, as absolute paths.
  package var parameters: [String]
  /// Whether a host that can inject events into the guest is needed.
  package var monitor: Bool
  /// Whether the system must be the run's own, so that nobody else misses a module that is unloaded.
  package var disposable: Bool

  package init(
    iommu: [IOMMUModel] = [], roles: [Role] = [], mediated: Expression? = nil, kernel: Expression? = nil,
    modules: [String] = [], parameters: [String] = [], monitor: Bool = false, disposable: Bool = false
  ) {
    self.iommu = iommu
    self.roles = roles
    self.mediated = mediated
    self.kernel = kernel
    self.modules = modules
    self.parameters = parameters
    self.monitor = monitor
    self.disposable = disposable
  }
}

/// The IOMMU model that a container must offer.
package enum IOMMUModel: String, Sendable, Hashable, CaseIterable {
  case type1
  case type1v2
  case noiommu
  case spaprTCE = "spapr-tce"
  case spaprTCEv2 = "spapr-tce-v2"
  /// POWER's error recovery, which comes with a model of sPAPR.
  case eeh
  /// No IOMMU at all.
  case none

  /// Whether its devices are in groups that an IOMMU isolates.
  package var hasGroups: Bool {
    switch self {
    case .type1, .type1v2, .spaprTCE, .spaprTCEv2, .eeh: true
    case .noiommu, .none: false
    }
  }
}

/// A device with a part in the case.
package struct Role: Sendable, Hashable {
  package var name: String
  package var location: SourceLocation
  /// The name of the type that a case is run for.
  package static let mediatedType = "type"

  /// What must hold of the device; its facts are names here, and so are the roles before it.
  package var condition: Expression
  /// The driver that the device has when the case starts; nil for none.
  package var driver: String?

  /// VFIO's; a device that is not on PCI gets the one of its own bus.
  package static let defaultDriver = "vfio-pci"
}

extension Needs {
  /// These needs and a case's own: a role that both name is the case's, in the suite's place, and must satisfy both.
  package func adding(_ other: Needs) -> Needs {
    var roles = roles
    for role in other.roles {
      if let index = roles.firstIndex(where: { $0.name == role.name }) {
        var role = role
        role.condition = roles[index].condition.and(role.condition)
        roles[index] = role
      } else {
        roles.append(role)
      }
    }
    return Needs(
      iommu: iommu + other.iommu.filter { !iommu.contains($0) },
      roles: roles,
      mediated: mediated.map { mine in other.mediated.map(mine.and) ?? mine } ?? other.mediated,
      kernel: kernel.map { mine in other.kernel.map(mine.and) ?? mine } ?? other.kernel,
      modules: modules + other.modules.filter { !modules.contains($0) },
      parameters: parameters + other.parameters.filter { !parameters.contains($0) },
      monitor: monitor || other.monitor,
      disposable: disposable || other.disposable)
  }
}
