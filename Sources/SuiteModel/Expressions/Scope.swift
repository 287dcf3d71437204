/// Where names get their values.
public protocol Scope {
  /// The value of a name, or nil where it is not bound here.
  func lookup(_ name: String) -> Value?
}

/// Names bound by a dictionary.
public struct DictionaryScope: Scope, Sendable {
  public var values: [String: Value]

  public init(_ values: [String: Value] = [:]) { self.values = values }

  public func lookup(_ name: String) -> Value? { values[name] }
}

/// The entries of a record as names: what the path of an `OutputField` is evaluated in.
public struct RecordScope: Scope, Sendable {
  public var record: Record

  public init(_ record: Record) { self.record = record }

  public func lookup(_ name: String) -> Value? { record[name] }
}

/// Why an expression has no value.
public struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  public var message: String
  public var location: SourceLocation

  public init(_ message: String, at location: SourceLocation) {
    self.message = message
    self.location = location
  }

  public var description: String { "\(location): \(message)" }
}
