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
  /// Whether its host bridges stop an endpoint (PE) that fails, as those of POWER do; QEMU's only keep the tables.
  public var freezes: Bool
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
    var all = chipset.layout.builtinDevices + [channel]
    if iommu == .amd {
      all.append(BuiltinDevice("AMD IOMMU", PCIAddress(slot: 1), vendor: 0x1022, device: 0x0008, classCode: 0x080600))
    }
    return all.sorted { $0.address < $1.address }
  }

  /// The executor's virtio-serial port.
  public var channel: BuiltinDevice { chipset.layout.channel }

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
  /// POWER, little-endian.
  case power = "ppc64le"
}

/// The unit that translates the devices' DMA.
public enum IOMMUKind: String, Sendable, Hashable, CaseIterable {
  case intel
  case amd
  /// The translation tables (TCE) of POWER's host bridges.
  case tce
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
  /// The id of the bridge that it sits behind; nil on a root bus.
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
