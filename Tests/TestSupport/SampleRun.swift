import Journal

/// A run with every outcome that there is, to be shown by every view.
package enum SampleRun {
  package static let start = Timestamp(milliseconds: 1_770_000_000_000)

  package static let system = SystemDescription(
    backend: "sim", release: "6.12.0-sim", version: "#1 SMP", architecture: "x86_64", pageSize: 4096, kernel: "6.12",
    machine: "x86-intel", devices: ["0000:00:05.0 edu (1234:11e8)"])

  package static let skip = Outcome.skipped(reason: "needs IOMMU model noiommu, and the machine offers type1v2")

  package static let outcomes: [(name: String, outcome: Outcome)] = [
    ("passes", .passed),
    ("fails", .failed),
    ("set-up-fails", .errored(.setup)),
    ("is-lost", .errored(.lost)),
    ("is-skipped", skip),
    (
      "fails-as-known", .expectedFailure(defect: "wrapped-unmap", reason: "the end of the range is computed in 64 bits")
    ),
    ("passes-though-known", .unexpectedPass(defect: "last-page", reason: "fixed in 6.19")),
    ("is-observed", .observed),
    ("is-flaky", .flaky(failed: 1, of: 2)),
  ]

  package static var plan: [PlannedCase] { outcomes.map { planned($0.name) } }

  package static func planned(_ name: String, suite: String = "type1.map") -> PlannedCase {
    PlannedCase(
      id: "\(suite)/\(name)", suite: suite, name: name, title: "A map that overlaps fails", parameters: ["at": "4KiB"],
      covers: ["T1-024"], severity: name.hasPrefix("is-observed") ? .info : .must, tags: ["dma"],
      file: "Suites/type1/map.yaml", line: 12)
  }

  package static func started(_ plan: [PlannedCase] = plan) -> Event {
    .runStarted(
      RunStarted(
        id: "r1", time: start, program: "1.0",
        commandLine: ["vfio-conform", "run", "--kernel", "6.12", "--", "type1.*"],
        system: system, plan: plan))
  }

  package static func begun(_ id: String) -> Event { .caseStarted(CaseStarted(id: id, time: start)) }

  package static func finished(_ id: String, _ outcome: Outcome, trace: [String]? = nil) -> Event {
    let isBad = !outcome.isExpected || outcome == .observed
    return .caseFinished(
      CaseFinished(
        id: id, time: start, outcome: outcome,
        lack: outcome == skip ? "IOMMU noiommu: the machine offers type1v2" : nil,
        duration: 0.0125, failure: isBad && outcome.name != "unexpected pass" ? failure : nil,
        trace: trace ?? (isBad ? calls : []), kernelLog: isBad ? ["<4>vfio: a warning"] : [],
        console: outcome == .errored(.lost) ? ["Kernel panic - not syncing"] : []))
  }

  /// The events, with the end of the run behind them, and with what they do not tell before the end of a case: that it
  /// began, and which attempts make it flaky.
  package static func whole(
    _ events: [Event], _ ending: RunFinished.Ending = .complete, reason: String? = nil
  ) -> [Event] {
    let time = Timestamp(milliseconds: start.milliseconds + 1500)
    let begun = Set(events.compactMap { if case .caseStarted(let event) = $0 { event.id } else { nil } })
    let tried = Set(events.compactMap { if case .attemptFinished(let event) = $0 { event.id } else { nil } })
    let events = events.flatMap { event -> [Event] in
      guard case .caseFinished(let end) = event else { return [event] }
      let beginning = begun.contains(end.id) ? [] : [Self.begun(end.id)]
      return beginning + (tried.contains(end.id) ? [] : attempts(before: end)) + [event]
    }
    return events + [
      .runFinished(RunFinished(time: time, ending: ending, reason: reason, counts: Counts(events)))
    ]
  }

  private static func attempts(before end: CaseFinished) -> [Event] {
    guard case .flaky(let failed, let count) = end.outcome else { return [] }
    return (0..<count).map { number in
      var attempt = CaseFinished(id: end.id, time: end.time, outcome: .passed, duration: end.duration / Double(count))
      if number < failed { (attempt.outcome, attempt.failure) = (.failed, failure) }
      return .attemptFinished(attempt)
    }
  }

  package static var complete: [Event] {
    whole(
      [started()]
        + outcomes.flatMap { [begun("type1.map/\($0.name)"), finished("type1.map/\($0.name)", $0.outcome)] })
  }

  package static let failure = CaseFailure(
    step: StepLocation(
      file: "Suites/type1/map.yaml", line: 31, column: 9, text: "ioctl VFIO_IOMMU_MAP_DMA", bindings: "at=4KiB"),
    expected: "fails with EEXIST", actual: "returned 0", because: "two mappings of one IOVA would hide each other",
    requirements: [CoveredRequirement(id: "T1-024", text: "A map that overlaps a live mapping fails with EEXIST.")])

  package static let calls = [
    "open(\"/dev/vfio/vfio\", O_RDWR|O_CLOEXEC) = 3",
    "ioctl(3, VFIO_IOMMU_MAP_DMA, {argsz=32, flags=READ|WRITE, iova=0x101000, size=0x1000}) = 0",
  ]
}
