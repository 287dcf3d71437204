import Foundation
import Subprocess
import Testing
import VFIOInterface

/// The C compiler and the installed header are the judges of the table.
@Test func tableAgreesWithTheKernelsHeader() async throws {
  let header = PreprocessedHeader(try await compile(["-E", "-dD"], HeaderProgram.includes))
  let program = HeaderProgram(header: header)
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vfio-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let executable = folder.appendingPathComponent("table").path
  _ = try await compile(["-o", executable], program.source)

  let result = try await run(.path(.init(executable)), output: .string(limit: 1 << 20))
  let printed = result.standardOutput.split(separator: "\n").map { UInt64($0) }
  #expect(printed.count == program.expected.count)
  for (entry, value) in zip(program.expected, printed) {
    #expect(value.map(entry.values.contains) == true, "\(entry.name) is \(value.map(String.init) ?? "?")")
  }
  // An older header lacks what is newer, but never much.
  #expect(program.missing.count < program.expected.count / 10, "\(program.missing)")
}

/// Gives a program to the C compiler.
private func compile(_ options: [String], _ source: String) async throws -> String {
  let result = try await run(
    .name("cc"), arguments: Arguments(options + ["-x", "c", "-"]), input: .string(source),
    output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
  try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
  return result.standardOutput
}

@Test(arguments: Structure.all)
func fieldsOfAStructureDoNotOverlap(structure: Structure) {
  var end = 0
  for field in structure.fields {
    #expect(field.offset >= end, "\(structure.name).\(field.name)")
    end = field.offset + field.width
  }
  #expect(end <= structure.size && structure.size <= structure.paddedSize)
  #expect(structure.minimumSize <= end)
}

@Test(arguments: [
  ("READ", NamedNumber.value(1)), ("VFIO_DMA_MAP_FLAG_VADDR", .value(4)), ("VFIO_GET_API_VERSION", .value(0x3b64)),
  ("GET", .value(1 << 16)), ("O_RDWR", .value(2)),
])
func nameStandsForOneNumber(name: String, expected: NamedNumber) {
  #expect(NamedNumber.lookup(name) == expected)
}

@Test func nameOfDifferentNumbersIsAmbiguous() {
  #expect(
    NamedNumber.lookup("CAPS")
      == .ambiguous(["VFIO_DEVICE_FLAGS_CAPS", "VFIO_REGION_INFO_FLAG_CAPS", "VFIO_IOMMU_INFO_CAPS"]))
  #expect(NamedNumber.lookup("NOTHING") == nil)
}

@Test(arguments: [
  (FlagSet.dmaMap, UInt64(3), "READ|WRITE"), (.dmaMap, 0x11, "READ|0x10"), (.dmaMap, 0, "0"),
  (.extensions, 3, "TYPE1v2_IOMMU"), (.extensions, 99, "99"),
])
func valueIsDescribed(names: FlagSet, value: UInt64, expected: String) {
  #expect(names.describe(value) == expected)
}

@Test(arguments: [(0, 4), (4, 8), (11, 1)])
func numberIsWrittenAndReadBack(offset: Int, width: Int) {
  var bytes = [UInt8](repeating: 0xee, count: 12)
  let number: UInt64 = 0x8877_6655_4433_2211
  let isWritten = bytes.set(number, at: offset, width: width)
  #expect(isWritten)
  #expect(bytes.integer(at: offset, width: width) == number & (.max >> UInt64(64 - 8 * width)))
}

@Test(arguments: [(-1, 1), (9, 4), (0, 9), (0, 0), (.max, 8), (.min, 1)])
func numberOutsideTheBytesIsRefused(offset: Int, width: Int) {
  var bytes = [UInt8](repeating: 0, count: 12)
  #expect(bytes.integer(at: offset, width: width) == nil)
  let isWritten = bytes.set(1, at: offset, width: width)
  #expect(!isWritten)
  #expect(bytes.allSatisfy { $0 == 0 })
}
