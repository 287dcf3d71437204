/// Where names get their values.
public protocol Scope {
  /// The value of a name, or nil where it is not bound here.
  func lookup(_ name: String) -> Value?

  /// What evaluations here may do in all; nil where each stands for itself.
  var budget: WorkBudget? { get }
}

extension Scope {
  public var budget: WorkBudget? { nil }

  /// What one more evaluation may do.
  var nextBudget: WorkBudget { WorkBudget(WorkBudget.ofEvaluation, within: budget) }
}

/// Names bound by a dictionary.
public struct DictionaryScope: Scope, Sendable {
  public var values: [String: Value]

  public init(_ values: [String: Value] = [:]) { self.values = values }

  public func lookup(_ name: String) -> Value? { values[name] }
}

/// The entries of a record as names: what the path of an `OutputField` is evaluated in.
public struct RecordScope: Scope {
  public var record: Record
  public let budget: WorkBudget?

  public init(_ record: Record, budget: WorkBudget? = nil) {
    self.record = record
    self.budget = budget
  }

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
