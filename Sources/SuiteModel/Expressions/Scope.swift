import Documents

/// Where names get their values.
package protocol Scope {
  /// The value of a name, or nil where it is not bound here.
  func lookup(_ name: String) -> Value?

  /// What evaluations here may do in all; nil where each stands for itself.
  var budget: WorkBudget? { get }
}

extension Scope {
  package var budget: WorkBudget? { nil }

  /// What one more evaluation may do.
  var nextBudget: WorkBudget { WorkBudget(WorkBudget.ofEvaluation, within: budget) }
}

/// Names bound by a dictionary.
package struct DictionaryScope: Scope, Sendable {
  package var values: [String: Value]

  package init(_ values: [String: Value] = [:]) { self.values = values }

  package func lookup(_ name: String) -> Value? { values[name] }
}

/// The entries of a record as names: what the path of an `OutputField` is evaluated in.
package struct RecordScope: Scope {
  package var record: Record
  package let budget: WorkBudget?

  package init(_ record: Record, budget: WorkBudget? = nil) {
    self.record = record
    self.budget = budget
  }

  package func lookup(_ name: String) -> Value? { record[name] }
}

/// Why an expression has no value.
package struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  package var message: String
  package var location: SourceLocation

  package init(_ message: String, at location: SourceLocation) {
    self.message = message
    self.location = location
  }

  package var description: String { "\(location): \(message)" }
}
