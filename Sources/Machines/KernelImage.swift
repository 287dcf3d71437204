import Foundation

/// Finds the fastest form in which QEMU boots a kernel.
enum KernelImage {
  /// Where a build tree, or a folder of modules, may hold a kernel.
  private static let places = ["vmlinux", "arch/x86/boot/bzImage", "vmlinuz", "bzImage"]

  /// The path of a kernel that QEMU boots: for a bzImage, that of the vmlinux within where that boots faster.
  static func bootable(
    _ path: String, cache: UserCache = UserCache("kernels")
  ) throws(MachineError) -> String {
    let file = try find(path)
    guard let image = try? Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped) else {
      throw MachineError("the kernel cannot be read", at: file, advice: "check its permissions")
    }
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
    let kernel = try? Data(contentsOf: URL(fileURLWithPath: expanded), options: .alwaysMapped)
    guard let kernel, kernel.starts(with: ELF.magic), ELF.hasPVHEntry(kernel) else { return file }
    return expanded
  }

  private static func find(_ path: String) throws(MachineError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw MachineError("the kernel is not there", at: path, advice: "give a bzImage, a vmlinux or a build tree")
    }
    guard isFolder.boolValue else { return path }
    let candidates = places.map { "\(path)/\($0)" }
    guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw MachineError("no kernel is in this folder", at: path, advice: "build it, or give the image itself")
    }
    return found
  }

  private static func hash(_ image: Data) throws(MachineError) -> String {
    let line = String(
      decoding: try Tool.run(["sha256sum"], input: Descriptor.temporary([UInt8](image))), as: UTF8.self)
    return String(line.prefix(64))
  }
}

/// A bzImage: Linux's boot protocol for x86, from version 2.08 on.
private enum BootImage {
  /// The compressed kernel within; nil where this is no bzImage.
  static func payload(of image: Data) -> [UInt8]? {
    guard image.littleEndian(UInt32.self, at: 0x202) == 0x5372_6448,  // "HdrS"
      let version = image.littleEndian(UInt16.self, at: 0x206), version >= 0x0208, image.count > 0x1f1,
      let offset = image.littleEndian(UInt32.self, at: 0x248), let length = image.littleEndian(UInt32.self, at: 0x24c)
    else { return nil }
    let sectors = image[0x1f1] == 0 ? 4 : Int(image[0x1f1])
    let start = (sectors + 1) * 512 + Int(offset)
    let end = start + Int(length)
    guard end <= image.count, length > 4 else { return nil }
    let payload = [UInt8](image[start..<end])
    // All but gzip have the unpacked size behind them, which is none of theirs.
    return payload.starts(with: [0x1f, 0x8b]) ? payload : payload.dropLast(4)
  }
}

private enum ELF {
  static let magic: [UInt8] = [0x7f, 0x45, 0x4c, 0x46]
  private static let noteSegment: UInt32 = 4
  private static let physicalEntryNote: UInt32 = 18

  /// Whether a 64-bit ELF file has the note by which QEMU enters a vmlinux (`XEN_ELFNOTE_PHYS32_ENTRY`).
  static func hasPVHEntry(_ file: Data) -> Bool {
    guard let table = file.littleEndian(UInt64.self, at: 0x20).flatMap({ Int(exactly: $0) }),
      let size = file.littleEndian(UInt16.self, at: 0x36), let count = file.littleEndian(UInt16.self, at: 0x38),
      table < file.count
    else { return false }
    for index in 0..<Int(count) {
      let header = table + index * Int(size)
      guard file.littleEndian(UInt32.self, at: header) == noteSegment,
        let start = file.littleEndian(UInt64.self, at: header + 8).flatMap({ Int(exactly: $0) }),
        let length = file.littleEndian(UInt64.self, at: header + 32).flatMap({ Int(exactly: $0) }),
        start <= file.count, length <= file.count - start
      else { continue }
      if hasPVHNote(file[start..<start + length]) { return true }
    }
    return false
  }

  private static func hasPVHNote(_ notes: Data) -> Bool {
    var at = notes.startIndex
    while let nameSize = notes.littleEndian(UInt32.self, at: at),
      let valueSize = notes.littleEndian(UInt32.self, at: at + 4),
      let kind = notes.littleEndian(UInt32.self, at: at + 8)
    {
      let name = at + 12
      guard Int(nameSize) <= notes.endIndex - name else { return false }
      if kind == physicalEntryNote, notes[name..<name + Int(nameSize)].elementsEqual(Array("Xen\0".utf8)) {
        return true
      }
      at = name + (Int(nameSize) + 3) / 4 * 4 + (Int(valueSize) + 3) / 4 * 4
    }
    return false
  }
}
