/// A device that is on no bus that could tell of it: the machine's device tree does.
package struct PlatformDevice: Sendable, Hashable {
  /// How the machine file calls it.
  package var id: String
  package var model: PlatformModel
}

/// What QEMU's machine `virt` has of such devices; the raw value is how machine files call it.
package enum PlatformModel: String, Sendable, Hashable, CaseIterable {
  /// Arm's real-time clock; its alarm raises an interrupt.
  case clock = "pl031"
  /// Arm's controller of general-purpose pins, whose interrupt the host's own driver takes for those behind the pins.
  case pins = "pl061"
  /// A place for a virtio device, in which QEMU's source of random numbers sits.
  case virtio = "virtio-mmio"
  /// QEMU's window to what it tells firmware.
  case firmware = "fw-cfg"

  package var bus: HostBus {
    switch self {
    case .clock, .pins: .amba
    case .virtio, .firmware: .platform
    }
  }

  /// Where its registers begin.
  package var address: UInt64 {
    switch self {
    case .clock: 0x901_0000
    case .pins: 0x903_0000
    case .virtio: 0xa00_3e00
    case .firmware: 0x902_0000
    }
  }

  /// Bytes of its registers.
  package var size: UInt64 {
    switch self {
    case .clock, .pins: 0x1000
    case .virtio: 0x200
    case .firmware: 0x18
    }
  }

  /// The number of its interrupt at the interrupt controller; nil without one.
  package var line: Int? {
    switch self {
    case .clock: 34
    case .pins: 39
    case .virtio: 79
    case .firmware: nil
    }
  }

  /// Whether its interrupt is a level, which stays until the device is served.
  package var isLevel: Bool { self == .clock || self == .pins }

  /// The first of the names by which drivers know it (`compatible`).
  package var compatible: String {
    switch self {
    case .clock: "arm,pl031"
    case .pins: "arm,pl061"
    case .virtio: "virtio,mmio"
    case .firmware: "qemu,fw-cfg-mmio"
    }
  }

  /// The name of its node in the device tree, before the address.
  private var kind: String {
    switch self {
    case .virtio: "virtio_mmio"
    case .clock, .pins, .firmware: rawValue
    }
  }

  /// Its path in the device tree: `/pl031@9010000`.
  package var node: String { "/\(kind)@\(String(address, radix: 16))" }

  /// What the kernel calls it on its bus: `9010000.pl031`.
  package var name: String { "\(String(address, radix: 16)).\(kind)" }
}
