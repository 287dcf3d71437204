/// An answer that the kernel gives otherwise since a release, as suites name it: `kernel.adds_vectors`.
///
/// A release of a stable series has what was brought back to it, so that a version alone does not tell: 6.12.63 has what
/// 6.17.12 has not.
package struct KernelChange: Sendable, Hashable {
  /// As suites write it behind `kernel.`.
  package let name: String
  /// What holds since, in a sentence.
  package let title: String
  /// The first release of Linux that has it.
  package let since: Version
  /// The first point release that has it of each older series that it was brought back to, newest first.
  package let backports: [Version]
  /// The subject of the commit that brought it.
  package let commit: String

  init(_ name: String, _ title: String, since: String, backports: [String] = [], commit: String) {
    self.name = name
    self.title = title
    self.since = Version(prefixOf: since) ?? Version([])
    self.backports = backports.compactMap { Version(prefixOf: $0) }
    self.commit = commit
  }

  /// Whether a release of the kernel has it.
  package func holds(in version: Version) -> Bool {
    version >= since || backports.contains { $0.series == version.series && version >= $0 }
  }

  /// By its name in suites.
  package static func named(_ name: String) -> KernelChange? { all.first { $0.name == name } }
}
