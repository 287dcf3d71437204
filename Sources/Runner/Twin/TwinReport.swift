import Journal

/// What came of running the same plan on two systems.
public struct TwinReport: Sendable {
  public struct Case: Sendable {
    public var planned: PlannedCase
    public var result: Result

    /// Whether its calls were held against each other.
    public var isCompared: Bool { if case .notCompared = result { false } else { true } }
  }

  public enum Result: Sendable {
    /// Every call gave the same, but for what is exempt.
    case same
    case different(TwinDifference)
    /// The case ran on neither, or on one only; the reason is a sentence.
    case notCompared(String)
  }

  public var cases: [Case] = []
  /// Facts in which the two machines differ, before any case.
  public var machine: [String] = []
  /// Exemptions by name, with the number of calls that needed them.
  public var exemptions: [String: Int] = [:]
  /// Exemptions that nothing needed.
  public var unusedExemptions: [String] = []

  /// Cases whose calls were held against each other.
  public var compared: Int { cases.count(where: \.isCompared) }
  /// Cases that went differently.
  public var differences: Int { cases.filter { if case .different = $0.result { true } else { false } }.count }
}
