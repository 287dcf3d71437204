import Foundation

/// The file that holds a kernel.
enum KernelFile {
  static func contents(_ file: String) throws(MachineError) -> Data {
    guard let image = try? Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped) else {
      throw MachineError("the kernel cannot be read", at: file, advice: "check its permissions")
    }
    return image
  }

  /// - Parameter places: Where a folder may hold it, the best first.
  static func find(_ path: String, among places: [String]) throws(MachineError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw MachineError("the kernel is not there", at: path, advice: "give an image or a build tree")
    }
    guard isFolder.boolValue else { return path }
    let candidates = places.map { "\(path)/\($0)" }
    guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw MachineError("no kernel is in this folder", at: path, advice: "build it, or give the image itself")
    }
    return found
  }

  /// The kernel for a machine that QEMU boots as it is.
  ///
  /// - Parameters:
  ///   - forms: What may be given for it.
  ///   - isKernel: Whether a file is one.
  static func find(
    _ path: String, among places: [String], for machine: String, forms: String, where isKernel: (Data) -> Bool
  ) throws(MachineError) -> String {
    let file = try find(path, among: places)
    guard isKernel(try contents(file)) else {
      throw MachineError("this is no kernel for \(machine)", at: file, advice: "give \(forms)")
    }
    return file
  }
}

/// What a kernel's ELF file says of itself.
package enum ELF {
  static let magic: [UInt8] = [0x7f, 0x45, 0x4c, 0x46]
  private static let noteSegment: UInt32 = 4
  private static let physicalEntryNote: UInt32 = 18

  /// Whether it holds 64-bit code for POWER with the lowest byte first.
  package static func isForPOWER(_ file: Data) -> Bool {
    file.starts(with: magic + [2, 1]) && file.littleEndian(UInt16.self, at: 0x12) == 21
  }

  /// Whether a 64-bit ELF file has the note by which QEMU enters a vmlinux (`XEN_ELFNOTE_PHYS32_ENTRY`).
  package static func hasPVHEntry(_ file: Data) -> Bool {
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
