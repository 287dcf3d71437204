import Foundation
import Testing

/// What README.md tells a newcomer to do is done here.
struct ReadmeTests {
  @Test func everyCommandIsUnderstood() throws {
    let program = try Program()
    for command in try Self.commands() {
      // The last run is to be one that came to its end.
      if command.contains("reports/latest") { _ = try program.run("run", "container", "--quiet") }
      let outcome = try program.run(command)
      if let kernel = command.firstIndex(of: "--kernel").map({ command[$0 + 1] }), command.contains("guest") {
        // Nobody has this file here, but all before it was right.
        #expect(outcome.error.hasPrefix("vfio-conform: there is no \(kernel), which --kernel names\n"), "\(command)")
      } else if command.contains("lint") || command.contains("examples.version") {
        continue
      } else {
        #expect(outcome.status == 0, "\(command): \(outcome.error)\(outcome.output.suffix(2000))")
      }
    }
  }

  @Test func theWorkedExampleWorks() throws {
    let text = try String(contentsOf: Program.root.appendingPathComponent("README.md"), encoding: .utf8)
    let suite = try #require(Self.blocks("yaml", in: text).first)
    let program = try Program()
    let copy = program.folder.url.appendingPathComponent("Suites")
    try FileManager.default.copyItem(at: Program.root.appendingPathComponent("Suites"), to: copy)
    try program.folder.write(suite, to: "Suites/examples/version.yaml")
    #expect(try program.run("lint", "--suites", copy.path).status == 0)
    let outcome = try program.run("run", "examples.version", "--suites", copy.path)
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test func theMachineFileToCopyIsOne() throws {
    let page = Program.root.appendingPathComponent("docs/machine-files.md")
    let machine = try #require(Self.blocks("yaml", in: String(contentsOf: page, encoding: .utf8)).first)
    let program = try Program()
    try program.folder.write(machine, to: "mine.yaml")
    #expect(try program.run("machines", "./mine.yaml").status == 0)
    let outcome = try program.run(
      "run", "container", "irq.intx", "--machine", "./mine.yaml", "--require", "iommu=type1v2")
    #expect(outcome.status == 0, "\(outcome.error)\(outcome.output.suffix(2000))")
  }

  @Test func everyLinkLeadsSomewhere() throws {
    for page in ["README.md", "CONTRIBUTING.md", "reports/README.md"] {
      let file = Program.root.appendingPathComponent(page)
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /\]\(([^)#:]+)\)/) {
        let target = file.deletingLastPathComponent().appendingPathComponent(String(match.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
      }
    }
  }

  /// The commands of README's shell blocks, as the words behind the program's name.
  private static func commands() throws -> [[String]] {
    let text = try String(contentsOf: Program.root.appendingPathComponent("README.md"), encoding: .utf8)
    return blocks("sh", in: text).joined().split(separator: "\n").compactMap { line in
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      return words.first == "vfio-conform" ? Array(words.dropFirst()) : nil
    }
  }

  private static func blocks(_ language: String, in text: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
  }
}
