import Journal

/// What earlier runs on the same machine and series of kernels had to say.
package struct EarlierRuns: Sendable, Hashable {
  /// Instances that were run, by id.
  package var ran: Set<String>
  /// Where that is kept.
  package var place: String

  package init(ran: Set<String>, place: String) {
    self.ran = ran
    self.place = place
  }
}

extension EarlierRuns {
  /// Names that a report shows.
  private static let shown = 5

  /// What the machine has lost since then: instances that ran, and that nothing can be done for now.
  func gap(_ plan: [Instance]) -> OfferGap? {
    let missed = plan.compactMap { instance -> String? in
      guard case .unmet = instance.readiness, !ran.isDisjoint(with: instance.planned.ids) else { return nil }
      return instance.id
    }
    guard !missed.isEmpty else { return nil }
    let names = missed.prefix(Self.shown).joined(separator: ", ")
    let more = missed.count > Self.shown ? ", …" : ""
    return OfferGap(
      "earlier-runs", nil, title: "The machine can serve every case that it could serve before",
      expected: "every case that earlier runs ran here runs again; if it need not, remove \(place)",
      actual: "\(missed.count) of them \(missed.count == 1 ? "is" : "are") skipped: \(names)\(more)")
  }
}
