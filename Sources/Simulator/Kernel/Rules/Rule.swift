/// What the simulated kernel does to keep one requirement.
///
/// Where the simulator refuses or guarantees something, the code names the rule. A *quirk* is a rule that is broken on
/// purpose: such a kernel breaks that one requirement, and suites that do not notice do not test it.
package struct Rule: Sendable, Identifiable {
  package enum Area: String, Sendable, CaseIterable {
    case container
    case group
    case descriptor
    case type1
    case spapr
    case noiommu
    case device
    case config
    case region
    case irq
    case virqfd
    case reset
    case module
    case mdev
    case platform
    case ccw
    case eeh

    /// The suites that are about it: the first part of their names.
    package var suites: String {
      switch self {
      case .container: "container"
      case .group, .descriptor: "group"
      case .type1: "type1"
      case .spapr: "spapr"
      case .noiommu: "noiommu"
      case .device, .config, .region, .reset: "device"
      case .irq: "irq"
      case .virqfd: "virqfd"
      case .mdev: "mdev"
      case .platform: "platform"
      case .ccw: "ccw"
      case .eeh: "eeh"
      case .module: "modules"
      }
    }
  }

  /// Dotted, and stable: `type1.map-overlap`.
  package var id: String
  package var area: Area
  /// The requirement that it keeps.
  package var requirement: String
  /// What a kernel without it does.
  package var breaks: String

  init(_ area: Area, _ name: String, _ requirement: String, breaks: String) {
    self.id = area.rawValue + "." + name
    self.area = area
    self.requirement = requirement
    self.breaks = breaks
  }

  package static func named(_ id: String) -> Rule? { all.first { $0.id == id } }
}

extension Rule: Hashable {
  package static func == (left: Rule, right: Rule) -> Bool { left.id == right.id }
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
