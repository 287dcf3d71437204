/// A machine under test: what both the simulator's host and the QEMU guest are made of.
package struct Machine: Sendable, Hashable {
  /// The name that `--machine` takes; also the file's name.
  package var name: String
  package var title: String
  package var architecture: Architecture
  package var chipset: Chipset
  package var iommu: IOMMUKind
  /// Bytes of memory.
  package var memory: UInt64
  package var processors: Int
  /// Whether its host bridges stop an endpoint (PE) that fails, as those of POWER do; QEMU's only keep the tables.
  package var freezes: Bool
  /// Words added to the kernel's command line.
  package var kernelArguments: [String]
  /// Modules that are loaded before the first case, in order; their dependencies come by themselves.
  package var modules: [ModuleRequest]
  /// Modules that drive devices for the host, where the kernel has them: cases bind devices away from VFIO with them.
  package var hostDrivers: [ModuleRequest]
  /// Modules that only cases load, where the kernel has them. What they need is loaded before the first case.
  package var spareModules: [ModuleRequest]
  /// The devices of the machine file, in its order.
  package var devices: [Device]
  /// Those of the machine's own devices that cases may play with, and that no bus shows.
  package var platformDevices: [PlatformDevice]
  /// Those behind subchannels, in the order of these.
  package var channelDevices: [ChannelDevice]
  /// What a kernel must offer there; nil where the file does not say.
  package var offers: Offers?

  /// The functions that come with the chipset, the IOMMU and the executor's channel, by address.
  ///
  /// No case uses them, but they are on the bus and in groups of their own.
  package var builtinDevices: [BuiltinDevice] {
    var all = chipset.layout.builtinDevices + (channel.map { [$0] } ?? [])
    if iommu == .amd {
      all.append(BuiltinDevice("AMD IOMMU", PCIAddress(slot: 1), vendor: 0x1022, device: 0x0008, classCode: 0x080600))
    }
    return all.sorted { $0.address < $1.address }
  }

  /// The executor's virtio-serial port; nil where it is no PCI device.
  package var channel: BuiltinDevice? { chipset.layout.channel }

  /// Whether the IOMMU does not see a function: it sits behind an expander.
  package func bypassesIOMMU(_ address: PCIAddress) -> Bool {
    devices.contains { device in
      guard device.model == .expander, let first = device.secondaryBus else { return false }
      return first <= address.bus && address.bus <= device.subordinateBus ?? first
    }
  }

  /// The device with the given id.
  package func device(_ id: String) -> Device? { devices.first { $0.id == id } }
}

package enum Architecture: String, Sendable, Hashable, CaseIterable {
  /// `x86_64`, as `uname -m` says it.
  case x86 = "x86_64"
  /// POWER, little-endian.
  case power = "ppc64le"
  case arm = "aarch64"
  /// IBM's mainframes, big-endian.
  case s390 = "s390x"
}

/// The unit that translates the devices' DMA.
package enum IOMMUKind: String, Sendable, Hashable, CaseIterable {
  case intel
  case amd
  /// Arm's SMMU, version 3.
  case smmu
  /// The translation tables (TCE) of POWER's host bridges.
  case tce
  /// The translation that each PCI function of s390x has for itself.
  case zpci
  case none
}

/// A module to load, with its parameters (`name=value`, separated by blanks).
package struct ModuleRequest: Sendable, Hashable {
  package var name: String
  package var parameters: String

  package init(name: String, parameters: String = "") {
    self.name = name
    self.parameters = parameters
  }

  /// As the kernel writes it: with underscores.
  package var canonicalName: String { String(name.map { $0 == "-" ? "_" : $0 }) }
}

/// A device of a machine file.
package struct Device: Sendable, Hashable {
  /// How suites and traces name it.
  package var id: String
  package var model: DeviceModel
  /// The id of the bridge that it sits behind; nil on a root bus.
  package var bus: String?
  /// Where the firmware puts it.
  package var address: PCIAddress
  /// Whether this is function 0 of a slot that has others.
  package var isMultifunction: Bool
  /// The number of the bus behind it, for a bridge.
  package var secondaryBus: UInt8?
  /// The highest number of a bus behind it, for a bridge.
  package var subordinateBus: UInt8?
  /// The bytes of its expansion ROM, 0 without one.
  package var romSize: Int
  /// The bytes of memory that an `ivshmem-plain` shares, else 0.
  package var sharedMemory: UInt64
  /// The virtual functions that it can have (SR-IOV), 0 without.
  package var virtualFunctions: Int
}
