import Journal

/// What came of running the same plan on two systems.
package struct TwinReport: Sendable {
  package struct Case: Sendable {
    package var planned: PlannedCase
    package var result: Result

    /// Whether its calls were held against each other.
    package var isCompared: Bool { if case .notCompared = result { false } else { true } }
  }

  package enum Result: Sendable {
    /// Every call gave the same, but for what is exempt.
    case same
    case different(TwinDifference)
    /// The case ran on neither, or on one only; the reason is a sentence.
    case notCompared(String)
  }

  package var cases: [Case] = []
  /// Calls that were held against each other.
  package var calls = 0
  /// Facts in which the two machines differ, before any case.
  package var machine: [String] = []
  /// Exemptions by name, with the number of calls that needed them.
  package var exemptions: [String: Int] = [:]
  /// Exemptions that nothing needed.
  package var unusedExemptions: [String] = []

  /// Cases whose calls were held against each other.
  package var compared: Int { cases.count(where: \.isCompared) }
  /// Cases that went differently.
  package var differences: Int { cases.filter { if case .different = $0.result { true } else { false } }.count }
}
