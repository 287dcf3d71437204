import Documents
import VFIOInterface

/// One action, and what is done with it.
package struct Step: Sendable, Hashable {
  package var location: SourceLocation
  package var action: Action
  package var modifiers: Modifiers
}

/// What can be said of any step.
package struct Modifiers: Sendable, Hashable {
  /// `as`: the name that the result is bound to.
  package var binding: String?
  /// The process that makes the call; without one, that of the steps around.
  package var process: String?
  /// The ways in which the call must fail, any of them.
  package var fails: Conditional<[Failure]>?
  /// `any`: the call may end by success, by any error, or by a signal; the rest is expected where it succeeds.
  package var mayEndAnyhow = false
  package var returns: Conditional<Expectation>?
  /// What a load must find.
  package var value: Conditional<Expectation>?
  package var out: [OutputField]
  /// The offset from which on the argument's bytes must be as the caller left them.
  package var unchangedFrom: Expression?
  package var when: Expression?
  /// `for`: the step is done for each combination of values.
  package var parameters: [Parameter]
  /// How often the step is done; `n` counts from 0.
  package var repeatCount: Expression?
  /// How long the step is tried again, in milliseconds.
  package var within: Expression?
  /// Why, for the report of a failure.
  package var because: Template?

  package init() { out = []; parameters = [] }

  /// Whether something is expected of a call that succeeds.
  package var asksOfSuccess: Bool { returns != nil || value != nil || !out.isEmpty }
}

extension Action {
  /// Whether the step itself makes a call or checks something: only then does it say anything of a kernel. Groups do so
  /// by the steps in them.
  package var isDeed: Bool {
    switch self {
    case .flow(.use), .flow(.let), .flow(.steps), .flow(.operate), .call(.process(.sleep)): false
    default: true
    }
  }
}

extension Sequence<Step> {
  /// The steps, each followed by those within it.
  package var flattened: [Step] { flatMap { [$0] + $0.action.innerSteps.flattened } }

  /// The fixtures that they use, by name.
  package var fixtures: Set<String> {
    Set(flattened.compactMap { if case .flow(.use(let use)) = $0.action { use.fixture } else { nil } })
  }

  /// The errors that a call among them may or must fail with.
  package var errors: Set<Errno> {
    let failures = flattened.flatMap { $0.modifiers.fails?.values.flatMap(\.self) ?? [] }
    return Set(failures.compactMap { if case .error(let error) = $0 { error } else { nil } })
  }
}

extension Action {
  /// The steps that the action is made of.
  var innerSteps: [Step] {
    switch self {
    case .flow(.steps(let steps)): steps
    case .flow(.spawn(let spawn)): spawn.steps
    default: []
    }
  }
}
