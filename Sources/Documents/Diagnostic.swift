/// One complaint about a file that somebody wrote.
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
  package var order: KeyOrder?

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

/// Why a file, or several, cannot be used: each mistake that was found.
package struct DocumentErrors: Error, Sendable, Hashable, CustomStringConvertible {
  /// In the order of the files.
  package let diagnostics: [Diagnostic]

  /// - Parameter found: All complaints; only errors hinder.
  package init(_ found: some Sequence<Diagnostic>) {
    let errors = Set(found).filter { $0.severity == .error }
    diagnostics = errors.sorted { ($0.location, $0.message) < ($1.location, $1.message) }
  }

  /// A line for each mistake.
  package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
