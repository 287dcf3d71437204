import Foundation
import MachineModel

/// QEMU's machine for arm64, with an SMMU in front of its PCI devices.
struct VirtPlatform: GuestPlatform {
  let program = "qemu-system-aarch64"

  let kernelArguments = ["console=ttyAMA0"]

  /// The machine has one line that a kernel may use.
  let hasSpareLine = false

  /// A processor that QEMU emulates fast: the newest ones sign each return address.
  func machineArguments(_ machine: Machine) -> [String] {
    let bare = ["-nodefaults", "-machine", "gic-version=3,iommu=smmuv3", "-cpu", "cortex-a57"]
    guard machine.platformDevices.contains(where: { $0.model == .virtio }) else { return bare }
    return bare + ["-global", "virtio-mmio.force-legacy=off", "-device", "virtio-rng-device,bus=virtio-mmio-bus.31"]
  }

  func deviceTree(_ machine: Machine) throws(MachineError) -> [UInt8]? {
    guard !machine.platformDevices.isEmpty else { return nil }
    return try GuardedDeviceTree(machine, program: program, arguments: machineArguments(machine)).make()
  }

  func rootBus(of address: PCIAddress) -> String { "pcie.0" }

  /// Where a build tree, or a folder of modules, may hold a kernel.
  private static let places = ["arch/arm64/boot/Image", "vmlinuz", "Image"]

  func bootable(_ kernel: String) throws(MachineError) -> String {
    try KernelFile.find(
      kernel, among: Self.places, for: "arm64", forms: "an Image or a build tree", where: Self.isImage)
  }

  /// Whether a file has the header of Linux's boot protocol for arm64.
  private static func isImage(_ file: Data) -> Bool { file.littleEndian(UInt32.self, at: 0x38) == 0x644d_5241 }
}
