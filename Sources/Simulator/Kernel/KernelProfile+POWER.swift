import MachineModel
import VFIOInterface

/// Kernels for POWER. Each is built twice, with pages of 4 KiB and of 64 KiB.
extension KernelProfile {
  private static let largePage: UInt64 = 1 << 16

  /// The build with pages of 64 KiB, which only POWER has.
  package var largePaged: KernelProfile {
    var large = self
    large.name += "-64k"
    large.pageSize = Self.largePage
    return large
  }

  /// Whether there is such a build for an architecture.
  package func exists(for architecture: Architecture) -> Bool {
    pageSize == 4096 || pageSize == Self.largePage && architecture == .power
  }
}
