import Documents

/// A promise that a kernel is known to break: its cases stay strict, and their failure is expected.
package struct KnownDefect: Sendable, Hashable {
  /// Names the defect in reports.
  package var id: String
  package var location: SourceLocation
  /// Cases (`suite/case`) or instances, as globs.
  package var cases: [String]
  /// A condition over `kernel` and `arch`; without one the defect is everywhere.
  package var condition: Expression?
  /// What is seen of it. Anything else that one of the cases sees is news. In a baseline there may be none: then the
  /// cases may fail in any way.
  package var symptoms: [Symptom]
  /// Why the case fails, as one sentence.
  package var reason: String
  /// Where that can be seen: a commit, a report, a place in the kernel's sources.
  package var evidence: String
  /// On what terms a user's baseline expects the failure; nil where the suites' own list does.
  package var terms: BaselineTerms?

  /// One thing that shows a defect.
  package enum Symptom: Sendable, Hashable {
    /// A step that gets an answer which it does not expect; a glob over what reports show of the answer.
    case answer(String, at: StepName)
    /// A line of the kernel's log that is a complaint, as a glob.
    case complaint(String)
    /// The system is lost or does not answer, at a step or after them all.
    case loss(at: StepName?)

    package var step: StepName? {
      switch self {
      case .answer(_, let step): step
      case .complaint: nil
      case .loss(let step): step
      }
    }
  }

  /// A step of a case, wherever it stands.
  package struct StepName: Sendable, Hashable {
    /// What reports call it, `ioctl VFIO_IOMMU_MAP_DMA`, or a glob over that.
    package var text: String
    /// Which one of several that are called so, from 1, in the order in which they are written.
    package var number: Int?
    /// The values that its `for` and `repeat` had, as reports show them, `at=4KiB`, or a glob over that.
    package var round: String?
    package var location: SourceLocation

    package init(text: String, number: Int? = nil, round: String? = nil, location: SourceLocation) {
      self.text = text
      self.number = number
      self.round = round
      self.location = location
    }
  }
}
