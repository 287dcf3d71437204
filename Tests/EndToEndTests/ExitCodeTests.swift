import Foundation
import Testing

/// The exit code and the one sentence of each way in which a command can go wrong.
struct ExitCodeTests {
  private static let mistakes: [(arguments: [String], status: Int32, sentence: String)] = [
    (["--nonsense"], 2, "Unknown option '--nonsense'"),
    (["run", "no.such.suite"], 2, "'no.such.suite' selects no case; see 'vfio-conform list'"),
    (
      ["run", "--kernel", "5.4"], 2,
      "the simulator knows no kernel '5.4'; it knows 6.1 to 7.3, and point releases of these"
    ),
    (["run", "--machine", "vax"], 2, "there is no machine 'vax'"),
    (["run", "--report", "tap=x"], 2, "tap=x"),
    (["run", "--backend", "guest"], 2, "--backend guest needs --kernel IMAGE"),
    (["run", "--backend", "guest", "--kernel", "/no/bzImage"], 2, "there is no /no/bzImage, which --kernel names"),
    (["run", "--backend", "guest", "--kernel", "/etc/passwd"], 2, "--kernel: /etc/passwd: this is no kernel for x86"),
    (["run", "--backend", "guest", "--kernel", "/proc/self/fdinfo"], 2, "no kernel is in this folder"),
    (["inspect", "--backend", "guest", "--kernel", "/etc/passwd"], 2, "this is no kernel for x86"),
    (["twin", "--kernel", "/etc/passwd"], 2, "this is no kernel for x86"),
    (["boot", "/bin/true", "--kernel", "/etc/passwd"], 2, "this is no kernel for x86"),
    (
      ["run", "--backend", "local", "--device", "eth0"], 2,
      "'eth0' is not the address of a device, such as 0000:03:00.0"
    ),
    (["run", "--backend", "local", "--device", "ffff:1f:1f.7"], 2, "is not touched: there is no such device"),
    (["run", "--suites", "/no/suites"], 2, "/no/suites: there is no such folder"),
    (["run", "--suites", "/proc/self/fdinfo"], 2, "/proc/self/fdinfo: this folder holds no suite"),
    (["list", "--suites", "/proc/self/fdinfo"], 2, "/proc/self/fdinfo: this folder holds no suite"),
    (["machines", "--suites", "/proc/self/fdinfo"], 2, "/proc/self/fdinfo/machines holds no machine file"),
    (["run", "--suites", "/proc/self/fdinfo/"], 2, "this folder holds no suite"),
    (["run", "--suites", Program.root.path], 2, "the suites are in the folder \(Program.root.path)/Suites"),
    (["explain", "no/case"], 2, "nothing is named 'no/case' or mentions it"),
    (["run", "--quiet", "--verbose"], 2, "--quiet says less and --verbose more: give one of them"),
    (["run", "--shard", "3/2"], 2, "there is no part 3 of 2: parts go from 1/N to N/N"),
    (["run", "--shard", "one"], 2, "it takes I/N, such as 2/4, or auto"),
    (["run", "--retry", "-1"], 2, "--retry takes a number from 0 to 100000"),
    (["run", "--repeat", "-1"], 2, "--repeat takes a number from 1 to 100000"),
    (["boot", "/bin/true", "--kernel", "/etc/passwd", "--limit", "0"], 2, "--limit takes 1 to 86400 seconds"),
    (["run", "--kernel", "7.4"], 2, "; the nearest is 7.3"),
    (["run", "--kernel", "5.10.3"], 2, "; the nearest is 6.1"),
    (["report", "/no/run"], 2, "there is no journal /no/run/events.jsonl"),
    (["baseline", "updat", "run"], 2, "'baseline' has no command 'updat'; did you mean 'update'?"),
    (
      ["machines", "/no/machine.yaml"], 2,
      "/no/machine.yaml:1:1: error: the file cannot be opened: No such file or directory"
    ),
  ]

  @Test(arguments: mistakes)
  func aMistakeIsOneSentence(arguments: [String], status: Int32, sentence: String) throws {
    let outcome = try Program().run(arguments)
    #expect(outcome.status == status)
    #expect(outcome.error.contains(sentence), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  @Test func aBrokenSuiteIsNamedByFileLineAndColumn() throws {
    let program = try Program()
    let suites = try program.folder.suites(
      adding: """
        suite: own.test
        title: A suite with a slip of the pen
        cases:
          - case: slip
            title: A slip
            steps:
              - opne: /dev/vfio/vfio
        """)
    let outcome = try program.run("run", "--suites", suites)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("own/test.yaml:7:9: error: "), "\(outcome.error)")
    #expect(outcome.error.contains("open"), "no hint: \(outcome.error)")
    #expect(outcome.error.hasSuffix("  → 'vfio-conform lint --suites \(suites)' tells all that is wrong\n"))
    #expect(try program.run("lint", "--suites", suites).status == 2)
  }

  /// A slip of the pen in one file hides no mistake of another.
  @Test func everyMistakeThatHindersARunIsTold() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: "suite: own.test\ntitle: A slip\ncases: []\nstpes: []")
    try program.folder.write(
      "fixture: slips\ntitle: A slip\nsteps: [{ close: nothing }]", to: "Suites/fixtures/slips.yaml")
    try program.folder.write(
      "suite: own.other\ntitle: A slip\ncases: [{ case: c, title: It slips, severity: must, steps: [{ use: slips }] }]",
      to: "Suites/own/other.yaml")
    try program.folder.write("machine: mine\n", to: "Suites/machines/mine.yaml")
    for command in ["run", "list", "lint"] {
      let outcome = try program.run(command, "--suites", suites)
      let said = outcome.error + outcome.output
      #expect(outcome.status == 2)
      for place in ["own/test.yaml:4:1: ", "fixtures/slips.yaml:3:18: ", "machines/mine.yaml:1:"] {
        #expect(said.contains(place), "\(command) lacks \(place): \(said)")
      }
    }
  }

  @Test func aBrokenMachineFileIsNamedByFileLineAndColumn() throws {
    let program = try Program()
    try program.folder.write("machine: own\ntitle: Mine\narchitecture: vax\n", to: "own.yaml")
    let outcome = try program.run("run", "--machine", program.folder.path("own.yaml"))
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("own.yaml:3:15: "), "\(outcome.error)")
  }

  @Test func aFullDiskIsSaid() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    try FileManager.default.createDirectory(atPath: program.folder.path("out"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: program.folder.path("out/events.jsonl"), withDestinationPath: "/dev/full")
    let outcome = try program.run("run", "own", "--output", "out", "--suites", suites)
    #expect(outcome.status == 3)
    #expect(outcome.error.contains("No space left on device"), "\(outcome.error)")
  }
}
