/// One complaint about a file of suites.
package struct Diagnostic: Error, Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable {
    case error
    case warning
    /// Wrong in form alone: it hinders no run, and `lint --fix` mends it.
    case style
  }

  package var location: SourceLocation
  package var severity: Severity
  /// What is wrong, as one sentence without a full stop.
  package var message: String
  /// What to do about it.
  package var hint: String?
  /// The order of keys that is asked for, where that is the complaint.
  var order: KeyOrder?

  package init(_ message: String, at location: SourceLocation, hint: String? = nil, severity: Severity = .error) {
    self.location = location
    self.severity = severity
    self.message = message
    self.hint = hint
  }
}

extension Diagnostic: CustomStringConvertible {
  package var description: String {
    "\(location): \(severity.rawValue): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}
