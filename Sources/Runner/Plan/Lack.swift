/// Something that a case needs and the machine does not have.
package struct Lack: Sendable, Hashable {
  /// In few words, the same for all cases that lack the same: `a device that can be reset: none of 12`.
  package var summary: String
  /// A sentence with all that is known.
  package var reason: String

  package init(_ summary: String, reason: String) {
    self.summary = summary
    self.reason = reason
  }
}
