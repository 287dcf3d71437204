import MachineModel

/// POWER9 without a hypervisor.
struct PowerNVPlatform: GuestPlatform {
  let program = POWER.program
  let kernelArguments = POWER.kernelArguments

  /// The firmware knows one line.
  let hasSpareLine = false

  /// `-nodefaults` would take the host bridges away, so what else comes by default is refused piece by piece.
  func machineArguments(_ machine: Machine) -> [String] { ["-net", "none", "-parallel", "none"] }

  /// The root port's bus.
  func rootBus(of address: PCIAddress) -> String { "pcie.\(address.domain)" }

  func bootable(_ kernel: String) throws(MachineError) -> String { try POWER.bootable(kernel) }
}

/// A partition of a POWER hypervisor, which QEMU plays.
struct PSeriesPlatform: GuestPlatform {
  let program = POWER.program
  let kernelArguments = POWER.kernelArguments
  let hasSpareLine = true

  func machineArguments(_ machine: Machine) -> [String] {
    let bridges = Set(machine.devices.map(\.address.domain)).sorted()
    return ["-nodefaults"] + bridges.flatMap { ["-device", "spapr-pci-host-bridge,index=\($0),id=phb\($0)"] }
  }

  func rootBus(of address: PCIAddress) -> String { address.domain == 0 ? "pci.0" : "phb\(address.domain).0" }

  func bootable(_ kernel: String) throws(MachineError) -> String { try POWER.bootable(kernel) }
}

/// What POWER's platforms share.
private enum POWER {
  static let program = "qemu-system-ppc64"
  static let kernelArguments = ["console=hvc0"]

  /// Where a build tree, or a folder of modules, may hold a kernel.
  private static let places = ["vmlinux", "arch/powerpc/boot/zImage", "vmlinuz"]

  static func bootable(_ kernel: String) throws(MachineError) -> String {
    try KernelFile.find(
      kernel, among: places, for: "little-endian POWER", forms: "a vmlinux, a zImage or a build tree",
      where: ELF.isForPOWER)
  }
}
