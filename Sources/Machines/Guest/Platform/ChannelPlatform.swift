import Foundation
import MachineModel

/// QEMU's machine for s390x: devices behind subchannels, and PCI functions.
struct ChannelPlatform: GuestPlatform {
  let program = "qemu-system-s390x"

  let kernelArguments = ["console=ttyS0"]

  /// The machine has one console that a kernel writes to before a driver is there.
  let hasSpareLine = false

  /// All facilities that QEMU emulates: PCI is one of them. Devices get their subchannels in the order of the arguments.
  func machineArguments(_ machine: Machine) -> [String] {
    ["-nodefaults", "-cpu", "max"]
      + machine.channelDevices.flatMap { device in
        ["-device", "\(device.model.rawValue),id=\(device.id),devno=fe.\(device.name.dropFirst("0.".count))"]
      }
      + machine.devices.flatMap { device in
        ["-device", "zpci,uid=\(device.address.domain),fid=\(device.address.domain),target=\(device.id)"]
      }
  }

  /// Behind those of the machine file, whose subchannels so have the numbers that the file implies.
  func portController(_ machine: Machine) -> String? { "virtio-serial-ccw,devno=fe.0.ffff" }

  func rootBus(of address: PCIAddress) -> String { "pci.0" }

  /// Where a build tree, or a folder of modules, may hold a kernel.
  private static let places = ["arch/s390/boot/bzImage", "vmlinuz", "bzImage"]

  func bootable(_ kernel: String) throws(MachineError) -> String {
    try KernelFile.find(
      kernel, among: Self.places, for: "s390x", forms: "a bzImage or a build tree", where: Self.isImage)
  }

  /// Whether a file has the word that Linux's images for s390x have behind their first block.
  private static func isImage(_ file: Data) -> Bool { file.dropFirst(0x10008).starts(with: Array("S390EP".utf8)) }
}
