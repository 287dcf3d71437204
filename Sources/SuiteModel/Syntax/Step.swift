/// One action, and what is done with it.
public struct Step: Sendable, Hashable {
  public var location: SourceLocation
  public var action: Action
  public var modifiers: Modifiers
}

/// What can be said of any step.
public struct Modifiers: Sendable, Hashable {
  /// `as`: the name that the result is bound to.
  public var binding: String?
  /// The process that makes the call; without one, that of the steps around.
  public var process: String?
  /// The ways in which the call must fail, any of them.
  public var fails: Conditional<[Failure]>?
  public var returns: Conditional<Expectation>?
  /// What a load must find.
  public var value: Conditional<Expectation>?
  public var out: [OutputField]
  /// The offset from which on the argument's bytes must be as the caller left them.
  public var unchangedFrom: Expression?
  public var when: Expression?
  /// `for`: the step is done for each combination of values.
  public var parameters: [Parameter]
  /// How often the step is done; `n` counts from 0.
  public var repeatCount: Expression?
  /// How long the step is tried again, in milliseconds.
  public var within: Expression?
  /// Why, for the report of a failure.
  public var because: Template?

  public init() { out = []; parameters = [] }
}

extension Action {
  /// Whether the step itself makes a call or checks something: only then does it say anything of a kernel. Groups do so
  /// by the steps in them.
  public var isDeed: Bool {
    switch self {
    case .flow(.use), .flow(.let), .flow(.steps), .flow(.operate), .call(.process(.sleep)): false
    default: true
    }
  }
}
