/// A run begins: what is run, on what, and what is meant to run.
public struct RunStarted: Sendable, Hashable {
  /// Names the run among others; no meaning beyond that.
  public var id: String
  public var time: Timestamp
  /// The version of the program that ran it.
  public var program: String
  /// The command that ran it: its options first, then `--` and what it selects.
  public var commandLine: [String]
  public var system: SystemDescription
  /// Every instance of a case that was selected, in the order of the run; those that will be skipped too.
  public var plan: [PlannedCase]

  public init(
    id: String, time: Timestamp, program: String, commandLine: [String], system: SystemDescription, plan: [PlannedCase]
  ) {
    self.id = id
    self.time = time
    self.program = program
    self.commandLine = commandLine
    self.system = system
    self.plan = plan
  }
}

/// The system under test, as it told of itself.
public struct SystemDescription: Sendable, Hashable {
  /// `sim`, `guest` or `local`.
  public var backend: String
  /// `uname -r`.
  public var release: String
  /// `uname -v`.
  public var version: String
  /// `uname -m`.
  public var architecture: String
  /// Bytes.
  public var pageSize: UInt64
  /// The upstream version that conditions on `kernel` are held against (`6.1.192`).
  public var kernel: String
  /// The machine file's name, where there is one.
  public var machine: String?
  /// The devices under test: `0000:00:05.0 edu (1234:11e8)`.
  public var devices: [String]

  public init(
    backend: String, release: String, version: String, architecture: String, pageSize: UInt64, kernel: String,
    machine: String?, devices: [String]
  ) {
    self.backend = backend
    self.release = release
    self.version = version
    self.architecture = architecture
    self.pageSize = pageSize
    self.kernel = kernel
    self.machine = machine
    self.devices = devices
  }
}

/// One instance of a case in the plan: the case with one value for each of its parameters.
public struct PlannedCase: Sendable, Hashable {
  /// `suite/case` or `suite/case[at=4KiB]`: unique in the run and stable between runs.
  public var id: String
  public var suite: String
  /// The case's name with its parameters, without the suite.
  public var name: String
  public var title: String
  /// The values of the case's parameters, as the suite writes them.
  public var parameters: [String: String]
  /// The requirements that it covers, by id.
  public var covers: [String]
  public var severity: Severity
  public var tags: [String]
  /// Where the case stands: the file as it was read, and the line (from 1).
  public var file: String
  public var line: Int

  public enum Severity: String, Sendable, Hashable, CaseIterable {
    case must, should, info
  }

  public init(
    id: String, suite: String, name: String, title: String, parameters: [String: String], covers: [String],
    severity: Severity, tags: [String], file: String, line: Int
  ) {
    self.id = id
    self.suite = suite
    self.name = name
    self.title = title
    self.parameters = parameters
    self.covers = covers
    self.severity = severity
    self.tags = tags
    self.file = file
    self.line = line
  }
}
