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

  /// The keys that the reader names where it finds one that is none of them.
  private func keys(_ text: String) throws -> Set<String> {
    let found = Machine.parse(text, file: "m.yaml").diagnostics.map(\.description)
    let match = try #require(found.lazy.compactMap { $0.firstMatch(of: /expected one of: (.*)/) }.first)
    return Set(String(match.1).components(separatedBy: ", "))
  }

  @Test func schemaKnowsTheKeys() throws {
    #expect(try Set(definition("machine").keys) == keys("xyzzy: 1"))
    let header = "machine: m\ntitle: T\narchitecture: x86_64\nchipset: q35\niommu: none\n"
    #expect(try Set(definition("machine-device").keys) == keys(header + "devices: [{ xyzzy: 1 }]"))
    let offers = header + "devices: [{ id: a, model: edu, slot: 3 }]\noffers: "
    #expect(try Set(definition("machine-offers").keys) == keys(offers + "{ xyzzy: 1, devices: { a: {} } }"))
    #expect(try Set(definition("machine-device-offer").keys) == keys(offers + "{ devices: { a: { xyzzy: 1 } } }"))
    #expect(
      try Set(definition("machine-offer").keys)
        == keys(offers + "{ extensions: [{ xyzzy: 1, name: EEH }], devices: { a: {} } }"))
  }

  @Test func schemaKnowsTheWords() throws {
    let machine = try definition("machine")
    #expect(machine["architecture"]?["enum"] as? [String] == Architecture.allCases.map(\.rawValue))
    #expect(machine["chipset"]?["enum"] as? [String] == Chipset.allCases.map(\.rawValue))
    #expect(Set(machine["iommu"]?["enum"] as? [String] ?? []) == Set(IOMMUKind.allCases.map(\.rawValue)))
    let models = try definition("machine-device")["model"]?["enum"] as? [String]
    #expect(Set(models ?? []) == Set(DeviceModel.allCases.map(\.rawValue)))
    let others = try definition("machine-platform-device")["model"]?["enum"] as? [String]
    #expect(Set(others ?? []) == Set(PlatformModel.allCases.map(\.rawValue)))
    let channelModels = try definition("machine-channel-device")["model"]?["enum"] as? [String]
    #expect(channelModels == ChannelModel.allCases.map(\.rawValue))
  }
}
