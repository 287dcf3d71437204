import Foundation
import SeededNumbers
import Testing

@testable import SuiteModel

private let parent = """
  parent: card
  title: A card
  device-api: vfio-pci
  types:
    card-1: { name: One, instances: 4, facts: { ports: 1, can_raise_intx: true } }
    card-2: { facts: { ports: 2 } }
  offers:
    flags: PCI
    num-regions: 9
    regions: [{ index: BAR0_REGION_INDEX, flags: READ|WRITE, size: 8 * ports }]
    irqs: [{ index: INTX_IRQ_INDEX, flags: EVENTFD, count: "kernel < 6.12 ? 0 : 1" }]
    features: [MIGRATION]
  operations:
    raise_intx:
      title: Rings
      steps: [{ pwrite: fd, offset: region0, value: ports, width: 1 }]
  """

/// What is wrong with the parent's file when one text in it is another.
private func complaints(_ old: String = "", _ new: String = "") -> [String] {
  ParentRecipe.parse(old.isEmpty ? parent : parent.replacingOccurrences(of: old, with: new), file: "p.yaml")
    .diagnostics.map(\.description)
}

@Test func parentIsRead() throws {
  let (read, diagnostics) = ParentRecipe.parse(parent, file: "p.yaml")
  #expect(diagnostics.map(\.description) == [])
  let card = try #require(read)
  #expect(card.types.map(\.name) == ["card-1", "card-2"])
  #expect(card.types.map(\.title) == ["One", nil])
  #expect(card.offers.regions.map { $0.fields.map(\.name) } == [["index", "flags", "size"]])
  #expect(card.operation("raise_intx")?.steps.count == 1)
  #expect(card.operation("raise_msi") == nil)
}

@Test(arguments: [
  ("parent: card", "parent: Card!", "p.yaml:1:9: error: 'Card!' is not a name for a parent"),
  ("device-api: vfio-pci", "device_api: x", "p.yaml:3:1: error: unknown key 'device_api' in a parent"),
  ("card-2: {", "card/2: {", "p.yaml:6:3: error: 'card/2' cannot be the name of a directory"),
  ("instances: 4", "instances: 4 +", "p.yaml:5:"), ("index: INTX_IRQ_INDEX, ", "", "p.yaml:11:10: error: "),
  ("num-regions: 9", "regions-num: 9", "p.yaml:9:3: error: unknown key 'regions-num' in 'offers'"),
  ("    title: Rings\n", "", "p.yaml:15:5: error: an operation lacks 'title'"),
])
func mistakeInAParentHasItsPlace(old: String, new: String, expected: String) {
  let found = complaints(old, new)
  #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
}

@Test(arguments: [
  ("size: 8 * ports", "size: 8 * prots", "'prots' is no fact of a type"),
  ("flags: READ|WRITE", "flags: READ|WRIT", "unknown flag 'WRIT'"),
  ("value: ports", "value: thing", "'thing' is not bound here"),
])
func parentIsHeldAgainstItsFacts(old: String, new: String, expected: String) throws {
  let files = SuiteFiles(["parents/card.yaml": parent.replacingOccurrences(of: old, with: new)])
  let found = try files.reading { SuiteLibrary($0).lint().map(\.message) }
  #expect(found.contains { $0.contains(expected) }, "\(found)")
}

@Test func damagedParentsAreReadOrRefused() {
  var random = Seeded(seed: 5)
  let original = Array(parent.utf8)
  let interesting = Array("[]{}:,-?&*#|>'\"%@`\n \t!$(é".utf8)
  for _ in 0..<800 {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let position = Int.random(in: 0..<bytes.count, using: &random)
      if Bool.random(using: &random) {
        bytes[position] = interesting.randomElement(using: &random) ?? 0
      } else {
        bytes.remove(at: position)
      }
    }
    let (read, diagnostics) = ParentRecipe.parse(String(decoding: bytes, as: UTF8.self), file: "p.yaml")
    #expect(read != nil || !diagnostics.isEmpty)
  }
}
