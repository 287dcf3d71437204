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

  /// The program looks at its words before it touches anything.
  @Test(arguments: [
    (["--help"], 0, "usage: "),
    (["--device", "eth0"], 2, "--device: 'eth0' is not the address of a device, such as"),
    (["--device", "0000:03:00.0x"], 2, "is not the address of a device"), (["--device"], 2, "usage: "),
    (["x"], 2, "usage: "),
    (["--device", "ffff:1f:1f.7"], 2, "--device: there is no device ffff:1f:1f.7"),
  ])
  func programKnowsItsWords(words: [String], status: Int32, said: String) throws {
    let program = try Program()
    let built = try program.shell(
      "'\(Program.path)' reproduce type1.overlap/identical > case.c && cc -o case case.c && exec ./case "
        + words.joined(separator: " "))
    #expect(built.status == status, "\(built.error)")
    #expect((status == 0 ? built.output : built.error).contains(said), "\(built.output)\(built.error)")
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
