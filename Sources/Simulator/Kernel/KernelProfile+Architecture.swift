import MachineModel

extension KernelProfile {
  /// The profile as it is built for an architecture; Debian's names say which.
  func built(for architecture: Architecture) -> KernelProfile {
    var profile = self
    if let plain = release.dropping(suffix: "-amd64") { profile.release = plain + "-" + flavour(for: architecture) }
    if architecture == .power {
      profile.build = build.split(separator: " ").filter { $0 != "PREEMPT_DYNAMIC" }.joined(separator: " ")
    }
    return profile
  }

  /// How Debian calls its kernel for an architecture.
  private func flavour(for architecture: Architecture) -> String {
    switch architecture {
    case .x86: "amd64"
    case .arm: "arm64"
    case .s390: "s390x"
    case .power: pageSize == 4096 ? "powerpc64le" : "powerpc64le-64k"
    }
  }
}

extension String {
  fileprivate func dropping(suffix: String) -> String? { hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil }
}
