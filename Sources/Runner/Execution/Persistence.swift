import Journal

/// Notices that a set-up fails in one case after the other: it may be that the system, and not the cases, is at fault.
struct Persistence {
  /// Successive cases with the same error.
  static let limit = 3

  private struct Failing: Hashable {
    var step: String?
    var actual: String
  }

  private var last: Failing?
  private var count = 0
  /// Errors that a fresh system was tried for.
  private var tried: Set<Failing> = []

  /// - Returns: Why the system is not to be trusted any more, as a sentence; of an error that comes back just once.
  mutating func note(_ report: CaseReport) -> String? {
    guard report.outcome == .errored(.setup), let failure = report.failure else {
      last = nil
      return nil
    }
    let failing = Failing(step: failure.step?.text, actual: failure.actual)
    count = failing == last ? count + 1 : 1
    last = failing
    guard count == Self.limit, tried.insert(failing).inserted else { return nil }
    return "the set-up of \(count) successive cases failed alike: \(failure.step?.text ?? "no step"), \(failure.actual)"
  }
}
