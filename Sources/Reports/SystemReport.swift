import Journal

/// The system under test, for scripts.
package struct SystemReport: Codable {
  package var backend: String
  package var release: String
  package var version: String
  package var architecture: String
  /// Bytes.
  package var pageSize: UInt64
  package var kernel: String
  package var machine: String?
  package var devices: [String]
  /// The extensions that a container must offer.
  package var offers: [String]

  package init(_ system: SystemDescription) {
    backend = system.backend
    release = system.release
    version = system.version
    architecture = system.architecture
    pageSize = system.pageSize
    kernel = system.kernel
    machine = system.machine
    devices = system.devices
    offers = system.offers
  }
}

/// How many instances ended how, for scripts.
package struct CountsReport: Encodable {
  package var passed: Int
  package var failed: Int
  package var errored: Int
  package var skipped: Int
  package var expectedFailures: Int
  package var unexpectedPasses: Int
  package var observed: Int
  package var flaky: Int

  package init(_ counts: Counts) {
    passed = counts.passed
    failed = counts.failed
    errored = counts.errored
    skipped = counts.skipped
    expectedFailures = counts.expectedFailures
    unexpectedPasses = counts.unexpectedPasses
    observed = counts.observed
    flaky = counts.flaky
  }
}

/// What a run left out for one reason, for scripts.
package struct LeftOutReport: Encodable {
  package var count: Int
  package var by: String
}

/// A part of a plan, for scripts.
package struct ShardReport: Encodable {
  /// From 1.
  package var index: Int
  package var count: Int
  /// Instances of the whole plan.
  package var total: Int
}

/// A file of failures that are expected, for scripts.
package struct BaselineReport: Encodable {
  package var file: String
  package var checksum: String
}
