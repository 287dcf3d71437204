import Documents

/// What walks through fixtures came to: the cases of a suite use the same ones, from the same place.
final class FixtureVisits {
  /// All that a walk depends on.
  struct Key: Hashable {
    var fixture: String
    /// The parameters that are given.
    var arguments: Set<String>
    var names: NameTable
    var roles: Set<String>
    var isDisposable: Bool
  }

  struct Visit {
    /// Those that are bound behind it.
    var names: NameTable
    var steps: Int
    var diagnostics: Set<Diagnostic>
  }

  private var visits: [Key: Visit] = [:]

  subscript(key: Key) -> Visit? {
    get { visits[key] }
    set { visits[key] = newValue }
  }
}
