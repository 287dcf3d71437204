import Foundation
import Testing

/// What a word on the command line selects, and what is said of one that selects nothing.
struct SelectionTests {
  private static let suite = """
    suite: own.test
    title: Cases of this test
    tags: [mine]
    cases:
      - case: each
        title: One for each value
        covers: [CON-002]
        for: { at: [4KiB, 8KiB, page * 2], way: ['"up"', '"down"'] }
        steps:
          - open: /dev/vfio/vfio
      - case: open
        title: The machine tells the values
        needs: { device: edu }
        for: { slot: 'list(device.slot, 77)' }
        steps:
          - expect: slot > 1000
    """

  private func program() throws -> (Program, suites: String) {
    let program = try Program()
    return (program, try program.folder.suites(adding: Self.suite))
  }

  /// Each with how many instances it selects.
  private static let selections: [(words: [String], count: Int)] = [
    (["own.test/each"], 6), (["own.test/each[at=4KiB,way=up]"], 1), (["own.test/each[at=page * 2,way=up]"], 1),
    (["own.test/each[way=up,at=4KiB]"], 1), (["own.test/each[at=4KiB]"], 2), (["own.test/each[way=down]"], 3),
    (["own.test/each[at=4096,way=up]"], 1), (["own.test/each[at=0x2000]"], 2), (["own.test/each[way=\"up\"]"], 3),
    (["own.test/e*[way=up, at=?KiB]"], 2), (["own.test/open[slot=0x4d]"], 1), (["own.test/each[at=page * 2]"], 2),
    (["own.test/each[at=4KiB*"], 2), (["own.test/each[*,way=down]"], 3), (["own.test/each[at=?KiB,way=up]"], 2),
    (["*[at=4KiB,way=up]"], 1), (["own.*KiB*"], 4), (["own.test/open[slot=77]"], 1), (["own.test/o*[slot=7*"], 1),
    (["Suites/own/test.yaml"], 8), (["Suites/own"], 8), (["Suites/own/"], 8), (["own/test.yaml"], 8),
    (["Suites/own/test.yaml:9"], 6), (["Suites/own/test.yaml:16:9"], 2), (["--tag", "mine"], 8),
    (["own", "--requirement", "CON-00*"], 6), (["own.test/each[at=4KiB,way=up]", "own.test/each[at=8KiB,way=up]"], 2),
  ]

  @Test(arguments: selections)
  func wordsSelect(words: [String], count: Int) throws {
    let (program, suites) = try program()
    let listed = try program.run(["list", "--instances", "--suites", suites] + words)
    #expect(listed.status == 0 && listed.lines.count == count, "\(listed.error)\(listed.output)")
    let outcome = try program.run(["run", "--suites", suites, "--format", "json", "--output", "out"] + words)
    let summary = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let cases = try #require(summary?["cases"] as? [[String: Any]])
    #expect(cases.count == count, "\(outcome.error)")
    #expect(cases.compactMap { $0["id"] as? String } == listed.lines.map { $0.components(separatedBy: "  ")[0] })
  }

  /// Every failure is run again, alone, by the command that it shows, as a shell reads it.
  @Test func theCommandOfAFailureRunsJustThat() throws {
    let (program, _) = try program()
    // A blank and a quote have to survive the shell.
    let suites = program.folder.path("my suites' folder")
    try FileManager.default.moveItem(atPath: program.folder.path("Suites"), toPath: suites)
    let text = try program.folder.text("my suites' folder/machines/x86-amd.yaml")
    try program.folder.write(text.replacing("machine: x86-amd", with: "machine: mine"), to: "my machines/mine.yaml")
    let machine = program.folder.path("my machines/mine.yaml")
    let outcome = try program.run(
      "run", "own.test/open", "--suites", suites, "--machine", machine, "--kernel", "6.1", "--seed", "7", "--require",
      "device=edu")
    #expect(outcome.status == 1, "\(outcome.error)")
    let commands = outcome.lines.filter { $0.hasPrefix("  again") }.map { $0.dropFirst("  again".count) }
    #expect(commands.count == 2)
    for command in commands {
      let path = Program.path.replacing("/vfio-conform", with: "")
      let again = try program.shell("PATH=\(path):$PATH\n\(command)")
      #expect(again.status == 1, "\(command): \(again.error)")
      #expect(again.lines.filter { $0.hasPrefix("  again") }.map { $0.dropFirst("  again".count) } == [command])
      #expect(again.output.contains("1 case in") && again.output.contains("kernel 6.1"), "\(again.output)")
    }
  }

  /// What README shows as the command of a failure.
  @Test func theReadmesInstanceIsThere() throws {
    let outcome = try Program().run("run", "--kernel", "6.12", "type1.overlap/overlap[at=4KiB,pages=1]")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("1 case in"))
  }

  private static let misses: [(words: [String], hint: String)] = [
    (["run", "tpye1"], "did you mean 'type1'?"),
    (["run", "type1.ovrlap"], "did you mean 'type1.overlap'?"),
    (["run", "type1.overlap/identicl"], "did you mean 'type1.overlap/identical'?"),
    (["run", "neighbours"], "did you mean 'type1.overlap/neighbours'?"),
    (
      ["run", "type1.overlap/overlap[at=4KB,pages=1]"],
      "did you mean 'type1.overlap/overlap[at=4KiB,pages=1]'?"
    ),
    (["run", "type1.overlap/overlap[pages=1,at=4KB]"], "did you mean 'type1.overlap/overlap[pages=1,at=4KiB]'?"),
    (["run", "type1.overlap/overlap[page=1]"], "did you mean 'type1.overlap/overlap[pages=1]'?"),
    (["run", "type1.overlap/overlap[at=4096,page=1]"], "did you mean 'type1.overlap/overlap[at=4096,pages=1]'?"),
    (["run", "type1.overlap/overlap[colour=red]"], "has no parameter 'colour'; it has at, pages"),
    (["run", "type1.overlap/overlap[at=1000000]"], "'at' is never 1000000; it is -64KiB, "),
    (["run", "overlap[at=4KiB,pages=1]"], "did you mean 'type1.overlap/overlap[at=4KiB,pages=1]'?"),
    (["explain", "type1.overlap/overlap[page=1]"], "did you mean 'type1.overlap/overlap[pages=1]'?"),
    (["run", "Suites/type1/mapp.yaml"], "there is no file Suites/type1/mapp.yaml; did you mean '"),
    (["run", "/no/folder/map.yaml:12"], "there is no file /no/folder/map.yaml"),
    (["run", "./type9"], "there is no file ./type9"),
    (["explain", "type1/mapp.yaml"], "there is no file type1/mapp.yaml; did you mean '"),
    (["help", "nope"], "there is no command 'nope'; there are run, list"),
    (["help", "lnit"], "there is no command 'lnit'; did you mean 'lint'?"),
    (["help", "run", "nope"], "help takes the name of one command; 'nope' is one word too many"),
    (["inspect", "--machine", "x86-amd"], "the backend is local; add --backend sim"),
    (["run", "--modules", "/tmp"], "the backend is sim; add --backend guest"),
    (["run", "--device", "0000:03:00.0"], "the backend is sim; add --backend local"),
    (["run", "--backend", "guest", "--kernel", "6.99"], "'scripts/fetch-kernels 6.99' fetches it into "),
    (["twin", "--kernel", "6.99"], "'scripts/fetch-kernels 6.99' fetches it into "),
    (["boot", "/bin/true", "--kernel", "vmlinux"], "a kernel is a bzImage, a vmlinux, or a build tree"),
    (["run", "type1.overlap/overlap[nonsense]"], "list --instances type1.overlap/overlap' shows its instances"),
    (["run", "type1.overlap/identical[at=1]"], "'type1.overlap/identical' has no instances"),
    (["run", "T1-024"], "select its cases with --requirement T1-024"),
    (["run", "t1-024"], "select its cases with --requirement T1-024"),
    (["run", "msix"], "select its cases with --tag msix"),
    (["run", "--tag", "msy"], "did you mean 'msi'?"),
    (["run", "--tag", "unheard-of"], "tags are dma, intx, msi, msix, reset, sriov"),
    (["run", "--requirement", "T1-0024"], "did you mean 'T1-002'?"),
    (["run", "--requirement", "zzzzzzzzz"], "see 'vfio-conform requirements'"),
    (["run", "type1", "--tag", "msi"], "each of these words does, but not all at once"),
    (["run", "mdev.types/device-api[parent=mtti]", "--machine", "x86-mdev"], "[parent=mtty]'?"),
    (["list", "--instances", "mdev.*/*mtti-1*", "--machine", "x86-mdev"], "selects no case on this machine"),
    (["list", "ivq"], "did you mean 'irq'?"),
    (["twin", "tpye1", "--kernel", "/no/image"], "did you mean 'type1'?"),
    (["explain", "tpye1"], "did you mean 'type1'?"),
    (["explain", "T1-0024"], "did you mean 'T1-002'?"),
    (["explain", "x86-intel"], "which 'vfio-conform machines x86-intel' explains"),
    (["explain", "T1"], "'vfio-conform requirements T1' lists requirements"),
    (["requirements", "T1-0024"], "did you mean 'T1-002'?"),
    (["requirements", "/no/run"], "there is no journal /no/run/events.jsonl"),
    (["mutants", "tpye1"], "did you mean 'type1'?"),
    (["machines", "x86-intle"], "did you mean 'x86-intel'?"),
    (["run", "--machine", "x86-intle"], "did you mean 'x86-intel'?"),
    (["run", "--kernel", "6.l2"], "did you mean '6.12'?"),
    (["run", "--kernel", "boot/vmlinuz"], "an image takes --backend guest"),
    (["rnu"], "there is no command 'rnu'; did you mean 'run'?"),
    (["conform"], "there is no command 'conform'; there are run, list"),
    (["run", "--kernal", "6.1"], "Did you mean '--kernel'?"),
    (["run", "--backend", "gest"], "'sim', 'guest' or 'local'"),
    (["run", "--seed", "-1"], "it takes a number from 0 to 18446744073709551615"),
    (["run", "--seed=-1"], "it takes a number from 0 to 18446744073709551615"),
    (["mutants", "--jobs", "-1"], "it takes a number from 0"),
  ]

  @Test(arguments: misses)
  func aNearMissIsToldWhatIsThere(words: [String], hint: String) throws {
    let outcome = try Program().run(words)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains(hint), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  /// Commands in hints work on the suites that were named.
  @Test func hintsNameTheFolder() throws {
    let (program, suites) = try program()
    let outcome = try program.run("run", "zzzzzzzzzz", "--suites", suites)
    #expect(outcome.error.contains("see 'vfio-conform list --suites \(suites)'"), "\(outcome.error)")
  }

  private static let explanations: [(name: String, parts: [String])] = [
    ("type1", ["type1: ", "type1.overlap ", "vfio-conform run type1\n"]),
    ("type1.overlap", ["type1.overlap/identical ", "needs     iommu: type1v2", "vfio-conform run type1.overlap\n"]),
    ("irq.msi", ["tags      msi"]),
    ("T1-024", ["T1-024 (must)", "type1.overlap/overlap ", "vfio-conform run --requirement T1-024\n"]),
    ("t1-024", ["T1-024 (must)"]),
    (
      "type1.overlap/overlap[at=4KiB,pages=1]",
      ["for each  at: -64KiB", "vfio-conform run 'type1.overlap/overlap[at=4KiB,pages=1]'\n"]
    ),
    (Program.root.path + "/Suites/type1/overlap.yaml", ["type1.overlap/identical "]),
    (
      "container-with-iommu",
      [
        "model: TYPE1v2_IOMMU, unless", "use: container-with-group", "container-with-device  ",
        "type1.overlap/identical ",
        " more through other fixtures\n",
      ]
    ),
    ("eexist", ["EEXIST (17): File exists", "brings it about", "T1-024 ", "expect it", "type1.overlap/identical "]),
    ("not viable", ["'not viable'; these speak of it", "GRP-021 ", "group.members/host-driver "]),
  ]

  @Test(arguments: explanations)
  func namesAreExplained(name: String, parts: [String]) throws {
    let outcome = try Program().run("explain", name)
    #expect(outcome.status == 0, "\(outcome.error)")
    for part in parts { #expect(outcome.output.contains(part), "\(part) is not in \(outcome.output)") }
  }

  private static let requirements: [(words: [String], ids: Set<String>)] = [
    (["T1-024"], ["T1-024"]), (["t1-024", "CON-001"], ["T1-024", "CON-001"]),
  ]

  @Test(arguments: requirements)
  func requirementsAreShownByName(words: [String], ids: Set<String>) throws {
    let outcome = try Program().run(["requirements", "--format", "json"] + words)
    #expect(outcome.status == 0, "\(outcome.error)")
    let matches = outcome.output.matches(of: /"id" : "([A-Z0-9]+-\d+)"/).map { String($0.1) }
    #expect(Set(matches) == ids)
  }

  @Test func requirementsOfASuiteAreThoseThatItsCasesCover() throws {
    let outcome = try Program().run("requirements", "type1.overlap")
    #expect(outcome.output.contains("T1-024") && !outcome.output.contains("IRQ-001"), "\(outcome.output)")
  }
}
