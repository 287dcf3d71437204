import Documents
import SeededNumbers
import Testing
import VFIOInterface

@testable import SuiteModel

private let place = SourceLocation(file: "x.yaml", line: 1, column: 1)

/// The fields of a step such as `ioctl: NAME, in: {…}`.
private func encode(_ request: String, _ fields: String, _ scope: [String: Value] = [:]) throws -> [UInt8] {
  let text = """
    suite: a
    title: t
    cases: [{ case: c, title: t, steps: [{ ioctl: \(request), on: fd, \(fields) }] }]
    """
  let (suite, diagnostics) = Suite.parse(text, file: "x.yaml")
  try #require(diagnostics == [])
  guard case .call(.ioctl(let ioctl)) = suite?.cases[0].steps[0].action, case .named(let named) = ioctl.request,
    case .structure(let structure) = named.argument
  else { throw EvaluationError("not a structure", at: place) }
  return try StructureEncoder(scope: DictionaryScope(scope)).encode(structure, ioctl.fields ?? [], room: ioctl.room)
}

private func zeros(_ count: Int) -> String { String(repeating: " 00", count: count) }

private func hex(_ bytes: [UInt8]) -> String { Value.bytes(bytes).description }

@Test(arguments: [
  ("VFIO_GROUP_GET_STATUS", "in: {}", "08 00 00 00 00 00 00 00"),
  ("VFIO_GROUP_GET_STATUS", "when: 1", "08 00 00 00 00 00 00 00"),
  ("VFIO_GROUP_GET_STATUS", "in: { argsz: 3, flags: VIABLE }", "03 00 00 00 01 00 00 00"),
  ("VFIO_GROUP_GET_STATUS", "room: 10", "08 00 00 00 00 00 00 00 a5 a5"),
  ("VFIO_GROUP_GET_STATUS", "room: 2", "08 00 00 00 00 00 00 00"),
  // The last field of today's structure is not asked for unless argsz says so.
  ("VFIO_DEVICE_GET_INFO", "in: {}", "10 00 00 00 " + Array(repeating: "00", count: 16).joined(separator: " ")),
  (
    "VFIO_DEVICE_SET_IRQS",
    "in: { flags: DATA_EVENTFD|ACTION_TRIGGER, index: MSI_IRQ_INDEX, count: 2, data: [fd, -1] }",
    "1c 00 00 00 24 00 00 00 01 00 00 00 00 00 00 00 02 00 00 00 07 00 00 00 ff ff ff ff"
  ),
  (
    "VFIO_DEVICE_SET_IRQS", "in: { flags: DATA_BOOL|ACTION_TRIGGER, count: 2, data: [1, false] }",
    "16 00 00 00 22 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00 01 00"
  ),
  (
    "VFIO_DEVICE_SET_IRQS", "in: { flags: DATA_BOOL, data: \"bytes(3, 1)\" }",
    "17 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 01 01"
  ),
  ("VFIO_DEVICE_PCI_HOT_RESET", "in: { count: 1, group_fds: [fd] }", "10 00 00 00 00 00 00 00 01 00 00 00 07 00 00 00"),
  (
    "VFIO_IOMMU_UNMAP_DMA", "in: { flags: GET_DIRTY_BITMAP, iova: 1, size: 2, data: { pgsize: 3, size: 4, data: 5 } }",
    "30 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00 "
      + "04 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00"
  ),
  // An arm that is given counts as asked for.
  ("VFIO_EEH_PE_OP", "in: { op: CONFIGURE }", "0c 00 00 00 00 00 00 00 08" + zeros(31)),
  (
    "VFIO_EEH_PE_OP", "in: { op: INJECT_ERR, err: { func: LD_CFG_DATA, mask: 1 } }",
    "28 00 00 00 00 00 00 00 09" + zeros(11) + " 05" + zeros(11) + " 01" + zeros(7)
  ),
])
func structureIsEncoded(request: String, fields: String, expected: String) throws {
  #expect(hex(try encode(request, fields, ["fd": .number(7)])) == expected)
}

@Test(arguments: [
  ("in: { iova: -1 << wide }", "does not fit 'iova', which has 64 bits"),
  ("in: { iova: text }", "expected a number for 'iova', found text"),
  ("in: { flags: big }", "4294967296 does not fit 'flags', which has 32 bits"),
  ("room: 1 << 40", "1099511627776 is not between 0 and 1048576"),
])
func mistakeInFields(fields: String, expected: String) throws {
  let error = #expect(throws: (any Error).self) {
    try encode("VFIO_IOMMU_MAP_DMA", fields, ["text": .text("x"), "big": .number(1 << 32), "wide": .number(64)])
  }
  #expect("\(error as Any)".contains(expected), "\(error as Any)")
}

@Test(arguments: Structure.all)
func everyFieldSurvivesTheRoundTrip(structure: Structure) throws {
  var random = Seeded(seed: 7)
  for _ in 0..<50 {
    var expected: [String: Int128] = [:]
    var fields: [FieldValue] = []
    for field in structure.fields where field.name != "count" && !field.name.hasPrefix("nr_") {
      guard field.width <= 8 else { continue }
      if case .structure = field.kind { continue }
      // Offsets of capabilities and flags of arms would make the tail mean something.
      let value = ["cap_offset", "flags"].contains(field.name) ? 0 : random.number(of: field)
      expected[field.name] = value
      let expression = Expression(.number(value), text: "", at: place)
      fields.append(FieldValue(name: field.name, location: place, content: .expression(expression)))
    }
    let bytes = try StructureEncoder(scope: DictionaryScope()).encode(structure, fields)
    let record = Record(DecodedStructure(structure, in: bytes), returned: 5)
    for (name, value) in expected { #expect(record[name] == .number(value), "\(structure.name).\(name)") }
    #expect(record["returned"] == .number(5))
  }
}

@Test(arguments: Structure.all)
func hostileBytesAreDecodedWithoutATrap(structure: Structure) {
  var random = Seeded(seed: 11)
  for _ in 0..<500 {
    let bytes = random.bytes(atMost: 120)
    _ = Record(DecodedStructure(structure, in: bytes), returned: -1)
    _ = DecodedStructure(structure, in: bytes, at: Int.random(in: -10...130, using: &random))
  }
}

@Test func chainOfCapabilitiesIsFollowed() throws {
  var bytes = [UInt8](repeating: 0, count: 64)
  let info = Structure.regionInfo
  bytes[RegionInfo.flags] = 9
  bytes[RegionInfo.capOffset] = 32
  for (offset, id, next) in [(32, UInt64(2), UInt64(48)), (48, 99, 32)] {
    bytes[CapabilityHeader.id, at: offset] = id
    bytes[CapabilityHeader.version, at: offset] = 1
    bytes[CapabilityHeader.next, at: offset] = next
  }
  bytes.set(0x1_0000_0001, at: 40, width: 8)
  let record = Record(DecodedStructure(info, in: bytes), returned: 0)
  let scope = RecordScope(record)
  let type = try Expression("caps.TYPE", at: place).evaluate(in: scope)
  #expect(type.description == "{id: 2, version: 1, next: 48, type: 1, subtype: 1}")
  #expect(try Expression("caps.CAP_99.version", at: place).number(in: scope) == 1)
  // The ring is cut.
  #expect(DecodedStructure(info, in: bytes).capabilities?.count == 64)
}

@Test func listsEndWithTheBytes() throws {
  var bytes = [UInt8](repeating: 0, count: 12 + 20)
  bytes[PCIHotResetInfo.count] = 0xffff_ffff
  bytes[PCIDependentDevice.bus, at: 20] = 3
  let record = Record(DecodedStructure(.pciHotResetInfo, in: bytes), returned: 0)
  let scope = RecordScope(record)
  #expect(try Expression("len(devices)", at: place).number(in: scope) == 2)
  #expect(try Expression("devices[1].bus", at: place).number(in: scope) == 3)
}
