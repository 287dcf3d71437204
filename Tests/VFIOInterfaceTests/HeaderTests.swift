import Foundation
import Subprocess
import Testing
import VFIOInterface

/// This machine's compiler, and POWER's where it is installed.
private let compilers: [(String, CallEncoding)] = {
  let cross = "powerpc64le-linux-gnu-gcc"
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  let hasCross = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(cross)") }
  return [("cc", .generic)] + (hasCross ? [(cross, .power)] : [])
}()

/// The C compiler and the installed header are the judges of the table.
///
/// What it finds wrong stops the compilation, so that the header of an architecture that cannot run here is as good.
@Test(arguments: compilers)
func tableAgreesWithTheKernelsHeader(compiler: String, encoding: CallEncoding) async throws {
  let header = PreprocessedHeader(try await compile(compiler, ["-E", "-dD"], HeaderProgram.includes))
  let program = HeaderProgram(header: header, encoding: encoding)
  _ = try await compile(compiler, ["-fsyntax-only", "-fmax-errors=20"], program.source)
  // An older header lacks what is newer, but never much.
  #expect(program.missing.count < program.count / 10, "\(program.missing)")
}

/// Gives a program to the C compiler.
private func compile(_ compiler: String, _ options: [String], _ source: String) async throws -> String {
  let result = try await run(
    .name(compiler), arguments: Arguments(options + ["-x", "c", "-"]), input: .string(source),
    output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
  try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
  return result.standardOutput
}

@Test(arguments: Structure.all)
func fieldsOfAStructureStandSideBySide(structure: Structure) {
  var end = 0
  for field in structure.fields {
    let gap = field.offset - end
    #expect(gap >= 0 && gap < min(field.width, 8), "what stands before \(structure.name).\(field.name)")
    end = field.end
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

@Test(arguments: [
  ("x86_64", UInt32(0x3b64), UInt32(0x3b64)), ("ppc64le", 0x3b64, 0x2000_3b64), ("ppc64le", 0x5401, 0x5401),
])
func requestIsNumberedAsItsArchitectureDoes(architecture: String, generic: UInt32, expected: UInt32) {
  #expect(CallEncoding(architecture: architecture).number(generic) == expected)
}

@Test(arguments: [
  ("x86_64", UInt32(0x4002), UInt32(0x4002)), ("ppc64le", 0x4002, 0x42), ("ppc64le", 0x8022, 0x8022),
])
func mapFlagsAreThoseOfTheArchitecture(architecture: String, generic: UInt32, expected: UInt32) {
  #expect(CallEncoding(architecture: architecture).mapFlags(generic) == expected)
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
