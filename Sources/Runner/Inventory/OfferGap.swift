import Journal

/// Where a machine offers less or more than it must.
package struct OfferGap: Sendable, Hashable {
  /// Stands for the gap where a report holds nothing but cases.
  package var planned: PlannedCase
  /// What must be there, and what is, each as one line.
  package var expected: String
  package var actual: String

  /// The suite that gaps are reported under.
  private static let suite = "vfio-conform.machine"

  /// - Parameters:
  ///   - name: What kind of thing is offered.
  ///   - subject: The parameter that tells which one, and its value.
  init(_ name: String, _ subject: (name: String, value: String)?, title: String, expected: String, actual: String) {
    let parameters = subject.map { [$0.name: $0.value] } ?? [:]
    let instance = name + (subject.map { "[\($0.name)=\($0.value)]" } ?? "")
    planned = PlannedCase(
      id: "\(Self.suite)/\(instance)", suite: Self.suite, name: instance, title: title, parameters: parameters,
      covers: [], severity: .must, tags: [], file: "", line: 0)
    self.expected = expected
    self.actual = actual
  }

  var failure: CaseFailure { CaseFailure(step: nil, expected: expected, actual: actual) }
}
