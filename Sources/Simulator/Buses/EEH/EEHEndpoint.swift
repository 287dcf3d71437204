import VFIOInterface

/// A partitionable endpoint as the kernel keeps it (`struct eeh_pe`): what is stopped and reset as one.
final class EEHEndpoint {
  /// What the kernel knows beyond the hardware; the second number of `eeh_pe_state` in sysfs.
  struct Flags: OptionSet, Hashable {
    var rawValue: UInt32
    /// It was found stopped.
    static let isolated = Flags(rawValue: 1 << 0)
    /// The host is about to recover it.
    static let recovering = Flags(rawValue: 1 << 1)
    /// Nobody gets at its configuration space.
    static let configurationBlocked = Flags(rawValue: 1 << 2)
    static let hasPrimaryBus = Flags(rawValue: 1 << 11)
  }

  /// What the platform says of it; the first number of `eeh_pe_state`.
  struct State: OptionSet, Hashable {
    var rawValue: UInt32
    static let ioActive = State(rawValue: 1 << 3)
    static let dmaActive = State(rawValue: 1 << 4)
    static let ioEnabled = State(rawValue: 1 << 5)
    static let dmaEnabled = State(rawValue: 1 << 6)
    static let io: State = [.ioActive, .ioEnabled]
    static let dma: State = [.dmaActive, .dmaEnabled]
    static let active: State = [.ioActive, .dmaActive]
  }

  unowned let kernel: Kernel
  let bridge: HostBridge
  let number: Int
  private(set) weak var parent: EEHEndpoint?
  private var children: [EEHEndpoint] = []
  private(set) var members: [EEHDevice] = []
  private(set) var flags: Flags = .hasPrimaryBus
  /// The members that users have open: the host leaves errors to them.
  var passedThrough = 0

  init(kernel: Kernel, bridge: HostBridge, number: Int, parent: EEHEndpoint?) {
    self.kernel = kernel
    self.bridge = bridge
    self.number = number
    self.parent = parent
    parent?.children.append(self)
  }

  func add(_ device: PCIDevice) {
    members.append(EEHDevice(device))
    device.function.gate = self
  }

  /// Marks it, and what lies below.
  func mark(_ flags: Flags) {
    self.flags.formUnion(flags)
    for child in children { child.mark(flags) }
  }

  func clear(_ flags: Flags) {
    self.flags.subtract(flags)
    for child in children { child.clear(flags) }
  }

  /// What the platform says. An endpoint found with everything stopped is isolated from then on.
  func state() -> State {
    let stopped = bridge.status(of: number)
    var state: State = []
    if !stopped.contains(.io) { state.formUnion(.io) }
    if !stopped.contains(.dma) { state.formUnion(.dma) }
    if state.isEmpty { mark(.isolated) }
    return state
  }
}

extension EEHEndpoint: BusGate {
  var stopsMemory: Bool { kernel.keeps(.frozenReadsOnes) && bridge.stops(number).contains(.io) }
  var stopsDMA: Bool { kernel.keeps(.frozenStopsDMA) && bridge.stops(number).contains(.dma) }
  var blocksConfiguration: Bool { flags.contains(.configurationBlocked) }

  func admitsConfiguration(write: Bool) -> Bool {
    bridge.admitsConfiguration(of: number, write: write) && !blocksConfiguration
  }

  func dmaFailed() {
    if kernel.keeps(.failedDMAFreezes) { bridge.dmaFailed(of: number) }
  }
}

/// A member of an endpoint, with the configuration that a reset takes and the kernel brings back.
struct EEHDevice {
  let device: PCIDevice
  private let saved: [UInt8]

  init(_ device: PCIDevice) {
    self.device = device
    saved = Array(device.function.config.bytes.prefix(ConfigSpace.headerSize))
  }

  /// Writes BARs and what else firmware had set up (`eeh_restore_device_bars`).
  func restore() {
    guard saved.count == ConfigSpace.headerSize else { return }
    let registers = [0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, ConfigRegister.expansionROM, ConfigRegister.interruptLine]
    for offset in registers { write(offset, width: 4) }
    write(ConfigRegister.cacheLineSize, width: 1)
    write(ConfigRegister.latencyTimer, width: 1)
    let kept = UInt32(CommandBits.errors.rawValue)
    let command = device.function.readConfiguration(at: ConfigRegister.command, width: 2)
    let old = UInt32(truncatingIfNeeded: saved.integer(at: ConfigRegister.command, width: 2) ?? 0)
    device.function.writeConfiguration(command & ~kept | old & kept, at: ConfigRegister.command, width: 2)
  }

  private func write(_ offset: Int, width: Int) {
    let value = UInt32(truncatingIfNeeded: saved.integer(at: offset, width: width) ?? 0)
    device.function.writeConfiguration(value, at: offset, width: width)
  }

  /// Turns memory on again where the user's driver had it on.
  func enable() {
    guard (device.driverData as? any ErrorRecoverable)?.isEnabled == true else { return }
    if device.function.resources.prefix(6).contains(where: { $0.flags & 0x200 != 0 }) {
      device.change(.memory, to: true)
    }
  }
}

/// What the recovery of a device asks of its driver.
protocol ErrorRecoverable: AnyObject {
  /// Whether the driver has the function enabled.
  var isEnabled: Bool { get }
}
