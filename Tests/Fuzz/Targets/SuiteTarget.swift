import Documents
import Foundation
import MachineModel
import Reports
import Runner
import SeededNumbers
import Simulator
import SuiteModel
import SystemCalls

/// The files that come with the program, which all damage begins with.
struct Corpus {
  static var shared: Corpus { get throws { try loaded.get() } }
  private static let loaded = Result { try Corpus() }

  let folder: SuiteLibrary
  let catalogue: RequirementCatalogue
  let machines: [String]
  let machineLines: [Substring]
  /// Suites of one case, as text.
  let cases: [String]
  let caseLines: [Substring]
  /// Other files of the folder, by what they are.
  let others: [(folder: String, text: String)]
  let hosts: [Machine]

  private init() throws {
    let folder = try SuiteFolder()
    self.folder = SuiteLibrary(folder)
    catalogue = self.folder.requirements()
    func texts(_ part: String) -> [String] {
      let names = (FileManager.default.enumerator(atPath: "\(folder.path)/\(part)")?.allObjects as? [String] ?? [])
        .sorted()
      return names.filter { $0.hasSuffix(".yaml") }.compactMap {
        try? String(contentsOfFile: "\(folder.path)/\(part)/\($0)", encoding: .utf8)
      }
    }
    machines = texts("machines")
    machineLines = machines.flatMap { $0.split(separator: "\n") }
    let areas = [
      "container", "device", "eeh", "group", "irq", "mdev", "modules", "noiommu", "spapr", "type1", "virqfd",
    ]
    cases = areas.flatMap(texts).flatMap(Self.singleCases)
    caseLines = cases.flatMap { $0.split(separator: "\n") }
    others =
      ["fixtures", "recipes", "parents", "requirements"].flatMap { part in texts(part).map { (part, $0) } }
      + ["known-defects", "twin-exemptions"].compactMap { name in
        (try? String(contentsOfFile: "\(folder.path)/\(name).yaml", encoding: .utf8)).map { (name, $0) }
      }
    hosts = ["x86-intel", "x86-mdev", "x86-noiommu", "power9"].compactMap {
      try? Machine.load(path: "\(folder.path)/machines/\($0).yaml")
    }
  }

  /// The head of a suite with each of its cases.
  private static func singleCases(_ text: String) -> [String] {
    let parts = text.components(separatedBy: "\n  - case:")
    return parts.dropFirst().map { parts[0] + "\n  - case:" + $0 }
  }
}

extension FuzzTarget {
  /// Suites, and the files beside them. A suite that lint lets pass is run on the simulator.
  static let suite = FuzzTarget(name: "suite", cost: 25) { random in
    if random.chance(of: 5) {
      let other = try random.pick(Corpus.shared.others)
      return try Array("#\(other.folder)\n".utf8) + damage(other.text, &random)
    }
    return try damage(random.pick(Corpus.shared.cases), &random)
  } execute: { input in
    let text = String(decoding: input, as: UTF8.self)
    let corpus = try Corpus.shared
    if text.hasPrefix("#"), let kind = text.dropFirst().split(separator: "\n").first {
      return try read(String(kind), text)
    }
    format(text, .suite)
    guard let suite = Suite.parse(text, file: "fuzz.yaml").suite else { return false }
    let library = corpus.folder.replacing(suites: [suite], fixtures: [:])
    guard library.errors(corpus.catalogue).isEmpty,
      Suite.parse(text, file: "fuzz.yaml").diagnostics.allSatisfy({ $0.severity == .style })
    else { return false }
    run(library, corpus, on: corpus.hosts[input.count % corpus.hosts.count])
    return true
  }

  /// What can be put in order is in order then.
  private static func format(_ text: String, _ kind: SuiteFileKind) {
    let formatter = Formatter(kind, file: "fuzz.yaml")
    guard let ordered = try? formatter.format(text) else { return }
    precondition((try? formatter.format(ordered)) == ordered, "formatting is not idempotent")
  }

  private static func read(_ kind: String, _ text: String) throws -> Bool {
    let corpus = try Corpus.shared
    switch kind {
    case "fixtures":
      format(text, .fixture)
      let (fixture, found) = Fixture.parse(text, file: "fuzz.yaml")
      guard let fixture, found.isEmpty else { return false }
      return corpus.folder.replacing(suites: [], fixtures: [fixture.name: fixture]).errors(corpus.catalogue).isEmpty
    case "recipes": return DeviceRecipe.parse(text, file: "fuzz.yaml").diagnostics.isEmpty
    case "parents": return ParentRecipe.parse(text, file: "fuzz.yaml").diagnostics.isEmpty
    case "requirements": return RequirementSection.parse(text, file: "fuzz.yaml").1.isEmpty
    case "known-defects": return KnownDefect.parse(text, file: "fuzz.yaml").1.isEmpty
    case "twin-exemptions": return TwinExemption.parse(text, file: "fuzz.yaml").1.isEmpty
    default: return false
    }
  }

  private static func run(_ library: SuiteLibrary, _ corpus: Corpus, on machine: Machine) {
    let library = RunnableLibrary(library, requirements: corpus.catalogue)
    _ = try? waiting {
      let runner = Runner(
        library, options: .init(id: "fuzz", program: "1.0", keepsTraces: true),
        makeSystem: { _ in SimulatedSystem(machine: machine, profile: .linux6_12, seed: 0) }, record: { _ in })
      return try await runner.run()
    }
  }

  private static func damage(_ text: String, _ random: inout Seeded) throws -> [UInt8] {
    if random.chance(of: 8) {
      return Mutation.damage(Array(text.utf8), &random, interesting: Array("[]{}:,-?&*#|>'\"%@` \t\n!$(0".utf8))
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if random.chance(of: 3) { lines = try Mutation.damage(lines: lines, from: Corpus.shared.caseLines, &random) }
    for _ in 0...random.number(below: 3) where !lines.isEmpty {
      let index = random.number(below: lines.count)
      lines[index] = Substring(changed(lines[index], in: text, &random))
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// A line with another value, or with a modifier behind it.
  private static func changed(_ line: Substring, in text: String, _ random: inout Seeded) -> String {
    let names = ["page", "device", "device.bar0", "container", "n", "info", "buffer", "kernel", "READ"]
    let expression = Grammar(names: names).expression(&random, depth: random.number(below: 6))
    let indent = line.prefix { $0 == " " }
    guard let colon = line.lastIndex(of: ":") else { return line + "\n\(indent)because: x" }
    switch random.number(below: 3) {
    case 0:
      let modifiers = [
        "repeat", "within", "when", "returns", "unchanged-from", "count", "length", "offset", "value", "room",
      ]
      return "\(line)\n\(indent)\(random.pick(modifiers)): '\(expression.replacing("'", with: "\""))'"
    case 1:
      let numbers = ["0", "-1", "1 << 32", "1 << 63", "65536", "4096", "3", "7s", "0xffffffffffffffff", "16MiB"]
      return line[...colon] + " \(random.pick(numbers))"
    default: return line[...colon] + " '\(expression.replacing("'", with: "\""))'"
    }
  }
}

extension SuiteLibrary {
  fileprivate func errors(_ catalogue: RequirementCatalogue) -> [Diagnostic] {
    Linter(self, catalogue).lintForRun().filter { $0.severity == .error }
  }
}
