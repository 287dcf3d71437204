import Foundation
import Testing

/// Failures that the user's own file expects.
struct BaselineTests {
  private static let selection = ["type1.overlap/identical", "type1.api/*"]

  private static func entry(
    _ cases: String = "[type1.overlap/identical]", name: String = "overlap", more: String = "",
    reason: String = "So it is",
    link: String = "https://example.org/1", expires: String = "2999-12-31"
  ) -> String {
    """
    \(name):
      cases: \(cases)
    \(more)  reason: \(reason)
      link: \(link)
      expires: \(expires)

    """
  }

  private static let shows = "  shows:\n    - { step: ioctl VFIO_IOMMU_MAP_DMA, number: 2, got: \"*\(answer)\" }\n"
  private static let answer = "returned 0"

  private static func run(
    _ program: Program, _ baseline: String?, _ more: [String] = [], quirk: String? = "type1.map-overlap"
  ) throws -> Program.Outcome {
    if let baseline { try program.folder.write(baseline, to: "baseline.yaml") }
    return try program.run(
      ["run", "type1.overlap/identical", "--output", "out"] + (baseline == nil ? [] : ["--baseline", "baseline.yaml"])
        + (quirk.map { ["--quirk", $0] } ?? []) + more)
  }

  @Test func aFailureThatIsExpectedIsNone() throws {
    let program = try Program()
    let outcome = try Self.run(program, Self.entry())
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    #expect(outcome.output.contains("overlap: So it is (until 2999-12-31, https://example.org/1)"), "\(outcome.output)")
    #expect(try program.folder.text("out/events.jsonl").contains(#""baseline":{"checksum":""#))
  }

  /// What the file expects and does not come is news, whatever the case does instead.
  @Test(
    arguments: [
      (more: "", quirk: nil, status: 1, text: "UNEXPECTED PASS type1.overlap/identical"),
      (
        "  shows: [{ step: ioctl VFIO_IOMMU_MAP_DMA, number: 2, got: failed with EIO }]\n", "type1.map-overlap", 1,
        "besides   overlap says that the case fails, but in another way"
      ),
      ("  kernel: kernel < 6.2\n", "type1.map-overlap", 1, "FAILED type1.overlap/identical"),
      ("  machine: [x86-amd]\n", "type1.map-overlap", 1, "FAILED type1.overlap/identical"),
      ("  kernel: kernel >= 6.2\n  machine: ['x86-*']\n", "type1.map-overlap", 0, "as expected"),
    ] as [(more: String, quirk: String?, status: Int32, text: String)])
  func anythingElseIsNews(more: String, quirk: String?, status: Int32, text: String) throws {
    let outcome = try Self.run(try Program(), Self.entry(more: more), quirk: quirk)
    #expect(outcome.status == status)
    #expect(outcome.output.contains(text), "\(outcome.output)\(outcome.error)")
  }

  private static let mistakes: [(text: String, complaint: String)] = [
    (entry(reason: ""), "baseline.yaml:3:10: error: expected one line of text, found nothing"),
    (entry(reason: "' '"), "baseline.yaml:3:11: error: expected a sentence, found ' '"),
    (entry(link: "soon"), "error: expected a link, such as https://…, found 'soon'"),
    (entry(link: ""), "error: expected a link, such as https://…, found nothing"),
    (entry(expires: "2999-02-30"), "error: expected a day, as 2026-12-31, found '2999-02-30'"),
    (entry(expires: "never"), "error: expected a day, as 2026-12-31, found 'never'"),
    (entry(expires: ""), "error: expected a day, as 2026-12-31, found nothing"),
    (entry(expires: "2020-01-31"), "baseline.yaml:1:1: error: the entry 'overlap' expired on 2020-01-31; remove it"),
    (
      "overlap: { cases: [type1.overlap/identical] }", "error: an entry lacks 'reason'; say why the failure is accepted"
    ),
    ("overlap: { cases: [type1.overlap/identical] }", "error: an entry lacks 'link'"),
    ("overlap: { cases: [type1.overlap/identical] }", "error: an entry lacks 'expires'"),
    (
      entry("[type1.overlap/identicl]"),
      "names no case: 'type1.overlap/identicl'; did you mean 'type1.overlap/identical'?"
    ),
    (entry("['*']"), "the entry 'overlap' excuses every case"),
    (entry("[]"), "the list of cases is empty"),
    (entry("['type1.overlap/identical[at=5]']"), "the entry 'overlap' names no case of this machine: 'type1.overlap"),
    (entry(name: "dirty-bits-spill"), "a known defect of the suites is named 'dirty-bits-spill' too"),
    (entry(more: "  kernel: \"false\"\n"), "this condition is the same on every kernel"),
    (entry(more: "  kernel: kernel > 99\n"), "this condition holds on no kernel"),
    (entry(more: "  kernel: kernel >= 0\n"), "this condition holds on every kernel"),
    (entry(more: "  kernel: kernal > 6\n"), "'kernal' is not bound here"),
    (
      entry(more: "  shows: [{ step: ioctl VFIO_IOMMU_UNMAP_DMA, got: failed with EIO }]\n"),
      "no case of the entry 'overlap' has a step 'ioctl VFIO_IOMMU_UNMAP_DMA'"
    ),
    (entry(more: "  shows: [{ warns: '*' }]\n"), "'*' is a line of the kernel's log, or a glob only in form"),
    ("", "the baseline"),
  ]

  @Test(arguments: mistakes) func aWrongEntryEndsTheRunBeforeItBegins(text: String, complaint: String) throws {
    let outcome = try Self.run(try Program(), text)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains(complaint), "\(outcome.error)")
    #expect(!outcome.output.contains("FAILED"))
  }

  @Test func aFileThatIsNotThereIsSaid() throws {
    let outcome = try Program().run("run", "type1.overlap", "--baseline", "no.yaml")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("no.yaml:1:1: error: the file cannot be opened"), "\(outcome.error)")
  }

  /// Entries are held against all that the machine has, not against what one run selects.
  @Test func anEntryOfWhatIsNotSelectedIsNoMistake() throws {
    let outcome = try Self.run(
      try Program(), Self.entry() + Self.entry("['irq.*']", name: "interrupts"))
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  /// Shards that were judged by different entries are not parts of one run.
  @Test func mergeKnowsTheBaseline() throws {
    let program = try Program()
    for (index, text) in [Self.entry(), Self.entry(reason: "So it was")].enumerated() {
      try program.folder.write(text, to: "baseline.yaml")
      _ = try program.run(
        "run", "type1.overlap", "--shard", "\(index + 1)/2", "--output", "s\(index)", "--baseline", "baseline.yaml")
    }
    let outcome = try program.run("merge", "s0", "s1", "--output", "whole")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("s0 and s1 are not parts of one run: their baselines differ"), "\(outcome.error)")
  }

  @Test func theBaselineIsNoPlaceForAReport() throws {
    let program = try Program()
    let outcome = try Self.run(program, Self.entry(), ["--report", "html=baseline.yaml"])
    #expect(outcome.status == 2)
    #expect(try program.folder.text("baseline.yaml") == Self.entry())
  }

  // MARK: Proposals

  private static let filled = [
    ("  reason: #", "  reason: So it is #"), ("  link: #", "  link: https://example.org/1 #"),
    ("  expires: #", "  expires: 2999-12-31 #"),
  ]

  /// From a red run to a green one: the diff applies, is refused until it is filled in, and expects what was seen.
  @Test func whatFailedIsProposedAndRefusedUntilItHasReasons() throws {
    let program = try Program()
    #expect(try Self.run(program, nil).status == 1)
    let proposal = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(proposal.status == 1, "\(proposal.error)")
    #expect(proposal.output.hasPrefix("--- /dev/null\n+++ baseline.yaml\n@@ -0,0 +1,"), "\(proposal.output)")
    try program.folder.write(proposal.output, to: "diff")
    #expect(try program.shell("patch -s -p0 < diff").status == 0)
    let refused = try program.run(
      "run", "type1.overlap/identical", "--quirk", "type1.map-overlap", "--output", "out", "--baseline", "baseline.yaml"
    )
    #expect(refused.status == 2)
    #expect(refused.error.contains("expected one line of text, found nothing"), "\(refused.error)")
    var text = try program.folder.text("baseline.yaml")
    for (old, new) in Self.filled { text = text.replacingOccurrences(of: old, with: new) }
    let green = try Self.run(program, text)
    #expect(green.status == 0, "\(green.output)\(green.error)\(text)")
    let nothing = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(nothing.status == 0)
    #expect(nothing.output == "")
    // The kernel is mended: the entry goes.
    #expect(try Self.run(program, text, quirk: nil).status == 1)
    let removal = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(removal.status == 1)
    try program.folder.write(removal.output, to: "diff")
    #expect(try program.shell("patch -s -p0 < diff").status == 0, "\(removal.output)")
    // patch(1) removes a file that is empty.
    #expect(((try? program.folder.text("baseline.yaml")) ?? "").isEmpty)
  }

  /// An entry keeps what still fails, and comments and other entries stay.
  @Test func ofAnEntryOnlyWhatPassedIsTakenOut() throws {
    let program = try Program()
    // Of these alone the run is a measure.
    let place = Self.here
    let text =
      "# Ours\n" + Self.entry("[type1.overlap/identical, 'container.api/*']", more: place) + "# Theirs\n"
      + Self.entry("[irq.msi/*]", name: "other").dropLast(1)
    try program.folder.write(text, to: "baseline.yaml")
    _ = try program.run(
      "run", "type1.overlap/identical", "container.api", "--quirk", "type1.map-overlap", "--output", "out",
      "--baseline",
      "baseline.yaml")
    let proposal = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(
      proposal.output == """
        --- baseline.yaml
        +++ baseline.yaml
        @@ -1,6 +1,7 @@
         # Ours
         overlap:
        -  cases: [type1.overlap/identical, 'container.api/*']
        +  cases:
        +    - "type1.overlap/identical"
           kernel: kernel >= 6.12 && kernel < 6.13
           machine: [x86-intel]
           reason: So it is

        """, "\(proposal.output)\(proposal.error)")
  }

  private static let here = "  kernel: kernel >= 6.12 && kernel < 6.13\n  machine: [x86-intel]\n"

  /// What did not run, or runs elsewhere, did not pass.
  @Test(
    arguments: [
      ("['type1.overlap/*']", here, "keeps 'type1.overlap/*': it may mean more cases than this run had"),
      ("[type1.overlap/identical]", "", "stays: it is for other kernels or machines too"),
      ("[type1.overlap/identical]", "  machine: [x86-intel]\n", "stays: it is for other kernels or machines too"),
      (
        "[type1.overlap/identical]", "  kernel: kernel >= 6.12\n  machine: [x86-intel]\n",
        "stays: it is for other kernels or machines too"
      ),
      (
        "[type1.overlap/identical]", "  kernel: kernel >= 6.12 && kernel < 6.13\n  machine: ['x86-*']\n",
        "stays: it is for other kernels or machines too"
      ),
    ])
  func whatTheRunCannotTellStays(cases: String, place: String, note: String) throws {
    let program = try Program()
    #expect(try Self.run(program, Self.entry(cases, more: place), quirk: nil).status == 1)
    let proposal = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(proposal.status == 0, "\(proposal.output)")
    #expect(proposal.output == "")
    #expect(proposal.error.contains("note: the entry 'overlap' \(note)"), "\(proposal.error)")
  }

  /// The same selection as the entry's is all that it means.
  @Test func aPatternGoesWhereAllOfItPassed() throws {
    let program = try Program()
    try program.folder.write(Self.entry("['type1.overlap/i*']", more: Self.here), to: "baseline.yaml")
    _ = try program.run("run", "type1.overlap", "--output", "out", "--baseline", "baseline.yaml")
    let proposal = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(proposal.output.contains("+++ baseline.yaml\n@@ -1,7 +0,0 @@\n-overlap:\n"), "\(proposal.error)")
  }

  /// Lines are counted as libyaml counts them, or not at all.
  @Test(arguments: [
    ("\r\n", "end in carriage returns"), ("\r", "end in carriage returns"), ("\u{85}", "U+0085"),
    ("\u{2028}", "U+2028"),
  ])
  func otherLineEndsAreRefused(end: String, complaint: String) throws {
    let program = try Program()
    _ = try Self.run(program, nil)
    try program.folder.write(Self.entry().replacingOccurrences(of: "\n", with: end), to: "baseline.yaml")
    let outcome = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains(complaint), "\(outcome.error)")
  }

  @Test func aJournalMayNameAnyKernel() throws {
    let program = try Program()
    _ = try Self.run(program, nil)
    let journal = try program.folder.text("out/events.jsonl")
    let hostile = journal.replacing(/"kernel":"[0-9.]+"/) { _ in #""kernel":"6.4294967295""# }
    #expect(hostile != journal)
    try program.folder.write(hostile, to: "out/events.jsonl")
    let proposal = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(proposal.status == 1)
    #expect(proposal.output.contains("+  kernel: kernel >= 6.4294967295\n"), "\(proposal.output)\(proposal.error)")
  }

  @Test func aRunThatWasJudgedOtherwiseIsRefused() throws {
    let program = try Program()
    _ = try Self.run(program, nil)
    try program.folder.write(Self.entry(), to: "baseline.yaml")
    let outcome = try program.run("baseline", "update", "out", "--baseline", "baseline.yaml")
    #expect(outcome.status == 2)
    #expect(
      outcome.error == """
        vfio-conform: the run out was not judged by baseline.yaml as it is now
          → run it again with --baseline baseline.yaml

        """)
  }
}
