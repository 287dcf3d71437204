/// When something has to be over, on the harness's clock.
struct TimeLimit: Sendable {
  enum Owner: Sendable { case instance, run }

  var owner: Owner
  var duration: Duration
  private let deadline: ContinuousClock.Instant

  /// A time that begins now.
  init(_ duration: Duration, of owner: Owner) {
    self.owner = owner
    self.duration = duration
    deadline = .now.advanced(by: duration)
  }

  var isOver: Bool { ContinuousClock.now >= deadline }

  /// The limit that is reached first.
  static func first(_ limits: TimeLimit?...) -> TimeLimit? {
    limits.compactMap(\.self).min { $0.deadline < $1.deadline }
  }

  /// `the case's limit of 90 s`
  var text: String {
    let owner = if case .run = owner { "run" } else { "case" }
    return "the \(owner)'s limit of \(Self.seconds(duration)) s"
  }

  private static func seconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return attoseconds == 0 ? "\(seconds)" : "\(duration.seconds)"
  }
}
