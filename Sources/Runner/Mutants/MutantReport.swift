/// What the suites saw of one deliberate deviation of a system.
public struct MutantReport<Quirk: Sendable>: Sendable {
  public var quirk: Quirk
  /// Instances that went worse than without the quirk, by id, in the order of the plan.
  public var noticedBy: [String]

  public init(quirk: Quirk, noticedBy: [String]) {
    self.quirk = quirk
    self.noticedBy = noticedBy
  }
}
