import MachineModel

/// The QEMU command for a machine. What it reads and writes are descriptors that it inherits.
struct GuestCommandLine {
  /// Descriptors as QEMU has them.
  struct Descriptors {
    var port: Int32
    var line: Int32
    var monitor: Int32
    var console: Int32
    var initramfs: Int32
    var deviceTree: Int32?
    /// Expansion ROMs by the id of their device.
    var roms: [String: Int32]
  }

  private(set) var arguments: [String]
  private let platform: any GuestPlatform

  init(_ image: GuestImage, _ descriptors: Descriptors) {
    let machine = image.machine
    platform = machine.chipset.platform
    arguments = [
      image.qemu, "-no-user-config", "-display", "none", "-no-reboot",
      "-machine", machine.chipset.rawValue, "-accel", "tcg,thread=single,tb-size=256",
      "-m", "\(machine.memory >> 20)M", "-smp", "\(machine.processors)",
    ]
    arguments += platform.machineArguments(machine)
    addChannels(descriptors, machine)
    for device in machine.devices { add(device, in: machine, rom: descriptors.roms[device.id]) }
    if let tree = descriptors.deviceTree { arguments += ["-dtb", Self.path(tree)] }
    let words = platform.kernelArguments + Self.kernelArguments + machine.kernelArguments
    arguments += [
      "-kernel", image.kernel, "-initrd", Self.path(descriptors.initramfs), "-append", words.joined(separator: " "),
    ]
  }

  /// A panic ends QEMU at once; the rest is what makes a boot quick.
  private static let kernelArguments = [
    "panic=-1", "quiet", "loglevel=4", "mitigations=off", "audit=0", "selinux=0", "apparmor=0", "cryptomgr.notests",
  ]

  private mutating func addChannels(_ descriptors: Descriptors, _ machine: Machine) {
    let controller =
      platform.portController(machine)
      ?? "virtio-serial-pci" + (machine.channel.map { "," + place(of: $0.address, on: nil) } ?? "")
    arguments += [
      "-device", controller + ",id=channel",
      "-chardev", "socket,id=port,fd=\(descriptors.port)",
      "-device", "virtserialport,bus=channel.0,chardev=port,name=org.vfio-conform.executor",
      "-chardev", "file,id=console,path=\(Self.path(descriptors.console)),append=on", "-serial", "chardev:console",
    ]
    if platform.hasSpareLine {
      arguments += ["-chardev", "socket,id=line,fd=\(descriptors.line)", "-serial", "chardev:line"]
    }
    arguments += ["-chardev", "socket,id=monitor,fd=\(descriptors.monitor)", "-mon", "chardev=monitor,mode=control"]
  }

  private func place(of address: PCIAddress, on bridge: String?) -> String {
    "bus=\(bridge ?? platform.rootBus(of: address)),addr=\(String(address.slot, radix: 16)).\(address.function)"
  }

  private mutating func add(_ device: Device, in machine: Machine, rom: Int32?) {
    var words = [device.model.rawValue, "id=\(device.id)", place(of: device.address, on: device.bus)]
    if device.isMultifunction { words.append("multifunction=on") }
    switch device.model {
    case .rootPort:
      let ordinal = (machine.devices.filter { $0.model == .rootPort }.firstIndex(of: device) ?? 0) + 1
      words += ["chassis=\(ordinal)", "slot=\(ordinal)"]
    case .nvme:
      words.append("serial=\(device.id)")
      if device.virtualFunctions > 0 { words += addSubsystem(of: device) }
    case .expander:
      words += ["bus_nr=\(device.secondaryBus ?? 0)", "bypass_iommu=on"]
    case .ivshmem:
      arguments += [
        "-object", "memory-backend-ram,id=memory-\(device.id),size=\(device.sharedMemory),share=on",
      ]
      words.append("memdev=memory-\(device.id)")
    case .edu, .e1000, .e1000e, .testdev, .vga, .conventionalBridge: break
    }
    // Without a ROM of its own a network card would bring QEMU's, whose firmware costs time at each boot.
    if !device.model.isBridge { words.append("romfile=\(rom.map(Self.path) ?? "")") }
    arguments += ["-device", words.joined(separator: ",")]
  }

  /// Virtual functions share a subsystem with the function that has them, and take their queues and vectors from it.
  private mutating func addSubsystem(of device: Device) -> [String] {
    let (name, count) = ("subsystem-\(device.id)", device.virtualFunctions)
    arguments += ["-device", "nvme-subsys,id=\(name)"]
    return [
      "subsys=\(name)", "sriov_max_vfs=\(count)", "sriov_vq_flexible=\(2 * count)", "sriov_vi_flexible=\(count)",
      "max_ioqpairs=\(2 * count + 2)", "msix_qsize=\(2 * count + 3)",
    ]
  }

  private static func path(_ descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }
}
