import MachineModel

/// The series as they are built for POWER: two of each, by the size of their pages.
extension KernelProfile {
  private static let largePage: UInt64 = 1 << 16

  /// The builds with pages of 64 KiB, which only POWER has.
  package static let largePaged: [KernelProfile] = all.map { profile in
    var large = profile
    large.name += "-64k"
    large.pageSize = largePage
    return large
  }

  /// Whether there is such a build for an architecture.
  package func exists(for architecture: Architecture) -> Bool {
    pageSize == 4096 || pageSize == Self.largePage && architecture == .power
  }

  /// The profile as Debian builds it for an architecture.
  func built(for architecture: Architecture) -> KernelProfile {
    guard architecture == .power, let build = Self.powerBuilds[String(name.prefix { $0 != "-" })] else { return self }
    var profile = self
    profile.release = build.release + "-powerpc64le" + (pageSize == Self.largePage ? "-64k" : "")
    profile.version = build.version
    profile.groupMajor = 246
    profile.checksEndOfWindow = build.checksEndOfWindow
    profile.bindsWithoutCoherency = build.bindsDevices
    profile.checksShifts = build.checksShifts
    profile.hasRecoveryModule = build.hasRecoveryModule
    return profile
  }

  private struct Build {
    var release: String
    var version: String
    var checksEndOfWindow = true
    /// Whether VFIO takes devices of POWER at all.
    var bindsDevices = true
    var hasRecoveryModule = false
    var checksShifts = false
  }

  private static let powerBuilds = [
    "6.1": Build(
      release: "6.1.0-56", version: "#1 SMP Debian 6.1.192-2 (2026-11-16)", bindsDevices: false,
      hasRecoveryModule: true),
    "6.12": Build(
      release: "6.12.107+deb13", version: "#1 SMP Debian 6.12.107-1 (2026-08-29)", checksEndOfWindow: false),
    "7.2": Build(
      release: "7.2.13+deb14", version: "#1 SMP PREEMPT Debian 7.2.13-1 (2026-10-28)", checksShifts: true),
  ]
}
