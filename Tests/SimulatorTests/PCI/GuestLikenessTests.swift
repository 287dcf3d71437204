import Foundation
import MachineModel
import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// Configuration space and resources, held against what a guest of the same machine shows.
@Suite struct GuestLikenessTests {
  /// A line of the file that was taken in a guest: 16 bytes of configuration space that are not all zero.
  struct Row: Sendable {
    var address: String
    var offset: Int
    var bytes: [UInt8]
  }

  static func lines(_ kind: String) throws -> [[String]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/x86-intel-pci.txt")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }.filter { $0.first == kind }
  }

  static func rows(_ kind: String) throws -> [Row] {
    try lines(kind).map { words in
      let digits = Array(words[3])
      let bytes = stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0
      }
      return Row(address: words[1], offset: Int(words[2], radix: 16) ?? 0, bytes: bytes)
    }
  }

  /// Whole spaces, from the rows that are not all zero.
  static func spaces(_ kind: String) throws -> [String: [UInt8]] {
    var spaces: [String: [UInt8]] = [:]
    for row in try rows(kind) {
      spaces[row.address, default: [UInt8](repeating: 0, count: 4096)]
        .replaceSubrange(row.offset..<row.offset + 16, with: row.bytes)
    }
    return spaces
  }

  static func difference(_ found: [UInt8], _ expected: [UInt8]) -> [String] {
    found.indices.filter { found[$0] != expected[$0] }.map {
      "\(String($0, radix: 16)): \(String(found[$0], radix: 16)) for \(String(expected[$0], radix: 16))"
    }
  }

  @Test func configurationOnTheHost() throws {
    let machine = try TestMachine()
    for (address, expected) in try Self.spaces("host").sorted(by: { $0.key < $1.key }) {
      let result = try machine.call(.readFile(path: "/sys/bus/pci/devices/\(address)/config", limit: 4096))
      #expect(Self.difference(result.bytes, expected) == [], "\(address)")
    }
  }

  @Test func resources() throws {
    let machine = try TestMachine()
    for words in try Self.lines("resource") {
      let table = try machine.text("/sys/bus/pci/devices/\(words[1])/resource").split(separator: "\n")
      let index = try #require(Int(words[2]))
      #expect(index < table.count && table[index] == words[3...].joined(separator: " "), "\(words[1]) \(index)")
    }
  }

  @Test(arguments: KernelProfile.all)
  func configurationThroughVFIO(profile: KernelProfile) throws {
    for (address, expected) in try Self.spaces("vfio").sorted(by: { $0.key < $1.key })
    where address != "0000:00:02.0" {
      let device = try TestDevice(address, profile)
      let size = try device.region(7).size
      let result = try device.machine.call(
        .pread(device.descriptor, offset: 7 << 40, count: Int(size), into: .result))
      #expect(result.bytes.count == Int(size), "\(address)")
      #expect(Self.difference(result.bytes, expected) == [], "\(address)")
    }
  }
}
