import MachineModel

/// What QEMU has to be told of a machine beyond its devices: all in which chipsets differ.
protocol GuestPlatform: Sendable {
  /// QEMU's program for the architecture.
  var program: String { get }
  /// Arguments that make the bare machine, with nothing on it that no machine file names.
  func machineArguments(_ machine: Machine) -> [String]
  /// Words for the kernel's command line: the console first, for the kernel's own words; the rest makes a boot quick.
  var kernelArguments: [String] { get }
  /// Whether there is a second serial line, for kernels without a virtio port.
  var hasSpareLine: Bool { get }
  /// What the kernel is told of the machine in place of what QEMU would tell it; nil for QEMU's own words.
  func deviceTree(_ machine: Machine) throws(MachineError) -> [UInt8]?
  /// QEMU's words for the controller of the executor's port where it is no PCI device.
  func portController(_ machine: Machine) -> String?
  /// QEMU's name for the bus that a function sits on that is behind no bridge of the machine file.
  func rootBus(of address: PCIAddress) -> String
  /// The file of a kernel, or of what was given for it, that QEMU boots fastest.
  func bootable(_ kernel: String) throws(MachineError) -> String
}

extension GuestPlatform {
  func deviceTree(_ machine: Machine) throws(MachineError) -> [UInt8]? { nil }
  func portController(_ machine: Machine) -> String? { nil }
}

extension Chipset {
  var platform: any GuestPlatform {
    switch self {
    case .q35: Q35Platform()
    case .powernv9: PowerNVPlatform()
    case .pseries: PSeriesPlatform()
    case .virt: VirtPlatform()
    case .s390ccw: ChannelPlatform()
    }
  }
}
