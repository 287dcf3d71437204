import Foundation
import Simulator
import Testing

/// What comes back from configuration space after all ones, and after zeros, were written through VFIO.
@Suite struct ConfigWriteTests {
  /// Offset, value before, after all ones, after zeros: as a guest's e1000e answered.
  static func rows() throws -> [[UInt64]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/e1000e-writes.txt")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ").compactMap { UInt64($0, radix: 16) } }
  }

  @Test(arguments: KernelProfile.all)
  func answersAsAGuestDoes(profile: KernelProfile) throws {
    let device = try TestDevice(TestAddress.nic, profile)
    for row in try Self.rows() {
      let offset = Int64(row[0])
      #expect(try device.config(offset) == row[1], "before, at \(String(offset, radix: 16))")
      try device.write(7, offset, 0xffff_ffff)
      #expect(try device.config(offset) == row[2], "ones, at \(String(offset, radix: 16))")
      try device.write(7, offset, 0)
      #expect(try device.config(offset) == row[3], "zeros, at \(String(offset, radix: 16))")
      try device.write(7, offset, row[1])
    }
  }

  @Test(
    arguments: [
      (TestAddress.edu, [0xfff0_0000, 0, 0, 0, 0, 0, 0]),
      (TestAddress.testdev, [0xffff_f000, 0xffff_ff01, 0, 0, 0, 0, 0]),
      (TestAddress.nic, [0xfffe_0000, 0xfffe_0000, 0xffff_ffe1, 0xffff_c000, 0, 0, 0xffff_f001]),
      (TestAddress.nvme, [0xffff_c004, 0xffff_ffff, 0, 0, 0, 0, 0]),
      ("0000:00:0a.0", [0xffff_ff00, 0, 0xfff0_000c, 0xffff_ffff, 0, 0, 0]),
    ] as [(String, [UInt64])])
  func tellsBARSizes(address: String, masks: [UInt64]) throws {
    let device = try TestDevice(address)
    for (index, mask) in masks.enumerated() {
      let offset: Int64 = index == 6 ? 0x30 : 0x10 + 4 * Int64(index)
      try device.write(7, offset, 0xffff_ffff)
      #expect(try device.config(offset) == mask, "BAR \(index)")
    }
  }

  @Test func registersOfTheHeader() throws {
    let device = try TestDevice()
    // Offset, width, written, read back, on the host.
    let rows: [(Int64, Int, UInt64, UInt64, String)] = [
      (0x00, 2, 0x5555, 0x1234, "34 12"), (0x08, 1, 0x55, 0x10, "10"), (0x0c, 1, 0x40, 0x40, "40"),
      (0x0d, 1, 0x40, 0x00, "00"), (0x0e, 1, 0x80, 0x00, "00"), (0x2c, 2, 0x5555, 0x1af4, "f4 1a"),
      (0x34, 1, 0x50, 0x40, "40"), (0x3c, 1, 0x55, 0x55, "0a"), (0x3d, 1, 0x00, 0x01, "01"),
    ]
    for (offset, width, written, read, host) in rows {
      try device.write(7, offset, written, width)
      #expect(try device.config(offset, width) == read, "\(offset)")
      #expect(try device.host(Int(offset), width) == host, "\(offset)")
    }
  }
}
