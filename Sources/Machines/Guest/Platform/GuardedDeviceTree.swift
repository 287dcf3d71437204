import Foundation
import MachineModel

/// The device tree of QEMU's machine for arm64, changed so that the SMMU stands before platform devices too.
///
/// QEMU's own tree puts only PCI behind it. What the devices do does not change: their DMA, where they have any, passes the
/// SMMU by. But the kernel gives them groups, and lets user space have them.
struct GuardedDeviceTree {
  /// The first of the numbers by which the SMMU knows the devices; PCI's are below.
  private static let firstStream = 0xff00
  private static let smmu = "/smmuv3@9050000"
  /// Keys behind the pins, whose driver would keep the pins.
  private static let keys = "/gpio-keys"

  private let machine: Machine
  private let command: [String]

  /// - Parameters:
  ///   - program: QEMU.
  ///   - arguments: What makes the bare machine.
  init(_ machine: Machine, program: String, arguments: [String]) {
    self.machine = machine
    command =
      [
        program, "-no-user-config", "-display", "none", "-machine", machine.chipset.rawValue,
        "-m", "\(machine.memory >> 20)M", "-smp", "\(machine.processors)",
      ] + arguments
  }

  func make() throws(MachineError) -> [UInt8] {
    let folder = try TemporaryFolder()
    let tree = folder.path + "/tree"
    _ = try Tool.run(command + ["-machine", "dumpdtb=\(tree)"])
    let number = String(decoding: try Tool.run(["fdtget", tree, Self.smmu, "phandle"]), as: UTF8.self)
    let phandle = number.trimmingCharacters(in: .whitespacesAndNewlines)
    for (index, device) in machine.platformDevices.enumerated() {
      let node = device.model.node
      _ = try Tool.run(["fdtput", tree, node, "iommus", phandle, "\(Self.firstStream + 8 * index)"])
      _ = try Tool.run(["fdtput", tree, node, "dma-coherent"])
    }
    if machine.platformDevices.contains(where: { $0.model == .pins }) {
      _ = try Tool.run(["fdtput", "-r", tree, Self.keys])
    }
    return [UInt8](try RegularFile.contents(tree, limit: 16 << 20))
  }
}

/// A folder for files that programs make, which is gone with its last user.
private final class TemporaryFolder {
  let path: String

  init() throws(MachineError) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vfio-conform-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw MachineError(
        "no temporary folder can be made: \(error.localizedDescription)", at: folder.path,
        advice: "make room, or set TMPDIR")
    }
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
