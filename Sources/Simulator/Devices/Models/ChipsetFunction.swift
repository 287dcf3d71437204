import MachineModel

/// A function that comes with the chipset, or the executor's channel: registers that nobody drives in a test.
final class ChipsetFunction: DeviceFunction {
  init(board: Board, address: PCIAddress, identity: PCIIdentity) {
    let template = Self.templates[identity.device] ?? Template()
    var config = ConfigSpace.endpoint(
      identity, revision: template.revision, pin: template.pin, isMultifunction: template.isMultifunction,
      subsystem: template.subsystem)
    for (offset, bytes) in template.values { config.set(offset, to: bytes) }
    super.init(board: board, address: address, identity: identity, config: config, bars: template.bars)
  }

  private struct Template {
    var revision: UInt8 = 0
    var pin: UInt8 = 0
    var isMultifunction = false
    var subsystem = ConfigSpace.defaultSubsystem
    var bars: [Int: BaseAddress] = [:]
    /// Bytes from an offset on.
    var values: [Int: [UInt8]] = [:]
  }

  private static let templates: [UInt16: Template] = [
    // The host bridge of Q35.
    0x29c0: Template(values: [
      0x50: [0x10], 0x60: [0x01, 0x00, 0x00, 0xb0], 0x90: [0x10, 0x11, 0x11, 0x11, 0x11, 0x11, 0x33],
      0x9d: [0x0a, 0x38],
    ]),
    // virtio-serial, which has I/O for drivers of the first version.
    0x1003: Template(
      pin: 1, subsystem: (0x1af4, 0x0003),
      bars: [
        0: BaseAddress(.io, size: 64), 1: BaseAddress(.memory, size: 4096),
        4: BaseAddress(.memory64, size: 1 << 14, prefetchable: true),
      ],
      values: [
        0x04: [0x07, 0x05, 0x10, 0x00], 0x34: [0x98],
        0x40: [0x09, 0x00, 0x10, 0x01, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0],
        0x50: [0x09, 0x40, 0x10, 0x03, 0x04, 0, 0, 0, 0, 0x10, 0, 0, 0, 0x10, 0, 0],
        0x60: [0x09, 0x50, 0x10, 0x04, 0x04, 0, 0, 0, 0, 0x20, 0, 0, 0, 0x10, 0, 0],
        0x70: [0x09, 0x60, 0x14, 0x02, 0x04, 0, 0, 0, 0, 0x30, 0, 0, 0, 0x10, 0, 0, 0x04, 0, 0, 0],
        0x84: [0x09, 0x70, 0x14, 0x05], 0x98: [0x11, 0x84, 0x01, 0x80, 0x01, 0, 0, 0, 0x01, 0x08],
      ]),
    // A root port of POWER9's host bridges, and the executor's channel behind one.
    0x04c1: Template(values: [0x04: [0x07, 0x01, 0x10, 0x00], 0x0e: [0x01], 0x19: [0x01, 0x01]]),
    0x1043: Template(values: [0x04: [0x06, 0x01, 0x10, 0x00]]),
    // The IOMMU of AMD, a function of its own.
    0x0008: Template(values: [
      0x04: [0x03, 0x05, 0x10, 0x00], 0x34: [0x60], 0x40: [0x0f, 0x00, 0x03, 0x1f, 0x00, 0x00, 0xd8, 0xfe],
      0x4f: [0xff],
      0x50: [0x40, 0x28, 0x18, 0, 0, 0, 0, 0, 0x05, 0x40, 0, 0, 0x08, 0x58, 0, 0],
      0x60: [0x05, 0x5c, 0x81, 0, 0, 0, 0xe0, 0xfe, 0, 0, 0, 0, 0x21],
    ]),
    // The bridge to LPC, the SATA and the SMBus controller of ICH9.
    0x2918: Template(
      revision: 2, isMultifunction: true,
      values: [
        0x40: [0x01, 0x06, 0, 0, 0x80], 0x60: [0x8a, 0x8a, 0x8b, 0x8b, 0, 0, 0, 0, 0x8a, 0x8a, 0x8b, 0x8b],
        0x82: [0x01], 0xa0: [0x10], 0xf0: [0x01, 0xc0, 0xd1, 0xfe],
      ]),
    0x2922: Template(
      revision: 2, pin: 1, isMultifunction: true,
      bars: [4: BaseAddress(.io, size: 32), 5: BaseAddress(.memory, size: 4096)],
      values: [
        0x04: [0x07, 0x01, 0x10, 0x00], 0x34: [0x80], 0x80: [0x05, 0xa8, 0x80], 0x90: [0x40],
        0xa8: [0x12, 0x00, 0x10, 0x00, 0x48],
      ]),
    0x2930: Template(
      revision: 2, pin: 1, isMultifunction: true, bars: [4: BaseAddress(.io, size: 64)], values: [0x40: [0x01]]),
  ]

  /// The firmware moves the SMBus controller's ports to where the chipset's ACPI tables say.
  static let smBusPorts: UInt64 = 0x700
  static let smBusController: UInt16 = 0x2930
}
