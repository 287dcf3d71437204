import Foundation
import Journal

/// A run for KCIDB, KernelCI's database, in the form that kcidb-io calls 5.3.
///
/// A run knows of its kernel what the kernel tells: the release, and no commit. Whoever submits it joins it with the
/// checkout and the build that it has, and puts its own origin in the place of this one.
package struct KCIDBReport: Encodable {
  /// The name of the system that reports, which begins every id.
  private static let origin = "vfio_conform"
  /// The longest excerpt of a log, in bytes of UTF-8, so that it is no more in characters.
  private static let excerptLimit = 16_000

  private var version = Version()
  private var checkouts: [Checkout] = []
  private var builds: [Build] = []
  private var tests: [Test] = []

  private struct Version: Encodable {
    var major = 5
    var minor = 3
  }

  private struct Checkout: Encodable {
    var id: String
    var origin = KCIDBReport.origin
    var comment: String
    var valid = true
  }

  private struct Build: Encodable {
    enum CodingKeys: String, CodingKey {
      case id, origin, comment, architecture, status
      case checkout = "checkout_id"
    }

    var id: String
    var checkout: String
    var origin = KCIDBReport.origin
    var comment: String
    var architecture: String
    var status = "PASS"
  }

  private struct Test: Encodable {
    enum CodingKeys: String, CodingKey {
      case id, origin, path, status, comment, duration, environment, misc
      case build = "build_id"
      case start = "start_time"
      case excerpt = "log_excerpt"
    }

    struct Environment: Encodable {
      var comment: String
    }

    struct Details: Encodable {
      var id: String
      var outcome: String
      var expected: Bool
      var reason: String?
      var requirements: [String]
    }

    var id: String
    var build: String
    var origin = KCIDBReport.origin
    var path: String
    var status: String
    var comment: String
    var start: String?
    var duration: Double
    var excerpt: String?
    var environment: Environment
    var misc: Details
  }

  package init(_ record: RunRecord) {
    // Without a plan there is no kernel that anything could be said of.
    guard let started = record.started else { return }
    let system = started.system
    let run = "\(Self.origin):\(Self.plain(started.id))"
    checkouts = [Checkout(id: run, comment: Self.plain("Linux \(system.release) \(system.version)"))]
    builds = [
      Build(
        id: run, checkout: run, comment: Self.plain(system.release), architecture: Self.architecture(system))
    ]
    let writer = FailureText(run: started)
    let place = Self.plain(([system.shortText] + system.devices).joined(separator: ", "))
    tests = record.cases.map { record in
      Test(
        id: "\(run):\(started.time):\(Self.plain(record.planned.id))", build: run, path: Self.path(record.planned),
        status: Self.status(record), comment: Self.plain(record.planned.title), start: record.begun?.description,
        duration: record.duration, excerpt: record.outcome.isExpected ? nil : Self.excerpt(writer.body(record)),
        environment: Test.Environment(comment: place),
        misc: Test.Details(
          id: record.planned.id, outcome: record.outcome.word, expected: record.outcome.isExpected,
          reason: record.outcome == .passed ? nil : ReportText.line(writer.headline(record)),
          requirements: record.planned.covers))
    }
  }

  /// The whole file.
  package func encoded() throws -> Data { try JSONText.file(self) }

  /// A kernel that a case kills, or that never answers, is at fault; where a set-up fails, nobody knows.
  private static func status(_ record: CaseRecord) -> String {
    guard record.final != nil else { return "MISS" }
    return switch record.outcome {
    case .passed, .unexpectedPass: "PASS"
    case .failed, .flaky, .expectedFailure, .errored(.timeout), .errored(.lost): "FAIL"
    case .errored(.setup), .errored(.harness), .errored(.killed): "ERROR"
    case .errored(.interrupted): "MISS"
    case .observed: "DONE"
    case .skipped: "SKIP"
    }
  }

  /// `vfio_conform.type1.map.overlap`: words of letters, digits and `_`, with dots between them.
  private static func path(_ planned: PlannedCase) -> String {
    let name = planned.caseID.dropFirst(planned.suite.count + 1)
    let parts = planned.suite.split(separator: ".").map(String.init) + [String(name)]
    return ([origin] + parts.map(word).filter { !$0.isEmpty }).joined(separator: ".")
  }

  private static func word(_ text: String) -> String {
    String(decoding: text.utf8.map { isWord($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func architecture(_ system: SystemDescription) -> String {
    word(system.architecture.lowercased()).replacing("-", with: "_")
  }

  private static func plain(_ text: String) -> String { ReportText.line(text) }

  private static func excerpt(_ lines: [StyledLine]) -> String {
    ReportText.capped(lines.map { $0.text(.plain) }.joined(separator: "\n"), limit: excerptLimit)
  }
}
