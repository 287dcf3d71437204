import VFIOInterface

/// A value that may depend on the machine under test: the first condition that holds counts.
package struct Conditional<Wrapped: Sendable & Hashable>: Sendable, Hashable {
  package struct Branch: Sendable, Hashable {
    package var condition: Expression
    package var value: Wrapped
  }

  package var branches: [Branch]
  /// What counts where no condition holds.
  package var otherwise: Wrapped

  package init(branches: [Branch] = [], otherwise: Wrapped) {
    self.branches = branches
    self.otherwise = otherwise
  }

  /// All that it may be.
  package var values: [Wrapped] { branches.map(\.value) + [otherwise] }
}

/// What a value must be.
package struct Expectation: Sendable, Hashable {
  package enum Relation: String, Sendable, Hashable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case less = "<"
    case greaterOrEqual = ">="
    case greater = ">"
    /// All of these bits are set.
    case has = "has"
    /// None of these bits is set.
    case lacks = "lacks"
    /// The text contains a match of this regular expression.
    case matches = "matches"
  }

  package var relation: Relation
  package var operand: Expression
}

/// How a call may end other than by success.
package enum Failure: Sendable, Hashable {
  /// `0`: it succeeds after all.
  case none
  case error(Errno)
  case fault(MemoryFault)
}

/// The signal that an access to memory must raise.
package enum MemoryFault: String, Sendable, Hashable, CaseIterable {
  case bus = "SIGBUS"
  case segmentation = "SIGSEGV"
}

/// What a part of a structure that came back must be.
package struct OutputField: Sendable, Hashable {
  /// A field, or a way into what hangs on it: `flags`, `caps.TYPE.type`, `devices[0].bus`. Evaluated with the fields of
  /// the structure as names.
  package var path: Expression
  package var expectation: Conditional<Expectation>
}
