/// A machine under test: what both the simulator's host and the QEMU guest are made of.
public struct Machine: Sendable, Hashable {
  /// The name that `--machine` takes; also the file's name.
  public var name: String
  public var title: String
  public var architecture: Architecture
  public var chipset: Chipset
  public var iommu: IOMMUKind
  /// Bytes of memory.
  public var memory: UInt64
  public var processors: Int
  /// Words added to the kernel's command line.
  public var kernelArguments: [String]
  /// Modules that are loaded before the first case, in order; their dependencies come by themselves.
  public var modules: [ModuleRequest]
  /// Modules that drive devices for the host, where the kernel has them: cases bind devices away from VFIO with them.
  public var hostDrivers: [ModuleRequest]
  /// The devices of the machine file, in its order.
  public var devices: [Device]

  /// The functions that come with the chipset, the IOMMU and the executor's channel, by address.
  ///
  /// No case uses them, but they are on the bus and in groups of their own.
  public var builtinDevices: [BuiltinDevice] {
    let device = BuiltinDevice.self
    var all = [
      device.init("Q35 host bridge", slot: 0, 0x8086, 0x29c0, 0x060000),
      device.init("executor's virtio-serial port", slot: Self.channelSlot, 0x1af4, 0x1003, 0x078000),
      device.init("ICH9 LPC bridge", slot: 31, 0x8086, 0x2918, 0x060100),
      device.init("ICH9 SATA controller", slot: 31, function: 2, 0x8086, 0x2922, 0x010601),
      device.init("ICH9 SMBus controller", slot: 31, function: 3, 0x8086, 0x2930, 0x0c0500),
    ]
    if iommu == .amd { all.append(device.init("AMD IOMMU", slot: 1, 0x1022, 0x0008, 0x080600)) }
    return all.sorted { $0.address < $1.address }
  }

  /// The slot of the root bus that holds the executor's virtio-serial port.
  public static let channelSlot: UInt8 = 2

  /// Whether the IOMMU does not see a function: it sits behind an expander.
  public func bypassesIOMMU(_ address: PCIAddress) -> Bool {
    devices.contains { device in
      guard device.model == .expander, let first = device.secondaryBus else { return false }
      return first <= address.bus && address.bus <= device.subordinateBus ?? first
    }
  }

  /// The device with the given id.
  public func device(_ id: String) -> Device? { devices.first { $0.id == id } }
}

public enum Architecture: String, Sendable, Hashable, CaseIterable {
  /// `x86_64`, as `uname -m` says it.
  case x86 = "x86_64"
}

public enum Chipset: String, Sendable, Hashable, CaseIterable {
  case q35
}

/// The unit that translates the devices' DMA.
public enum IOMMUKind: String, Sendable, Hashable, CaseIterable {
  case intel
  case amd
  case none
}

/// A module to load, with its parameters (`name=value`, separated by blanks).
public struct ModuleRequest: Sendable, Hashable {
  public var name: String
  public var parameters: String

  public init(name: String, parameters: String = "") {
    self.name = name
    self.parameters = parameters
  }
}

/// A device of a machine file.
public struct Device: Sendable, Hashable {
  /// How suites and traces name it.
  public var id: String
  public var model: DeviceModel
  /// The id of the bridge that it sits behind; nil on the root bus.
  public var bus: String?
  /// Where the firmware puts it.
  public var address: PCIAddress
  /// Whether this is function 0 of a slot that has others.
  public var isMultifunction: Bool
  /// The number of the bus behind it, for a bridge.
  public var secondaryBus: UInt8?
  /// The highest number of a bus behind it, for a bridge.
  public var subordinateBus: UInt8?
  /// The bytes of its expansion ROM, 0 without one.
  public var romSize: Int
  /// The bytes of memory that an `ivshmem-plain` shares, else 0.
  public var sharedMemory: UInt64
  /// The virtual functions that it can have (SR-IOV), 0 without.
  public var virtualFunctions: Int
}

/// A function that is there without being asked for.
public struct BuiltinDevice: Sendable, Hashable {
  public var title: String
  public var address: PCIAddress
  public var identity: PCIIdentity

  init(
    _ title: String, slot: UInt8, function: UInt8 = 0, _ vendor: UInt16, _ device: UInt16, _ classCode: UInt32
  ) {
    self.title = title
    address = PCIAddress(slot: slot, function: function)
    identity = PCIIdentity(vendor: vendor, device: device, classCode: classCode)
  }
}
