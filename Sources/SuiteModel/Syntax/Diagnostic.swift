/// One complaint about a file of suites.
public struct Diagnostic: Error, Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable {
    case error
    case warning
  }

  public var location: SourceLocation
  public var severity: Severity
  /// What is wrong, as one sentence without a full stop.
  public var message: String
  /// What to do about it.
  public var hint: String?

  public init(_ message: String, at location: SourceLocation, hint: String? = nil, severity: Severity = .error) {
    self.location = location
    self.severity = severity
    self.message = message
    self.hint = hint
  }
}

extension Diagnostic: CustomStringConvertible {
  public var description: String {
    "\(location): \(severity.rawValue): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}
