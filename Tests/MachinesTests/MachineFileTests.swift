import Documents
import Foundation
import MachineModel
import Testing

private let header = """
  machine: m
  title: A machine
  architecture: x86_64
  chipset: q35
  iommu: intel

  """

private let powerHeader = """
  machine: m
  title: A machine
  architecture: ppc64le
  chipset: powernv9
  iommu: tce

  """

struct Mistake: CustomTestStringConvertible {
  var text: String
  var line: Int
  var column: Int
  var says: String
  var testDescription: String { says }

  init(_ text: String, _ line: Int, _ column: Int, _ says: String) {
    (self.text, self.line, self.column, self.says) = (text, line, column, says)
  }

  /// A mistake in the body behind a right header of five lines.
  static func body(_ text: String, _ line: Int, _ column: Int, _ says: String) -> Mistake {
    Mistake(header + text, line + 5, column, says)
  }

  /// A mistake in what a machine of two devices offers.
  static func offered(_ text: String, _ column: Int, _ says: String) -> Mistake {
    let devices = "devices: [{ id: a, model: edu, slot: 3 }, { id: port, model: pcie-root-port, slot: 4 }]\n"
    return .body(devices + "offers:\n  " + text, 3, column, says)
  }

  /// The same on a machine with several host bridges.
  static func power(_ text: String, _ line: Int, _ column: Int, _ says: String) -> Mistake {
    Mistake(powerHeader + text, line + 5, column, says)
  }
}

@Test(arguments: [
  Mistake("", 1, 1, "the file is empty"),
  Mistake("- a", 1, 1, "expected a machine (a mapping), found a list"),
  Mistake("title: x", 1, 1, "a machine lacks 'machine'"),
  Mistake(
    "machine: m\ntitle: t\narchitecture: x86-64", 3, 15, "unknown architecture 'x86-64'; did you mean 'x86_64'?"),
  Mistake("machine: a b", 1, 10, "'a b' is not a name"),
  Mistake("machine: [", 2, 1, "did not find expected"),
  Mistake("machine: *m", 1, 10, "anchors and aliases are not read here"),
  Mistake(String(repeating: "[", count: 2000), 1, 1, "too many brackets or lists in one another"),
  Mistake(String(repeating: "[[[[[[[[\n", count: 200), 125, 1, "too many brackets or lists in one another"),
  Mistake(String(repeating: "\n", count: 1 << 20 + 1), 1, 1, "larger than 1 MiB"),
  Mistake(
    "machine: m\ntitle: t\narchitecture: x86_64\nchipset: pseries", 4, 10, "the chipset 'pseries' is of ppc64le"),
  Mistake(
    powerHeader.replacing("tce", with: "intel"), 5, 8, "the chipset 'powernv9' has no IOMMU 'intel'; it can have tce"),
  .power("devices:\n  - { id: a, model: edu }", 2, 5, "a device lacks 'phb'; the host bridge"),
  .power("devices:\n  - { id: a, model: edu, phb: 5 }", 2, 31, "a number from 0 to 4"),
  .power("devices:\n  - { id: a, model: edu, phb: 0, slot: 1 }", 2, 40, "its bus has slot 0"),
  .power("devices:\n  - { id: a, model: pcie-root-port, phb: 0 }", 2, 21, "this chipset has endpoints only"),
  .body("devices:\n  - { id: a, model: edu, slot: 3, phb: 0 }", 2, 40, "this chipset has one host bridge"),
  .power("freezes: 1", 1, 10, "expected true or false, found '1'"),
  .body("offers: {}", 1, 9, "what is offered lacks 'devices'; what each device has"),
  .body(
    "offers: { extensions: [TYPE2], devices: {} }", 1, 24, "unknown extension 'TYPE2'; expected one of: TYPE1_IOMMU"),
  .body(
    "offers: { extensions: [{ name: EEH, since: 6.6, until: 6.6 }], devices: {} }", 1, 56,
    "it is offered by no kernel: 'until' comes no later than 'since'"),
  .body("offers: { groups: [[]], devices: {} }", 1, 20, "a group holds at least one device"),
  .body("offers: { extensions: [UNMAP_ALL, UNMAP_ALL], devices: {} }", 1, 35, "'UNMAP_ALL' is said twice"),
  .body(
    "offers: { extensions: [{ name: EEH, until: drops_nestin }], devices: {} }", 1, 44,
    "expected a version such as 6.13, or a change of the kernel, found 'drops_nestin'; did you mean 'drops_nesting'?"),
  .body(
    "offers: { extensions: [{ name: EEH, file: here }], devices: {} }", 1, 43, "expected an absolute path, found 'here'"
  ),
  .offered("groups: [[a], [b]]\n  devices: { a: {} }", 18, "unknown device 'b'"),
  .offered("groups: [[a], [a]]\n  devices: { a: {} }", 18, "'a' is in a group already"),
  .offered("devices: { port: {}, a: {} }", 14, "'port' is a bridge, which no case plays with"),
  .offered("devices: {}", 12, "nothing is said of 'a'; of a device that has nothing: a: {}"),
  .offered("devices: { a: { intx: 2 } }", 25, "expected a number from 0 to 1, found '2'"),
  .offered("devices: { a: { resets: [pm, buss] } }", 32, "unknown way to reset a device 'buss'; did you mean 'bus'?"),
  .body("freezes: true", 1, 10, "the chipset 'q35' has no host bridges that recover from errors"),
  .body("titel: y", 1, 1, "unknown key 'titel' in a machine; did you mean 'title'?"),
  .body("title: y", -3, 1, "'title' is said twice"),
  .body("memory: 1", 1, 9, "expected a size from 128MiB to 64GiB, with its unit, found '1'"),
  .body("memory: 99999999999999999999GiB", 1, 9, "expected a size from 128MiB to 64GiB"),
  .body("memory: 18446744073709551615GiB", 1, 9, "expected a size from 128MiB to 64GiB"),
  .body("processors: 0", 1, 13, "a number from 1 to 64"),
  .body("processors: [1]", 1, 13, "expected a number from 1 to 64, found a list"),
  .body("modules: vfio", 1, 10, "expected a list of modules"),
  .body("modules: [vfio, vfio]", 1, 17, "module 'vfio' is said twice"),
  .body("modules: [../x]", 1, 11, "expected a module, found"),
  .body("modules: [vfio verbose]", 1, 11, "expected a module, found"),
  .body("kernel-arguments: [a b]", 1, 20, "expected a kernel argument of one word, found 'a b'"),
  .body("devices:\n  - edu", 2, 5, "expected a device (a mapping)"),
  .body("devices:\n  - { model: edu }", 2, 5, "a device lacks 'id'; suites"),
  .body("devices:\n  - { id: a, model: edo }", 2, 21, "unknown model 'edo'; did you mean 'edu'?"),
  .body("devices:\n  - { id: a, model: edu, slot: 2 }", 2, 32, "its bus has slots 3 to 30"),
  .body("devices:\n  - { id: a, model: edu, slot: 32 }", 2, 32, "a number from 0 to 31"),
  .body("devices:\n  - { id: a, model: edu, slot: 5, rom: 3KiB }", 2, 40, "a power of two"),
  .body("devices:\n  - { id: a, model: edu, slot: 5, memory: 1MiB }", 2, 43, "only ivshmem-plain"),
  .body("devices:\n  - { id: a, model: ivshmem-plain, slot: 5 }", 2, 5, "ivshmem-plain needs 'memory'"),
  .body("devices:\n  - { id: a, model: edu, bus: b, slot: 5 }", 2, 31, "no bridge 'b' above"),
  .body("devices:\n  - { id: a, model: edu, bus: a, slot: 5 }", 2, 31, "no bridge 'a' above"),
  .body(
    "devices:\n  - { id: a, model: edu, slot: 5 }\n  - { id: b, model: edu, bus: a, slot: 1 }", 3, 31,
    "'a' is not a bridge"),
  .body(
    "devices:\n  - { id: a, model: edu, slot: 5 }\n  - { id: a, model: edu, slot: 6 }", 3, 11,
    "device 'a' is said twice"),
  .body(
    "devices:\n  - { id: a, model: edu, slot: 5 }\n  - { id: b, model: edu, slot: 5 }", 3, 32,
    "another device sits in that slot"),
  .body("devices:\n  - { id: a, model: edu, slot: 5, function: 1 }", 2, 45, "the slot has no function 0"),
  .body(
    "devices:\n  - { id: p, model: pcie-root-port, slot: 5 }\n  - { id: a, model: nvme, bus: p, slot: 1 }", 3, 41,
    "'a' cannot be in slot 1; its bus has slot 0"),
  .body(
    "devices:\n  - { id: p, model: pcie-pci-bridge, slot: 5 }\n  - { id: a, model: nvme, bus: p, slot: 1 }", 3, 32,
    "nvme needs PCI Express"),
  .body(
    "devices:\n  - { id: p, model: pcie-root-port, slot: 5 }\n  - { id: a, model: e1000e, bus: p, virtual-functions: 1 }",
    3, 56, "only nvme has virtual functions"),
  .body("devices:\n  - { id: a, model: nvme, slot: 5, virtual-functions: 2 }", 2, 55, "need a bus of their own"),
  .body("devices:\n  - { id: a, model: nvme, slot: 5, virtual-functions: 8 }", 2, 55, "a number from 1 to 7"),
  .body(
    "devices:\n  - { id: x, model: pxb-pcie, slot: 5 }\n  - { id: a, model: edu, bus: x, slot: 1 }", 3, 31,
    "behind a pxb-pcie there are bridges only"),
  .body(
    "devices:\n  - { id: x, model: pxb-pcie, slot: 5 }\n  - { id: y, model: pxb-pcie, slot: 6 }", 3, 21,
    "there is a pxb-pcie above"),
  .body(
    "devices:\n  - { id: p, model: pcie-root-port, slot: 5 }\n  - { id: x, model: pxb-pcie, bus: p }", 3, 36,
    "a pxb-pcie sits on the root bus"),
])
func mistakeIsNamedWithItsPlace(_ mistake: Mistake) throws {
  let (machine, found) = Machine.parse(mistake.text, file: "m.yaml")
  #expect(machine == nil)
  let place = SourceLocation(file: "m.yaml", line: mistake.line, column: mistake.column)
  #expect(found.contains { $0.location == place && $0.description.contains(mistake.says) }, "\(found)")
  // A right header does not hide the mistake behind others.
  if mistake.text.contains("iommu") { #expect(found.count { $0.severity == .error } == 1, "\(found)") }
}

@Test func everyMistakeIsToldOnce() {
  let text = """
    machine: m
    titel: A machine
    architecture: x86-64
    chipset: q35
    iommu: intel
    modules: [vfio verbose, ../x]
    devices:
      - { id: p, model: pcie-root-port, slot: 99 }
      - { id: a, model: nvme, bus: p, rom: 3KiB }
      - { id: b, model: edu, bus: q }
      - { id: c, slot: 5, model: ivshmem-plain, memory: 3 }

    """
  let found = Machine.parse(text, file: "m.yaml").diagnostics.map { String($0.description.dropFirst("m.yaml:".count)) }
  #expect(
    found == [
      "2:1: error: unknown key 'titel' in a machine; did you mean 'title'?",
      "3:15: error: unknown architecture 'x86-64'; did you mean 'x86_64'?",
      "6:11: error: expected a module, found 'vfio verbose'; write NAME, or NAME parameter=value …",
      "6:25: error: expected a module, found '../x'; write NAME, or NAME parameter=value …",
      "8:43: error: expected a number from 0 to 31, found '99'",
      "9:40: error: a ROM's size is a power of two",
      "10:31: error: no bridge 'q' above; without 'bus' a device sits on the root bus",
      "11:5: style: the keys of a device stand in the order id, slot, model, memory; "
        + "expected id, model, slot, memory; run 'vfio-conform lint --fix'",
      "11:53: error: expected a size from 4KiB to 256MiB, with its unit, found '3'",
    ])
}

@Test func busesAreNumberedDepthFirst() throws {
  let machine = try #require(
    Machine.parse(
      header + """
        devices:
          - { id: late, model: pcie-pci-bridge, slot: 9 }
          - { id: port, model: pcie-root-port, slot: 5 }
          - { id: inner, model: pcie-pci-bridge, bus: port, slot: 0 }
          - { id: a, model: edu, bus: inner, slot: 3 }
          - { id: b, model: edu, bus: late, slot: 1 }
          - { id: c, model: edu, bus: late, slot: 1, function: 2 }
          - { id: d, model: edu, slot: 4 }
        """, file: "m.yaml"
    ).machine)
  let addresses = Dictionary(uniqueKeysWithValues: machine.devices.map { ($0.id, $0.address.description) })
  #expect(
    addresses == [
      "late": "0000:00:09.0", "port": "0000:00:05.0", "inner": "0000:01:00.0", "a": "0000:02:03.0",
      "b": "0000:03:01.0", "c": "0000:03:01.2", "d": "0000:00:04.0",
    ])
  #expect(machine.device("port")?.secondaryBus == 1)
  #expect(machine.device("port")?.subordinateBus == 2)
  #expect(machine.devices.filter(\.isMultifunction).map(\.id) == ["b"])
}

@Test func expandersBusIsNumberedApart() throws {
  let machine = try #require(
    Machine.parse(
      header + """
        devices:
          - { id: x, model: pxb-pcie, slot: 5 }
          - { id: bridge, model: pcie-pci-bridge, bus: x, slot: 0 }
          - { id: a, model: edu, bus: bridge, slot: 3 }
          - { id: port, model: pcie-root-port, slot: 6 }
          - { id: b, model: nvme, bus: port, virtual-functions: 2 }
        """, file: "m.yaml"
    ).machine)
  let addresses = Dictionary(uniqueKeysWithValues: machine.devices.map { ($0.id, $0.address) })
  #expect(
    addresses.mapValues(\.description) == [
      "x": "0000:00:05.0", "bridge": "0000:40:00.0", "a": "0000:41:03.0", "port": "0000:00:06.0", "b": "0000:01:00.0",
    ])
  #expect(addresses.filter { machine.bypassesIOMMU($0.value) }.keys.sorted() == ["a", "bridge"])
}

@Test func everyHostBridgeHasADomain() throws {
  let machine = try #require(
    Machine.parse(
      powerHeader + """
        devices:
          - { id: a, model: edu, phb: 3 }
          - { id: b, model: nvme, phb: 0 }
          - { id: c, model: edu, phb: 3, function: 1 }
        """, file: "m.yaml"
    ).machine)
  let addresses = machine.devices.map(\.address.description)
  #expect(addresses == ["0003:01:00.0", "0000:01:00.0", "0003:01:00.1"])
  #expect(machine.devices.filter(\.isMultifunction).map(\.id) == ["a"])
  #expect(machine.channel?.address.description == "0005:01:00.0")
}

@Test(arguments: [
  ("arm64", "nvme0", "0000:02:00.0"),
  ("x86-intel", "edu2", "0000:03:01.0"), ("x86-amd", "edu2", "0000:03:01.0"), ("x86-noiommu", "edu2", "0000:03:01.0"),
  ("power9", "edu0", "0002:01:00.0"), ("pseries", "testdev1", "0005:00:00.1"),
])
func bundledMachineLoads(_ name: String, device: String, address: String) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "../../Suites/machines")
  let machine = try Machine.load(path: folder.appendingPathComponent("\(name).yaml").path)
  #expect(machine.device(device)?.address.description == address)
  let taken = machine.devices.map(\.address) + machine.builtinDevices.map(\.address)
  #expect(Set(taken).count == taken.count)
}

@Test func machineFileThatIsMissingIsNamed() {
  let error = #expect(throws: DocumentErrors.self) { try Machine.load(path: "/nowhere/m.yaml") }
  #expect(error?.description.hasPrefix("/nowhere/m.yaml:1:1: error: the file cannot be opened: No such file") == true)
}

@Test(arguments: ["0000:00:05.0", "ffff:ff:1f.7"])
func addressIsReadBack(_ text: String) throws {
  #expect(try #require(PCIAddress(text)).description == text)
}

@Test(arguments: ["", "0:0:5.0", "0000:00:20.0", "0000:00:05.8", "0000.00.05.0", "0000:00:+5.0", "0000:00:05.0:"])
func addressIsRefused(_ text: String) {
  #expect(PCIAddress(text) == nil)
}

@Test func romImageHasItsSignatures() {
  let image = ExpansionROM.image(of: DeviceModel.e1000e.identity, size: 4096)
  #expect(image.count == 4096)
  #expect(Array(image[0..<3]) == [0x55, 0xaa, 8])
  #expect(Array(image[0x1c..<0x24]) == Array("PCIR".utf8) + [0x86, 0x80, 0xd3, 0x10])
}
