/// A file of cases about one subject.
public struct Suite: Sendable, Hashable {
  /// The dotted name: `type1.map` for `Suites/type1/map.yaml`.
  public var name: String
  public var title: String
  public var location: SourceLocation
  public var needs: Needs
  public var tags: [String]
  /// Done before each case's own `setup`.
  public var setup: [Step]
  public var cases: [Case]
}

/// One rule that is tested, by one scenario.
public struct Case: Sendable, Hashable {
  /// Unique in its suite.
  public var name: String
  public var title: String
  public var location: SourceLocation
  public var covers: [RequirementReference]
  /// The severity that the case states itself; without one, the strongest of `covers` counts.
  public var severity: Severity?
  public var tags: [String]
  /// The case's own needs; its suite's are added with `Needs.adding(_:)`.
  public var needs: Needs
  /// The case is run once for each combination of values.
  public var parameters: [Parameter]
  /// The combinations of values that it is run for; nil for all.
  public var when: Expression?
  public var isIsolated: Bool
  /// The longest time for one call, in milliseconds.
  public var timeout: Int
  public var setup: [Step]
  public var steps: [Step]

  public static let defaultTimeout = 30_000
  /// Combinations of parameters' values.
  public static let maximumInstances = 4096
  /// What a parameter's value may come to: it is kept for each instance, and stands in its name.
  public static let maximumParameterSize = 4096
}

/// A requirement as a case names it.
public struct RequirementReference: Sendable, Hashable {
  public var id: String
  public var location: SourceLocation
}

/// A name and the values that it takes, one after the other.
public struct Parameter: Sendable, Hashable {
  public var name: String
  public var location: SourceLocation
  public var values: Values

  public enum Values: Sendable, Hashable {
    /// Each value written out; what is written (`Expression.text`) names the instance of a case.
    case each([Expression])
    /// One expression whose value is a list.
    case list(Expression)
  }
}

/// A name and the expression that it is bound to.
public struct Binding: Sendable, Hashable {
  public var name: String
  public var location: SourceLocation
  public var value: Expression
}
