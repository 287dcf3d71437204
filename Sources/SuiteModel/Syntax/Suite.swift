import Documents

/// A file of cases about one subject.
package struct Suite: Sendable, Hashable {
  /// The dotted name: `type1.map` for `Suites/type1/map.yaml`.
  package var name: String
  package var title: String
  package var location: SourceLocation
  package var tags: [String]
  package var needs: Needs
  /// Done before each case's own `setup`.
  package var setup: [Step]
  package var cases: [Case]
}

/// One scenario, which covers requirements.
package struct Case: Sendable, Hashable {
  /// Unique in its suite.
  package var name: String
  /// Names that it had before, which still select it.
  package var formerly: [String]
  package var title: String
  package var location: SourceLocation
  package var covers: [RequirementReference]
  /// The severity that the case states itself; without one, the strongest of `covers` counts.
  package var severity: Severity?
  package var tags: [String]
  /// The case's own needs; its suite's are added with `Needs.adding(_:)`.
  package var needs: Needs
  /// The case is run once for each combination of values.
  package var parameters: [Parameter]
  /// The combinations of values that it is run for; nil for all.
  package var when: Expression?
  package var isIsolated: Bool
  /// The longest time for one call, in milliseconds.
  package var timeout: Int
  package var setup: [Step]
  package var steps: [Step]

  package static let defaultTimeout = 30_000
  /// Combinations of parameters' values.
  package static let maximumInstances = 4096
  /// What a parameter's value may come to: it is kept for each instance, and stands in its name.
  package static let maximumParameterSize = 4096
}

/// A requirement as a case names it.
package struct RequirementReference: Sendable, Hashable {
  package var id: String
  package var location: SourceLocation
}

/// A name and the values that it takes, one after the other.
package struct Parameter: Sendable, Hashable {
  package var name: String
  package var location: SourceLocation
  package var values: Values

  package enum Values: Sendable, Hashable {
    /// Each value written out; what is written (`Expression.text`) names the instance of a case.
    case each([Expression])
    /// One expression whose value is a list.
    case list(Expression)
  }
}

/// A name and the expression that it is bound to.
package struct Binding: Sendable, Hashable {
  package var name: String
  package var location: SourceLocation
  package var value: Expression
}
