import Foundation
import Journal
import SuiteModel
import Testing

@testable import Runner

/// No number is cut on its way to a call: what does not fit is said, by lint where it is written out, by the run where it
/// is only known then.
@Suite struct NumberTests {
  /// A step, `@` where the number stands; the number; and the complaint.
  static let misfits: [(step: String, number: String, complaint: String)] = [
    ("{ store: 0x1000, width: 1, value: @ }", "256", "256 does not fit 8 bits"),
    ("{ store: 0x1000, width: 2, value: @ }", "-32769", "-32769 does not fit 16 bits"),
    ("{ store: 0x1000, width: 8, value: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ store: 0x1000, width: @, value: 1 }", "3", "the width is 3, but must be 1, 2, 4 or 8"),
    ("{ load: 0x1000, width: @ }", "0", "the width is 0, but must be 1, 2, 4 or 8"),
    ("{ poke: 0x1000, width: 1, value: @ }", "-129", "-129 does not fit 8 bits"),
    ("{ write: 3, width: 4, value: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ pwrite: 3, offset: 0, width: 2, value: @ }", "65536", "65536 does not fit 16 bits"),
    ("{ pwrite: 3, offset: @, width: 2, value: 0 }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ pwrite: 3, offset: 0, from: 0x1000, count: @ }", "-1", "-1 is not between 0 and 9223372036854775807"),
    ("{ read: 3, count: @ }", "1048577", "1048577 is not between 0 and 1048576"),
    ("{ pread: 3, count: 1, offset: @ }", "-1 << 64", "-18446744073709551616 does not fit 64 bits"),
    ("{ peek: 0x1000, count: @ }", "-1", "-1 is not between 0 and 1048576"),
    ("{ close: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ dup: @ }", "-1 << 32", "-4294967296 does not fit 32 bits"),
    ("{ fcntl: 3, command: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ fcntl: 3, command: GETFD, arg: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ lseek: 3, offset: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ lseek: 3, offset: 0, whence: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ ftruncate: 3, length: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ poll: 3, events: @ }", "65536", "65536 does not fit 16 bits"),
    ("{ poll: 3, for-at-most: @ }", "3600001", "3600001 is not between 0 and 3600000"),
    ("{ open: /x, flags: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ eventfd: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ eventfd: 0, flags: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ memfd: {}, flags: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ send: 3, through: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ receive: {}, through: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ signal: 3, value: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ quiet: 3, during: @ }", "-1", "-1 is not between 0 and 3600000"),
    ("{ await: 3, within: @ }", "365 * 24 * 3600s", "31536000000 is not between 0 and 3600000"),
    ("{ read-file: /x, within: @ }", "-1", "-1 is not between 0 and 3600000"),
    ("{ sleep: @ }", "3600001", "3600001 is not between 0 and 3600000"),
    ("{ open: /x, repeat: @ }", "-1", "-1 is not between 0 and 1048576"),
    ("{ open: /x, repeat: @ }", "1 << 30", "1073741824 is not between 0 and 1048576"),
    ("{ chmod: /x, mode: @ }", "0o10000", "4096 is not between 0 and 4095"),
    ("{ setrlimit: NOFILE, value: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ exit: @ }", "256", "256 is not between 0 and 255"),
    ("{ spawn: p, uid: @ }", "-1", "-1 is not between 0 and 4294967294"),
    ("{ spawn: p, gid: @ }", "0xffffffff", "4294967295 is not between 0 and 4294967294"),
    ("{ spawn: p, without: ['@'] }", "64", "64 is not between 0 and 63"),
    ("{ spawn: p, limits: { NOFILE: @ } }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ munmap: @, length: 1 }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ munmap: 0, length: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ mmap: { length: @ } }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ mmap: { length: 1, prot: @ } }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ mmap: { length: 1, fd: @ } }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ mremap: 0, length: 1, new-length: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ mprotect: 0, length: 1, prot: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ ioctl: '@', on: 3 }", "1 << 32", "4294967296 does not fit 32 bits"),
    ("{ ioctl: VFIO_SET_IOMMU, on: 3, arg: @ }", "1 << 64", "18446744073709551616 does not fit 64 bits"),
    ("{ ioctl: VFIO_GROUP_SET_CONTAINER, on: 3, arg: @ }", "1 << 32", "4294967296 does not fit 32 bits"),
    (
      "{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: { argsz: @ } }", "1 << 32",
      "4294967296 does not fit 'argsz', which has 32 bits"
    ),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, room: @ }", "-1", "-1 is not between 0 and 1048576"),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, unchanged-from: @ }", "-1", "-1 is not between 0 and 1048576"),
    ("{ let: { x: 'swap(@, 2)' } }", "65536", "65536 does not fit 16 bits"),
    ("{ let: { x: 'swap(1, @)' } }", "9", "the width is 9, expected 1 to 8"),
    ("{ let: { x: 'bytes(1, @)' } }", "256", "the byte is 256, expected 0 to 255"),
    ("{ let: { x: 'bytes(@, 0)' } }", "-1", "the count is -1, expected 0 to 16777216"),
    ("{ let: { x: 'le(bytes(9, 0), 0, @)' } }", "9", "the width is 9, expected 0 to 8"),
  ]

  @Test(arguments: misfits.indices) func lintAndRunRefuseWhatDoesNotFit(_ index: Int) async throws {
    let row = Self.misfits[index]
    let written = try library(row.step.replacingOccurrences(of: "@", with: row.number))
    defer { try? FileManager.default.removeItem(atPath: written.folder.path) }
    #expect(written.lint().filter { $0.message == row.complaint }.count == 1, "lint says \(written.lint())")

    // The case finds the number out: it is the length of a list, or that of none.
    let computed = try library(
      row.step.replacingOccurrences(of: "@", with: "v"), before: "- { let: { v: '(\(row.number)) * len(arch) / 6' } }")
    defer { try? FileManager.default.removeItem(atPath: computed.folder.path) }
    #expect(computed.lint().filter { $0.severity == .error } == [])
    let recording = Recording()
    try await recording.run(RunnableLibrary(computed, requirements: computed.requirements()), on: { .twoDevices })
    let finished = try #require(recording.finished.first)
    #expect(finished.outcome == .errored(.harness))
    #expect(finished.failure?.actual.hasSuffix(row.complaint) == true, "\(finished.failure?.actual ?? "nothing")")
  }

  /// What fits goes as it is, -1 as a word of the kernel's with all bits set.
  @Test(arguments: [("1", "255"), ("1", "-1"), ("2", "-32768"), ("8", "0xffffffffffffffff")])
  func whatFitsIsStored(_ width: String, _ number: String) async throws {
    let library = try library("{ store: 0x1000, width: \(width), value: \(number) }")
    defer { try? FileManager.default.removeItem(atPath: library.folder.path) }
    #expect(library.lint().filter { $0.severity == .error } == [])
    let recording = Recording()
    try await recording.run(RunnableLibrary(library, requirements: library.requirements()), on: { .twoDevices })
    #expect(recording.finished.map(\.outcome) == [.passed])
  }

  /// A folder with one suite of one case.
  private func library(_ step: String, before: String = "") throws -> SuiteLibrary {
    let root = FileManager.default.temporaryDirectory.path + "/numbers-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root + "/t", withIntermediateDirectories: true)
    let text = """
      suite: t.t
      title: Test
      cases:
        - case: c
          title: T
          severity: should
          steps:
            \(before.isEmpty ? "- let: { nothing: 0 }" : before)
            - \(step)
            - expect: page > 0
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: root + "/t/t.yaml"))
    return SuiteLibrary(try SuiteFolder(root))
  }
}
