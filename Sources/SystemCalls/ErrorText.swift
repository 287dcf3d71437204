extension SystemError: CustomStringConvertible {
  /// What happened, as a sentence without a full stop.
  package var description: String {
    switch self {
    case .lost(let reason), .timedOut(let reason), .unsupported(let reason), .invalid(let reason): reason
    case .interrupted: "the run was stopped"
    }
  }
}

extension Fault: CustomStringConvertible {
  package var description: String { name }
}
