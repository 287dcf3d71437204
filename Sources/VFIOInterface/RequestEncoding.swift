/// How an architecture encodes `_IOC_NONE` in an ioctl's number, the direction of every ioctl of VFIO.
///
/// The table, suites and traces have the generic numbers; what makes the calls on a real kernel encodes them.
package enum RequestEncoding: Sendable, Hashable {
  /// By no bit, as `asm-generic/ioctl.h` has it.
  case generic
  /// By a bit of its own, as POWER has it (`asm/ioctl.h`).
  case power

  /// The encoding of an architecture, named as `uname -m` does.
  package init(architecture: String) { self = architecture.hasPrefix("ppc") ? .power : .generic }

  /// The number that user space passes for one of VFIO's in the generic encoding; any other stays as it is.
  package func number(_ generic: UInt32) -> UInt32 {
    guard generic >> 8 == UInt32(Request.type) else { return generic }
    switch self {
    case .generic: return generic
    case .power: return generic | 1 << 29
    }
  }
}
