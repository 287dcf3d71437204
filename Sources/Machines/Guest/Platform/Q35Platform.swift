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
    case .tce, .none: break
    }
    return arguments
  }

  func rootBus(of address: PCIAddress) -> String { "pcie.0" }

  func bootable(_ kernel: String) throws(MachineError) -> String { try X86KernelImage.bootable(kernel) }
}
