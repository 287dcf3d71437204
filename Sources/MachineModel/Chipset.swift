/// What a machine's root buses and their host bridges are; the raw value is QEMU's name for the machine.
package enum Chipset: String, Sendable, Hashable, CaseIterable {
  /// A PC with PCI Express: one root bus.
  case q35
  /// POWER9 without a hypervisor: six host bridges (PHB), each with a root port.
  case powernv9
  /// A partition of a POWER hypervisor: as many host bridges as there are devices to tell apart.
  case pseries
  /// QEMU's machine of no real board for arm64: a generic host bridge for PCI Express, and platform devices.
  case virt
  /// A machine of s390x: a channel subsystem, and PCI functions of which each has a domain of its own.
  case s390ccw = "s390-ccw-virtio"

  /// The processors that it has.
  package var architecture: Architecture {
    switch self {
    case .q35: .x86
    case .powernv9, .pseries: .power
    case .virt: .arm
    case .s390ccw: .s390
    }
  }

  /// The IOMMUs that it can have.
  var iommus: [IOMMUKind] {
    switch self {
    case .q35: [.intel, .amd, .none]
    case .powernv9, .pseries: [.tce]
    case .virt: [.smmu]
    case .s390ccw: [.zpci]
    }
  }

  var layout: ChipsetLayout {
    switch self {
    case .q35: .q35
    case .powernv9: .powernv
    case .pseries: .pseries
    case .virt: .virt
    case .s390ccw: .s390ccw
    }
  }
}

/// Where devices can sit on a chipset's root buses, and what sits there already.
struct ChipsetLayout {
  /// The host bridges that devices can sit behind, by number, which is the PCI domain; nil where there is only one.
  var hostBridges: ClosedRange<UInt16>?
  /// The number of the bus that a device without a bridge sits on.
  var rootBus: UInt8
  /// Its slots that are free.
  var rootSlots: ClosedRange<UInt8>
  /// Whether bridges to further buses can sit there.
  var takesBridges: Bool
  var builtinDevices: [BuiltinDevice]
  /// The executor's virtio-serial port; nil where it is no PCI device.
  var channel: BuiltinDevice?

  static let q35 = ChipsetLayout(
    rootBus: 0, rootSlots: 3...30, takesBridges: true,
    builtinDevices: [
      BuiltinDevice("Q35 host bridge", PCIAddress(slot: 0), vendor: 0x8086, device: 0x29c0, classCode: 0x060000),
      BuiltinDevice("ICH9 LPC bridge", PCIAddress(slot: 31), vendor: 0x8086, device: 0x2918, classCode: 0x060100),
      BuiltinDevice(
        "ICH9 SATA controller", PCIAddress(slot: 31, function: 2), vendor: 0x8086, device: 0x2922, classCode: 0x010601),
      BuiltinDevice(
        "ICH9 SMBus controller", PCIAddress(slot: 31, function: 3), vendor: 0x8086, device: 0x2930, classCode: 0x0c0500
      ),
    ], channel: .channel(at: PCIAddress(slot: 2), isExpress: false))

  /// The last host bridge holds the executor's channel, so that the others' partitions (PE) are the devices' alone.
  static let powernv = ChipsetLayout(
    hostBridges: 0...4, rootBus: 1, rootSlots: 0...0, takesBridges: false,
    builtinDevices: (0...5).map {
      BuiltinDevice(
        "PHB4 root port", PCIAddress(domain: $0, slot: 0), vendor: 0x1014, device: 0x04c1, classCode: 0x060400)
    }, channel: .channel(at: PCIAddress(domain: 5, bus: 1, slot: 0), isExpress: true))

  /// The host bridge that every partition has holds the executor's channel.
  static let pseries = ChipsetLayout(
    hostBridges: 1...30, rootBus: 0, rootSlots: 0...31, takesBridges: false,
    builtinDevices: [], channel: .channel(at: PCIAddress(slot: 0), isExpress: false))

  static let virt = ChipsetLayout(
    rootBus: 0, rootSlots: 3...31, takesBridges: true,
    builtinDevices: [
      BuiltinDevice("generic host bridge", PCIAddress(slot: 0), vendor: 0x1b36, device: 0x0008, classCode: 0x060000)
    ], channel: .channel(at: PCIAddress(slot: 2), isExpress: false))

  /// The number of a function's domain is the one that its administrator gave it (UID); all but it is hidden.
  static let s390ccw = ChipsetLayout(
    hostBridges: 1...30, rootBus: 0, rootSlots: 0...0, takesBridges: false, builtinDevices: [])
}

/// A function that is there without being asked for.
package struct BuiltinDevice: Sendable, Hashable {
  package var title: String
  package var address: PCIAddress
  package var identity: PCIIdentity

  init(_ title: String, _ address: PCIAddress, vendor: UInt16, device: UInt16, classCode: UInt32) {
    self.title = title
    self.address = address
    identity = PCIIdentity(vendor: vendor, device: device, classCode: classCode)
  }

  /// QEMU's virtio-serial has the number of a modern device where it sits behind a port of PCI Express.
  fileprivate static func channel(at address: PCIAddress, isExpress: Bool) -> BuiltinDevice {
    BuiltinDevice(
      "executor's virtio-serial port", address, vendor: 0x1af4, device: isExpress ? 0x1043 : 0x1003,
      classCode: 0x078000)
  }
}
