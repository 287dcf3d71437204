import VFIOInterface

/// A kernel as it is built. Its version decides what it does differently from other kernels.
package struct KernelProfile: Sendable, Hashable {
  /// As `--kernel` names it: `6.6`, `6.12.63`, or `7.2-64k` with pages of 64 KiB.
  package var name: String
  /// The upstream version.
  package var version: Version
  /// `uname -r`.
  package var release: String
  /// `uname -v`.
  package var build: String
  /// Bytes in a page.
  package var pageSize: UInt64 = 4096
  /// Whether it was built with VFIO.
  package var hasVFIO = true

  /// Whether it answers as the kernel does since a change.
  func has(_ change: KernelChange) -> Bool { change.holds(in: version) }
}

extension KernelProfile: CustomStringConvertible {
  package var description: String { "Linux " + name }
}

extension KernelProfile {
  /// The series that the simulator knows.
  package static let series = (1...19).map { Version([6, $0]) } + (0...3).map { Version([7, $0]) }

  /// A release of a series, or the series as it was first released.
  /// - Returns: nil for a version that the simulator does not know.
  package init?(_ version: Version) {
    guard (2...3).contains(version.components.count), Self.series.contains(version.series) else { return nil }
    name = version.description
    self.version = version
    release = version.components.count < 3 ? name + ".0" : name
    build = "#1 SMP PREEMPT_DYNAMIC"
  }

  /// The same kernel without VFIO. A case that passes on it tests nothing of VFIO.
  package var withoutVFIO: KernelProfile {
    var profile = self
    profile.hasVFIO = false
    return profile
  }

  // MARK: Debian's

  private init(series: String, point: UInt32, release: String, build: String) {
    name = series
    version = Version((Version(prefixOf: series)?.components ?? []) + [point])
    self.release = release + "-amd64"
    self.build = "#1 SMP PREEMPT_DYNAMIC Debian " + build
  }

  /// Linux 6.1, as in Debian 12.
  package static let linux6_1 = KernelProfile(
    series: "6.1", point: 192, release: "6.1.0-56", build: "6.1.192-2 (2026-11-16)")

  /// Linux 6.12, as in Debian 13.
  package static let linux6_12 = KernelProfile(
    series: "6.12", point: 117, release: "6.12.117+deb13", build: "6.12.117-1 (2026-11-12)")

  /// Linux 7.2, as in Debian 14.
  package static let linux7_2 = KernelProfile(
    series: "7.2", point: 13, release: "7.2.13+deb14", build: "7.2.13-1 (2026-10-28)")

  /// Linux 7.3, as in the backports for Debian 13.
  package static let linux7_3 = KernelProfile(
    series: "7.3", point: 4, release: "7.3.4+deb13", build: "7.3.4-1~bpo13+1 (2026-11-15)")

  /// Those that the suites are proved on: a series without a point release is what Debian has of it.
  package static let all: [KernelProfile] = [linux6_1, linux6_12, linux7_2, linux7_3]

  // MARK: By name

  /// The profile of a series (`6.12`) or of a release (`6.12.63`), or of its build with large pages (`6.12-64k`).
  package static func named(_ name: String) -> KernelProfile? {
    let suffix = "-64k"
    return name.hasSuffix(suffix) ? small(String(name.dropLast(suffix.count)))?.largePaged : small(name)
  }

  private static func small(_ name: String) -> KernelProfile? {
    if let known = all.first(where: { $0.name == name }) { return known }
    guard let version = Version(prefixOf: name), version.description == name else { return nil }
    return KernelProfile(version)
  }
}
