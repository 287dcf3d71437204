import Foundation
import Testing

/// `reproduce`: programs of the suites that the repository has.
struct ReproduceTests {
  /// A case of each area compiles without a warning; `make reproducers` does so with all.
  @Test func programOfEachAreaCompiles() throws {
    let program = try Program()
    let cases = [
      "container.api/node", "device.regions/*", "group.lifetime/*", "irq.intx/*", "modules.unload/*",
      "type1.dirty-bitmap/*", "type1.process/*", "virqfd.signal/*",
    ]
    let outcome = try program.run(["reproduce"] + cases + ["--output", "programs"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let folder = program.folder.url.appendingPathComponent("programs").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".c") }
    #expect(files.count > 30)
    // A few of each area are enough here.
    let some = files.sorted().enumerated().filter { $0.offset.isMultiple(of: 6) }.map { folder + "/" + $0.element }
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["cc", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"] + some
    let pipe = Pipe()
    compiler.standardError = pipe
    try compiler.run()
    let complaints = pipe.fileHandleForReading.readDataToEndOfFile()
    compiler.waitUntilExit()
    #expect(compiler.terminationStatus == 0, "\(String(decoding: complaints, as: UTF8.self).prefix(2000))")
  }

  @Test(arguments: [
    (["type1.overlap/overlap"], "instances: type1.overlap/overlap["), (["group.lifetime/exec"], "C cannot say it: "),
    (["type1.overlap/identical", "--machine", "power9"], "the machine cannot run it: needs "),
    (["type1.no-such"], "selects no case"),
  ])
  func whatHasNoProgramIsSaid(arguments: [String], message: String) throws {
    let outcome = try Program().run(["reproduce"] + arguments)
    #expect(outcome.status != 0 && outcome.output.isEmpty)
    #expect(outcome.error.contains(message), "\(outcome.error)")
  }
}
