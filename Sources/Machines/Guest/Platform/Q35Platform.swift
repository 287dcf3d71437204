import MachineModel

/// A PC with PCI Express.
struct Q35Platform: GuestPlatform {
  let program = "qemu-system-x86_64"

  let kernelArguments = ["console=ttyS0", "tsc=reliable", "no_timer_check", "nokaslr"]

  let hasSpareLine = true

  func machineArguments(_ machine: Machine) -> [String] {
    var arguments = ["-nodefaults", "-cpu", "max"]
    switch machine.iommu {
    case .intel: arguments += ["-device", "intel-iommu,intremap=on"]
    case .amd: arguments += ["-device", "amd-iommu,intremap=on"]
    case .tce, .smmu, .zpci, .none: break
    }
    // A kernel that is told to drive the ports' slots itself must find what is plugged in; to ACPI's hot plug, which is
    // QEMU's default, those slots are empty, and the kernel would turn them off.
    if machine.kernelArguments.contains("pcie_ports=native") {
      arguments += ["-global", "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"]
    }
    return arguments
  }

  func rootBus(of address: PCIAddress) -> String { "pcie.0" }

  func bootable(_ kernel: String) throws(MachineError) -> String { try X86KernelImage.bootable(kernel) }
}
