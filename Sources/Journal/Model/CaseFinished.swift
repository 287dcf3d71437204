/// A case ended, or one of several attempts at it. The end of a case has its verdict, the time of all attempts, and what the
/// attempt showed that decides.
package struct CaseFinished: Sendable, Hashable {
  /// The instance, as the plan names it.
  package var id: String
  package var time: Timestamp
  package var outcome: Outcome
  /// What a skipped case lacks, in few words: the same for all that lack the same.
  package var lack: String?
  /// Seconds on the harness's clock.
  package var duration: Double
  /// Seconds on the clock of the system under test, where that is its own (a simulator's virtual time).
  package var virtualDuration: Double?
  /// What a case of severity `info` saw.
  package var observations: [String]
  /// Why, where the outcome is neither passed nor skipped.
  package var failure: CaseFailure?
  /// The calls of the case up to the failure, one decoded line each; empty where it passed and no trace was asked for.
  package var trace: [String]
  /// Lines of the kernel's log that belong to the case; empty where it passed.
  package var kernelLog: [String]
  /// The end of the console, where the system was lost.
  package var console: [String]

  package init(
    id: String, time: Timestamp, outcome: Outcome, lack: String? = nil, duration: Double = 0,
    virtualDuration: Double? = nil,
    observations: [String] = [], failure: CaseFailure? = nil, trace: [String] = [], kernelLog: [String] = [],
    console: [String] = []
  ) {
    self.id = id
    self.time = time
    self.outcome = outcome
    self.lack = lack
    self.duration = duration
    self.virtualDuration = virtualDuration
    self.observations = observations
    self.failure = failure
    self.trace = trace
    self.kernelLog = kernelLog
    self.console = console
  }
}

/// What was expected at which step, and what came back.
package struct CaseFailure: Sendable, Hashable {
  /// The step; nil where the failure belongs to none (the kernel's log, a lost system between two steps).
  package var step: StepLocation?
  /// One line: `fails with EEXIST`.
  package var expected: String
  /// One line: `returned 0`.
  package var actual: String
  /// Why the suite says that it must be so.
  package var because: String?
  /// What the kernel's log complains of beside that: `WARN: WARNING: CPU: 0 …`.
  package var complaint: String?
  /// What else is to be known, a sentence each: what went wrong afterwards, that a known defect looks otherwise.
  package var remarks: [String]
  /// What the case covers, with the text of each requirement.
  package var requirements: [CoveredRequirement]

  package init(
    step: StepLocation?, expected: String, actual: String, because: String? = nil, complaint: String? = nil,
    remarks: [String] = [], requirements: [CoveredRequirement] = []
  ) {
    self.step = step
    self.expected = expected
    self.actual = actual
    self.because = because
    self.complaint = complaint
    self.remarks = remarks
    self.requirements = requirements
  }
}

/// Where a step stands.
package struct StepLocation: Sendable, Hashable {
  /// The file as it was read; a fixture's or recipe's own where the step stands there.
  package var file: String
  /// From 1.
  package var line: Int
  package var column: Int
  /// The step in short: `ioctl VFIO_IOMMU_MAP_DMA`.
  package var text: String
  /// The values that `for` and `repeat` had: `at=4KiB`.
  package var bindings: String?
  /// Where the fixture or operation is used that it stands in: `Suites/type1/map.yaml:12`.
  package var usedAt: String?

  package init(
    file: String, line: Int, column: Int, text: String, bindings: String? = nil, usedAt: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
    self.bindings = bindings
    self.usedAt = usedAt
  }
}

/// A requirement, as the catalogue words it.
package struct CoveredRequirement: Sendable, Hashable {
  package var id: String
  package var text: String

  package init(id: String, text: String) {
    self.id = id
    self.text = text
  }
}
