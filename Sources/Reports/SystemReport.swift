import Journal

/// The system under test, for scripts.
public struct SystemReport: Encodable {
  public var backend: String
  public var release: String
  public var version: String
  public var architecture: String
  /// Bytes.
  public var pageSize: UInt64
  public var kernel: String
  public var machine: String?
  public var devices: [String]

  public init(_ system: SystemDescription) {
    backend = system.backend
    release = system.release
    version = system.version
    architecture = system.architecture
    pageSize = system.pageSize
    kernel = system.kernel
    machine = system.machine
    devices = system.devices
  }
}

/// How many instances ended how, for scripts.
public struct CountsReport: Encodable {
  public var passed: Int
  public var failed: Int
  public var errored: Int
  public var skipped: Int
  public var expectedFailures: Int
  public var unexpectedPasses: Int
  public var observed: Int

  public init(_ counts: Counts) {
    passed = counts.passed
    failed = counts.failed
    errored = counts.errored
    skipped = counts.skipped
    expectedFailures = counts.expectedFailures
    unexpectedPasses = counts.unexpectedPasses
    observed = counts.observed
  }
}
