/// Instances that the selection has and the plan has not, for one reason.
package struct LeftOut: Sendable, Hashable {
  package var count: Int
  /// What left them out: `--exclude irq.msi`.
  package var by: String

  package init(count: Int, by: String) {
    self.count = count
    self.by = by
  }
}
