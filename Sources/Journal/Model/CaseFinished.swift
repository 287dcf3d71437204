/// A case ended.
public struct CaseFinished: Sendable, Hashable {
  /// The instance, as the plan names it.
  public var id: String
  public var time: Timestamp
  public var outcome: Outcome
  /// What a skipped case lacks, in few words: the same for all that lack the same.
  public var lack: String?
  /// Seconds on the harness's clock.
  public var duration: Double
  /// Seconds on the clock of the system under test, where that is its own (a simulator's virtual time).
  public var virtualDuration: Double?
  /// What a case of severity `info` saw.
  public var observations: [String]
  /// Why, where the outcome is neither passed nor skipped.
  public var failure: CaseFailure?
  /// The calls of the case up to the failure, one decoded line each; empty where it passed and no trace was asked for.
  public var trace: [String]
  /// Lines of the kernel's log that belong to the case; empty where it passed.
  public var kernelLog: [String]
  /// The end of the console, where the system was lost.
  public var console: [String]

  public init(
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
public struct CaseFailure: Sendable, Hashable {
  /// The step; nil where the failure belongs to none (the kernel's log, a lost system between two steps).
  public var step: StepLocation?
  /// One line: `fails with EEXIST`.
  public var expected: String
  /// One line: `returned 0`.
  public var actual: String
  /// Why the suite says that it must be so.
  public var because: String?
  /// What the case covers, with the text of each rule.
  public var requirements: [CoveredRequirement]

  public init(
    step: StepLocation?, expected: String, actual: String, because: String? = nil,
    requirements: [CoveredRequirement] = []
  ) {
    self.step = step
    self.expected = expected
    self.actual = actual
    self.because = because
    self.requirements = requirements
  }
}

/// Where a step stands.
public struct StepLocation: Sendable, Hashable {
  /// The file as it was read; a fixture's or recipe's own where the step stands there.
  public var file: String
  /// From 1.
  public var line: Int
  public var column: Int
  /// The step in short: `ioctl VFIO_IOMMU_MAP_DMA`.
  public var text: String
  /// The values that `for` and `repeat` had: `at=4KiB`.
  public var bindings: String?

  public init(file: String, line: Int, column: Int, text: String, bindings: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
    self.bindings = bindings
  }
}

/// A requirement, as the catalogue words it.
public struct CoveredRequirement: Sendable, Hashable {
  public var id: String
  public var text: String

  public init(id: String, text: String) {
    self.id = id
    self.text = text
  }
}
