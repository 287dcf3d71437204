import MachineModel

/// What a host bridge of POWER isolates from the rest (PE): its IOMMU group, its windows, and what freezes as one.
struct PartitionableEndpoint: Hashable {
  /// The host bridge's PCI domain.
  var domain: UInt16
  var number: Int

  /// The endpoint that a function belongs to; nil for one that no driver of a user's can have.
  init?(of function: DeviceFunction, in machine: Machine) {
    guard !function.isBridge else { return nil }
    domain = function.address.domain
    switch machine.chipset {
    case .powernv9: number = Self.firstNumber(of: domain) - 1
    case .pseries: number = 0
    case .q35, .virt, .s390ccw: return nil
    }
  }

  /// What `/sys/kernel/iommu_groups/N/name` says.
  var groupName: String { "domain\(domain)-pe" + String(number, radix: 16) }

  /// The number of a root port's endpoint; those behind count down. The first and the fourth bridge have more.
  static func firstNumber(of domain: UInt16) -> Int { domain == 0 || domain == 3 ? 0x1fe : 0xfe }
}
