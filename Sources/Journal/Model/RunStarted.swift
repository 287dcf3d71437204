/// A run begins: what is run, on what, and what is meant to run.
package struct RunStarted: Sendable, Hashable {
  /// Names the run among others; no meaning beyond that.
  package var id: String
  package var time: Timestamp
  /// The version of the program that ran it.
  package var program: String
  /// The command that ran it: its options first, then `--` and what it selects.
  package var commandLine: [String]
  package var system: SystemDescription
  /// Every instance of a case that was selected, in the order of the run; those that will be skipped too.
  package var plan: [PlannedCase]
  /// The checksum of all files of the suites.
  package var suites: String?
  /// What the order of the plan was drawn from; nil for the order of the suites.
  package var randomOrder: UInt64?
  /// What was selected and is not in the plan.
  package var leftOut: [LeftOut]
  /// Which part of a plan this is, where it was divided among runs.
  package var shard: Shard?
  /// The runs that this one was put together from.
  package var merged: [String]
  /// What the kernel has to keep and no case looks at yet, by the requirements' ids.
  package var notJudged: [String]
  /// The user's own list of failures that are expected.
  package var baseline: BaselineDescription?

  package init(
    id: String, time: Timestamp, program: String, commandLine: [String], system: SystemDescription, plan: [PlannedCase],
    suites: String? = nil, randomOrder: UInt64? = nil, leftOut: [LeftOut] = [], shard: Shard? = nil,
    merged: [String] = [], notJudged: [String] = [], baseline: BaselineDescription? = nil
  ) {
    self.id = id
    self.time = time
    self.program = program
    self.commandLine = commandLine
    self.system = system
    self.plan = plan
    self.suites = suites
    self.randomOrder = randomOrder
    self.leftOut = leftOut
    self.shard = shard
    self.merged = merged
    self.notJudged = notJudged
    self.baseline = baseline
  }
}

/// A file of failures that are expected.
package struct BaselineDescription: Sendable, Hashable {
  /// As the command line names it.
  package var file: String
  /// Of its text.
  package var checksum: String

  package init(file: String, checksum: String) {
    self.file = file
    self.checksum = checksum
  }
}

/// The system under test, as it told of itself.
package struct SystemDescription: Sendable, Hashable {
  /// `sim`, `guest` or `local`.
  package var backend: String
  /// `uname -r`.
  package var release: String
  /// `uname -v`.
  package var version: String
  /// `uname -m`.
  package var architecture: String
  /// Bytes.
  package var pageSize: UInt64
  /// The upstream version that conditions on `kernel` are held against (`6.1.192`).
  package var kernel: String
  /// The machine file's name, where there is one.
  package var machine: String?
  /// The devices under test: `0000:00:05.0 edu (1234:11e8)`.
  package var devices: [String]
  /// The extensions that a container must offer there: `TYPE1v2_IOMMU`.
  package var offers: [String]

  package init(
    backend: String, release: String, version: String, architecture: String, pageSize: UInt64, kernel: String,
    machine: String?, devices: [String], offers: [String] = []
  ) {
    self.backend = backend
    self.release = release
    self.version = version
    self.architecture = architecture
    self.pageSize = pageSize
    self.kernel = kernel
    self.machine = machine
    self.devices = devices
    self.offers = offers
  }
}

/// One instance of a case in the plan: the case with one value for each of its parameters.
package struct PlannedCase: Sendable, Hashable {
  /// `suite/case` or `suite/case[at=4KiB]`: unique in the run and stable between runs.
  package var id: String
  package var suite: String
  /// The case's name with its parameters, without the suite.
  package var name: String
  /// Names that the case had before, without suite and parameters.
  package var formerly: [String]
  package var title: String
  /// The values of the case's parameters, as the suite writes them.
  package var parameters: [String: String]
  /// The requirements that it covers, by id.
  package var covers: [String]
  package var severity: Severity
  package var tags: [String]
  /// Where the case stands: the file as it was read, and the line (from 1).
  package var file: String
  package var line: Int

  package enum Severity: String, Sendable, Hashable, CaseIterable {
    case must, should, info
  }

  package init(
    id: String, suite: String, name: String, formerly: [String] = [], title: String,
    parameters: [String: String], covers: [String], severity: Severity, tags: [String], file: String, line: Int
  ) {
    self.id = id
    self.suite = suite
    self.name = name
    self.formerly = formerly
    self.title = title
    self.parameters = parameters
    self.covers = covers
    self.severity = severity
    self.tags = tags
    self.file = file
    self.line = line
  }

  /// `suite/case`, without parameters.
  package var caseID: String { parameters.isEmpty ? id : String(id.prefix { $0 != "[" }) }

  /// The case by its name, and by those that it had before.
  package var caseIDs: [String] { [caseID] + formerly.map { "\(suite)/\($0)" } }

  /// The instance by its case's name, and by those that it had before.
  package var ids: [String] { caseIDs.map { $0 + id.dropFirst(caseID.count) } }
}
