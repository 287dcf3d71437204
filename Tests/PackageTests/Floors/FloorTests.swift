import Testing

/// No file of the simulator names what stands above it; CONTRIBUTING.md lists the floors from the top to the bottom.
@Suite struct FloorTests {
  @Test func nothingNamesWhatStandsAboveIt() throws {
    let building = try Building.simulator()
    #expect(building.floors.count > 7)
    #expect(building.files.count > 100)
    let offences = building.offences()
    #expect(offences.isEmpty, "\(offences.joined(separator: "\n"))")
  }

  /// Two floors, each with a file; the lower one's text decides.
  @Test(
    arguments: [
      ("let bus: Bus", "Bus"), ("let bus = Optional<Bus>.none", "Bus"), ("let text = \"a \\(Bus.self)\"", "Bus"),
      ("func f() { kernel.bus.reset() }", "bus"), ("extension Kernel { func f() { bus.reset() } }", "bus"),
      ("func f(_ file: File) { file.mount() }", "mount"),
    ]) func whatStandsAboveIsFound(text: String, name: String)
  {
    let building = Self.building(text)
    #expect(building.offences() == ["Low/Low.swift:2: Low names \(name), which stands above it: High/High.swift"])
  }

  @Test(
    arguments: [
      "let file: File", "// Bus", "/* Bus /* Bus */ Bus */", "let text = \"Bus\"",
      "let text = \"\"\"\n  Bus \"Bus\"\n  \"\"\"",
      "struct Own { enum Bus {} }\nlet bus: Own.Bus", "func f() { machine.bus.reset() }", "let secret: Secret",
      "func f() { other.name() }",
    ]) func allElseIsNot(text: String)
  {
    #expect(Self.building(text).offences() == [])
  }

  @Test func everyFileHasAFloorAndEveryFloorAFile() {
    let building = Building(floors: ["High", "Low"], files: [SwiftSource(path: "Cellar/Rat.swift", "")])
    #expect(building.offences() == ["High has no files", "Low has no files", "Cellar/Rat.swift stands on no floor"])
  }

  private static func building(_ low: String) -> Building {
    let high = """
      final class Bus {}
      private struct Secret {}
      extension Kernel { var bus: Bus { part { _ in Bus() } } }
      extension File {
        func mount() {}
        func name() {}
      }
      """
    return Building(
      floors: ["High", "Low"],
      files: [
        SwiftSource(path: "High/High.swift", high), SwiftSource(path: "Low/Low.swift", "import SystemCalls\n" + low),
        SwiftSource(path: "Low/Kernel.swift", "final class Kernel {}\nclass File { func name() {} }"),
      ])
  }
}
