import Foundation
import MachineModel
import Testing

@testable import Machines

/// One entry of an archive in cpio's `newc` format.
private struct Entry: Equatable {
  var name: String
  var mode: UInt32
  var data: [UInt8]
}

private func entries(of archive: [UInt8]) throws -> [Entry] {
  var found: [Entry] = []
  var at = 0
  while at < archive.count {
    let header = String(decoding: archive[at..<at + 110], as: UTF8.self)
    #expect(header.hasPrefix("070701") && at.isMultiple(of: 4))
    func field(_ index: Int) throws -> Int {
      try #require(Int(header.dropFirst(6 + 8 * index).prefix(8), radix: 16))
    }
    let name = at + 110
    let nameEnd = try name + field(11)
    let data = (nameEnd + 3) / 4 * 4
    let dataEnd = try data + field(6)
    found.append(
      Entry(
        name: String(decoding: archive[name..<nameEnd - 1], as: UTF8.self), mode: UInt32(try field(1)),
        data: Array(archive[data..<dataEnd])))
    at = (dataEnd + 3) / 4 * 4
  }
  return found
}

@Test func archiveHoldsWhatWasPutIn() throws {
  var archive = Initramfs()
  archive.addFile("init", mode: 0o755, [1, 2, 3, 4, 5])
  archive.addFolder("modules")
  archive.finish()
  let found = try entries(of: archive.bytes)
  #expect(found.first == Entry(name: ".", mode: 0o040755, data: []))
  #expect(found.contains(Entry(name: "dev/console", mode: 0o020600, data: [])))
  #expect(found.contains(Entry(name: "init", mode: 0o100755, data: [1, 2, 3, 4, 5])))
  #expect(found.contains(Entry(name: "modules", mode: 0o040755, data: [])))
  #expect(found.last?.name == "TRAILER!!!")
}

/// The least of a 64-bit ELF file: a header, one note segment, and in it one note of Xen's.
private func kernel(note: UInt32) -> [UInt8] {
  var file = [UInt8](repeating: 0, count: 0x78)
  file.replaceSubrange(0..<4, with: [0x7f, 0x45, 0x4c, 0x46])
  file[0x20] = 0x40
  file[0x36] = 56
  file[0x38] = 1
  file[0x40] = 4
  file[0x48] = 0x78
  file[0x60] = 20
  for word in [4, 4, note] { file.append(littleEndian: word) }
  return file + Array("Xen\0".utf8) + [0, 0, 0, 1]
}

/// A bzImage around a payload.
private func bootImage(_ payload: [UInt8]) -> [UInt8] {
  var image = [UInt8](repeating: 0, count: 1024)
  image[0x1f1] = 1
  image.replaceSubrange(0x202..<0x208, with: Array("HdrS".utf8) + [0x0f, 0x02])
  image.replaceSubrange(0x248..<0x24c, with: [0, 0, 0, 0])
  let length = UInt32(payload.count)
  image.replaceSubrange(0x24c..<0x250, with: (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) })
  return image + payload
}

private func compressed(_ command: [String], _ bytes: [UInt8]) throws -> [UInt8] {
  try Tool.run(command, input: Descriptor.temporary(bytes))
}

@Test(arguments: [["gzip", "-c"], ["xz", "-c", "--check=crc32"], ["zstd", "-qc"]])
func kernelIsTakenOutOfItsImageOnce(_ command: [String]) throws {
  let folder = try TemporaryFolder()
  let vmlinux = kernel(note: 18)
  let size: [UInt8] = command[0] == "gzip" ? [] : [UInt8(vmlinux.count), 0, 0, 0]
  let path = try folder.write("bzImage", bootImage(compressed(command, vmlinux) + size))
  let cache = UserCache(folder: folder.url.appendingPathComponent("cache"))
  let taken = try X86KernelImage.bootable(path, cache: cache)
  #expect(taken.hasPrefix(cache.folder.path))
  #expect(FileManager.default.contents(atPath: taken) == Data(vmlinux))
  try Data("marked".utf8).write(to: URL(fileURLWithPath: taken))
  _ = try X86KernelImage.bootable(path, cache: cache)
  #expect(FileManager.default.contents(atPath: taken) == Data("marked".utf8))
}

@Test func imageThatCannotBeTakenApartIsBootedWhole() throws {
  let folder = try TemporaryFolder()
  let cache = UserCache(folder: folder.url.appendingPathComponent("cache"))
  for payload in [[UInt8](repeating: 7, count: 64), [0x1f, 0x8b] + [UInt8](repeating: 7, count: 64)] {
    let path = try folder.write("bzImage", bootImage(payload))
    #expect(try X86KernelImage.bootable(path, cache: cache) == path)
  }
}

@Test func kernelIsFoundInABuildTree() throws {
  let folder = try TemporaryFolder()
  let cache = UserCache(folder: folder.url.appendingPathComponent("cache"))
  let none = #expect(throws: MachineError.self) { try X86KernelImage.bootable(folder.path, cache: cache) }
  #expect(none?.what == "no kernel is in this folder")
  let image = try folder.write("arch/x86/boot/bzImage", bootImage([UInt8](repeating: 7, count: 64)))
  #expect(try X86KernelImage.bootable(folder.path, cache: cache) == image)
  let vmlinux = try folder.write("vmlinux", kernel(note: 18))
  #expect(try X86KernelImage.bootable(folder.path, cache: cache) == vmlinux)
}

@Test(
  arguments: [
    ([], "this is no kernel for x86"), (Array("MZ a program".utf8), "this is no kernel for x86"),
    (kernel(note: 17), "this vmlinux has no PVH entry"),
    (Array(kernel(note: 18).prefix(0x50)), "this vmlinux has no PVH entry"),
    (Array(bootImage([1, 2, 3, 4, 5, 6]).prefix(1025)), "this is no kernel for x86"),
  ] as [([UInt8], String)])
func fileThatIsNoKernelIsRefused(_ bytes: [UInt8], _ what: String) throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("kernel", bytes)
  let error = #expect(throws: MachineError.self) { try X86KernelImage.bootable(path) }
  #expect(error?.what == what)
}

@Test func cacheThatCannotBeWrittenIsNamed() throws {
  let folder = try TemporaryFolder()
  let file = try folder.write("file", "")
  let cache = UserCache(folder: URL(fileURLWithPath: file).appendingPathComponent("below"))
  let error = #expect(throws: MachineError.self) { try cache.file("key") { [1] } }
  #expect(error?.description.hasPrefix("\(file)/below: the cache cannot be written") == true)
}

@Test func cacheKeepsTheNewest() throws {
  let folder = try TemporaryFolder()
  let cache = UserCache(folder: folder.url)
  for index in 0..<12 {
    let path = try cache.file("key\(index)") { [1] }
    let date = Date(timeIntervalSince1970: Double(index) * 1000)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
  }
  let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
  #expect(left.count == 8 && left.contains("key11") && !left.contains("key0"))
}

@Test func toolThatIsMissingIsNamedWithItsPackage() {
  let error = #expect(throws: MachineError.self) { try Tool.find("no-such-tool") }
  #expect(error?.description == "'no-such-tool' is not installed (install the package no-such-tool)")
}

@Test func toolThatFailsSaysWhy() {
  let error = #expect(throws: MachineError.self) { try Tool.run(["sh", "-c", "echo first; echo broken >&2; exit 3"]) }
  #expect(error?.what == "'sh' failed: broken")
}
