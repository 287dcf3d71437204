import MachineModel

/// The registers of QEMU's bridges, as they are when the kernel has started.
struct BridgeTemplate {
  private var revision: UInt8 = 0
  private var command: UInt16
  private var status: UInt16
  private var interruptLine: UInt8 = 0x0b
  private var bridgeControl: UInt16 = 2
  private var firstCapability: UInt8
  /// Bytes from an offset on.
  private var values: [Int: [UInt8]]
  /// Masks of what can be written, from an offset on.
  private var writable: [Int: [UInt8]]

  func config(identity: PCIIdentity) -> ConfigSpace {
    var config = ConfigSpace(size: ConfigSpace.expressSize)
    config.set(ConfigRegister.vendor, width: 2, to: UInt64(identity.vendor))
    config.set(ConfigRegister.device, width: 2, to: UInt64(identity.device))
    config.set(ConfigRegister.command, width: 2, to: UInt64(command))
    config.set(ConfigRegister.status, width: 2, to: UInt64(status))
    config.set(ConfigRegister.classCode, width: 3, to: UInt64(identity.classCode))
    config.set(ConfigRegister.headerType, width: 1, to: 1)
    config.set(ConfigRegister.capabilities, width: 1, to: UInt64(firstCapability))
    config.set(ConfigRegister.interruptLine, width: 1, to: UInt64(interruptLine))
    config.set(ConfigRegister.interruptPin, width: 1, to: 1)
    config.set(0x3e, width: 2, to: UInt64(bridgeControl))
    config.allow(ConfigRegister.command, width: 2, mask: 0x0507)
    config.allow(ConfigRegister.cacheLineSize, width: 1, mask: 0xff)
    config.allow(ConfigRegister.interruptLine, width: 1, mask: 0xff)
    for (offset, bytes) in values { config.set(offset, to: bytes) }
    for (offset, masks) in writable {
      for (index, mask) in masks.enumerated() { config.allow(offset + index, width: 1, mask: UInt64(mask)) }
    }
    return config
  }

  private static let errorReporting: [UInt8] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0x30, 0x20, 0x46, 0, 0, 0, 0, 0, 0, 0xe0, 0, 0,
  ]

  static let rootPort = BridgeTemplate(
    command: 0x0507, status: 0x0010, firstCapability: 0x54,
    values: [
      0x40: [0x0d, 0x00, 0x00, 0x00, 0x36, 0x1b, 0x00, 0x00, 0x11, 0x40, 0x00, 0x80, 0, 0, 0, 0, 0x00, 0x08],
      0x54: [0x10, 0x48, 0x42, 0x01, 0x00, 0x80, 0, 0, 0x0f, 0, 0, 0, 0x04, 0x06, 0x30, 0, 0, 0, 0x11, 0, 0x7b],
      0x6c: [0xc0, 0x01],
      0x78: [0x20, 0, 0x30, 0, 0, 0, 0, 0, 0x1e, 0, 0, 0, 0x04],
      0x100: [0x01, 0x00, 0x82, 0x14] + errorReporting + [0xa0, 0x02],
      0x12c: [0x07],
      0x148: [0x0d, 0x00, 0x01, 0x00, 0x5f, 0x00, 0x1d, 0x00],
    ],
    writable: [
      0x3e: [0x5f], 0x4b: [0xc0], 0x5c: [0x0f], 0x6c: [0xf9, 0x07], 0x70: [0x07], 0x7c: [0x20, 0x80],
    ])

  static let conventionalBridge = BridgeTemplate(
    command: 0x0107, status: 0x00b0, firstCapability: 0x8c,
    values: [
      0x1e: [0xa0],
      0x40: [0x0c, 0x00, 0x27, 0x00, 0x0f, 0x0d, 0x00, 0x7f, 0x10, 0x40, 0x72, 0, 0, 0x80, 0, 0, 0x0f, 0, 0, 0],
      0x54: [0x11, 0x04, 0, 0, 0, 0, 0x11, 0],
      0x6c: [0x20, 0, 0x30],
      0x84: [0x01, 0x48, 0x03, 0, 0, 0, 0, 0, 0x05, 0x84, 0x80, 0x01],
      0x100: [0x01, 0x00, 0x02, 0x00] + errorReporting + [0xa0],
    ],
    writable: [0x3e: [0xff, 0x0b], 0x42: [0xff], 0x50: [0x0f], 0x70: [0x20, 0x80], 0x8e: [0x01], 0x9c: [0x01]])
}
