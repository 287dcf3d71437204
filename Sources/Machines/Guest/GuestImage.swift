import Foundation
import MachineModel

/// All that a guest is booted from; made once, used for each boot of a run.
package struct GuestImage: Sendable {
  package let machine: Machine
  let qemu: String
  /// The kernel as it was given, for complaints.
  let kernelName: String
  /// The file that QEMU boots.
  let kernel: String
  let initramfs: [UInt8]
  /// What the kernel is told of the machine, where that is not QEMU's own.
  let deviceTree: [UInt8]?
  /// The program that keeps QEMU from outliving the harness: this machine's own executor.
  let keeper: String

  /// The executor's line is a virtio port where the kernel has these, else a serial line.
  private static let channelModules = ["virtio_pci", "virtio_console"].map { ModuleRequest(name: $0) }

  /// Prepares a guest.
  ///
  /// - Parameters:
  ///   - kernel: a kernel's image or its build tree; what images there are depends on the machine.
  ///   - modules: a `lib/modules/VERSION` folder, or a build tree; nil for a kernel that has everything within.
  ///   - executor: the executor built for the machine's architecture.
  ///   - keeper: the executor built for this machine.
  ///   - program: what the guest runs in place of the harness's calls.
  package init(
    machine: Machine, kernel: String, modules: String?, executor: String, keeper: String, program: GuestProgram? = nil
  ) throws(MachineError) {
    let platform = machine.chipset.platform
    let qemu = try Tool.find(platform.program)
    let image = try platform.bootable(kernel)
    var order: [GuestModule] = []
    var release: String?
    if let modules {
      release = KernelRelease.ofKernel(try KernelFile.contents(image))
      let tree = try ModuleTree(modules, for: release)
      let channel = try tree.resolve([], optional: Self.channelModules)
      let all = try tree.resolve(machine.modules, optional: machine.hostDrivers + machine.spareModules)
      order = channel + all.filter { !channel.contains($0) }
    }
    self.init(
      machine: machine, qemu: qemu, kernelName: kernel, kernel: image,
      initramfs: try Self.initramfs(
        executor: executor, modules: order, spare: machine.spareModules, of: release, program: program),
      deviceTree: try platform.deviceTree(machine), keeper: keeper)
  }

  init(
    machine: Machine, qemu: String, kernelName: String, kernel: String, initramfs: [UInt8], deviceTree: [UInt8]? = nil,
    keeper: String
  ) {
    self.machine = machine
    self.qemu = qemu
    self.kernelName = kernelName
    self.kernel = kernel
    self.initramfs = initramfs
    self.deviceTree = deviceTree
    self.keeper = keeper
  }

  /// The largest size that is reasonable for the executor or a module.
  private static let fileLimit = 256 << 20

  /// - Parameters:
  ///   - spare: Those of the modules that are not loaded at the start.
  ///   - release: The kernel's, which the modules must be built for; nil where it is not known.
  private static func initramfs(
    executor: String, modules: [GuestModule], spare: [ModuleRequest], of release: String?, program: GuestProgram?
  ) throws(MachineError) -> [UInt8] {
    var archive = Initramfs()
    archive.addFile("init", mode: 0o755, try read(executor))
    archive.addFolder("modules")
    for module in modules {
      let bytes = try read(module.path)
      let plain = try Compression.of(bytes).map { compression throws(MachineError) in try compression.expand(bytes) }
      try check(module, plain ?? bytes, of: release)
      archive.addFile("modules/\(module.name).ko", mode: 0o644, plain ?? bytes)
    }
    let spareNames = Set(spare.map(\.canonicalName))
    let order = modules.filter { !spareNames.contains($0.name) }.map {
      $0.parameters.isEmpty ? $0.name : "\($0.name) \($0.parameters)"
    }
    archive.addFile("modules/order", mode: 0o644, Array(order.map { $0 + "\n" }.joined().utf8))
    if let program {
      archive.addFile("program", mode: 0o755, try read(program.path))
      archive.addFile("program.arguments", mode: 0o644, program.arguments.flatMap { Array($0.utf8) + [0] })
    }
    archive.finish()
    return archive.bytes
  }

  private static func read(_ path: String) throws(MachineError) -> [UInt8] {
    [UInt8](try RegularFile.contents(path, limit: fileLimit))
  }

  /// A module of another release is refused by the kernel, in words that only its console has.
  private static func check(_ module: GuestModule, _ bytes: [UInt8], of release: String?) throws(MachineError) {
    guard let built = KernelRelease.ofModule(Data(bytes)) else {
      throw MachineError("this is no kernel module", at: module.path, advice: "give the modules of the kernel")
    }
    guard let release, built != release else { return }
    throw MachineError(
      "the module '\(module.name)' is of Linux \(built), and the kernel is \(release)", at: module.path,
      advice: "give --modules a lib/modules/\(release)")
  }
}
