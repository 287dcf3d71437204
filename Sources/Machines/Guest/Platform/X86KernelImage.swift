import Foundation

/// Finds the fastest form in which QEMU boots a kernel for x86.
enum X86KernelImage {
  /// Where a build tree, or a folder of modules, may hold a kernel.
  private static let places = ["vmlinux", "arch/x86/boot/bzImage", "vmlinuz", "bzImage"]

  /// The path of a kernel that QEMU boots: for a bzImage, that of the vmlinux within where that boots faster.
  static func bootable(
    _ path: String, cache: UserCache = UserCache("kernels")
  ) throws(MachineError) -> String {
    let file = try KernelFile.find(path, among: places)
    let image = try KernelFile.contents(file)
    if image.starts(with: ELF.magic) {
      guard ELF.hasPVHEntry(image) else {
        throw MachineError("this vmlinux has no PVH entry", at: file, advice: "enable CONFIG_PVH, or give its bzImage")
      }
      return file
    }
    guard let payload = BootImage.payload(of: image) else {
      throw MachineError("this is no kernel for x86", at: file, advice: "give a bzImage, a vmlinux or a build tree")
    }
    // A bzImage boots by itself too, only slower: it has to unpack itself in emulation.
    guard let compression = Compression.of(payload), (try? Tool.find("sha256sum")) != nil else { return file }
    let expanded = try cache.file("\(try hash(image))-vmlinux") { () throws(MachineError) in
      (try? compression.expand(payload)) ?? []
    }
    guard let kernel = try? KernelFile.contents(expanded), kernel.starts(with: ELF.magic), ELF.hasPVHEntry(kernel)
    else { return file }
    return expanded
  }

  private static func hash(_ image: Data) throws(MachineError) -> String {
    let line = String(
      decoding: try Tool.run(["sha256sum"], input: Descriptor.temporary([UInt8](image))), as: UTF8.self)
    return String(line.prefix(64))
  }
}

/// A bzImage: Linux's boot protocol for x86, from version 2.08 on.
package enum BootImage {
  /// `uname -r` of the kernel within; nil where this is no bzImage, or it does not tell.
  static func version(of image: Data) -> String? {
    guard image.littleEndian(UInt32.self, at: 0x202) == 0x5372_6448,  // "HdrS"
      let pointer = image.littleEndian(UInt16.self, at: 0x20e), pointer > 0
    else { return nil }
    let start = 0x200 + Int(pointer)
    guard start < image.count else { return nil }
    let word = image[start...].prefix(64).prefix { $0 > 0x20 && $0 < 0x7f }
    return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
  }

  /// The compressed kernel within; nil where this is no bzImage.
  package static func payload(of image: Data) -> [UInt8]? {
    guard image.littleEndian(UInt32.self, at: 0x202) == 0x5372_6448,  // "HdrS"
      let version = image.littleEndian(UInt16.self, at: 0x206), version >= 0x0208, image.count > 0x1f1,
      let offset = image.littleEndian(UInt32.self, at: 0x248), let length = image.littleEndian(UInt32.self, at: 0x24c)
    else { return nil }
    let sectors = image[0x1f1] == 0 ? 4 : Int(image[0x1f1])
    let start = (sectors + 1) * 512 + Int(offset)
    let end = start + Int(length)
    guard end <= image.count, length > 4 else { return nil }
    let payload = [UInt8](image[start..<end])
    // Behind all but gzip's data stands the unpacked size, which is not part of the compressed stream.
    return payload.starts(with: [0x1f, 0x8b]) ? payload : payload.dropLast(4)
  }
}
