import Foundation
import MachineModel
import Testing

/// The schema is for editors, the reader is the judge: what one knows the other must know.
struct MachineSchemaTests {
  private func definition(_ name: String) throws -> [String: [String: Any]] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let data = try Data(contentsOf: root.appendingPathComponent("Suites/schema.json"))
    let schema = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let definitions = schema?["$defs"] as? [String: [String: Any]]
    return try #require(definitions?[name]?["properties"] as? [String: [String: Any]])
  }

  /// The keys that the reader names where it finds something else.
  private func keys(_ text: String) -> Set<String> {
    let error = #expect(throws: MachineFileError.self) { try Machine.parse(text: text, file: "m.yaml") }
    let match = error?.description.firstMatch(of: /keys: ([^)]*)\)/)
    return Set((match.map { String($0.1) } ?? "").components(separatedBy: ", "))
  }

  @Test func schemaKnowsTheKeys() throws {
    #expect(Set(try definition("machine").keys) == keys("- a"))
    let header = "machine: m\ntitle: T\narchitecture: x86_64\nchipset: q35\niommu: none\n"
    #expect(Set(try definition("machine-device").keys) == keys(header + "devices: [a]"))
  }

  @Test func schemaKnowsTheWords() throws {
    let machine = try definition("machine")
    #expect(machine["architecture"]?["enum"] as? [String] == Architecture.allCases.map(\.rawValue))
    #expect(machine["chipset"]?["enum"] as? [String] == Chipset.allCases.map(\.rawValue))
    #expect(Set(machine["iommu"]?["enum"] as? [String] ?? []) == Set(IOMMUKind.allCases.map(\.rawValue)))
    let models = try definition("machine-device")["model"]?["enum"] as? [String]
    #expect(Set(models ?? []) == Set(DeviceModel.allCases.map(\.rawValue)))
  }
}
