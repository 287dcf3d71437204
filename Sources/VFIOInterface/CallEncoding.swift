/// What an architecture has other numbers for: `_IOC_NONE` in an ioctl's number, the direction of every ioctl of VFIO, and
/// a flag of mmap.
///
/// The table, suites and traces have the generic numbers; what makes the calls on a real kernel encodes them.
package enum CallEncoding: Sendable, Hashable {
  /// `_IOC_NONE` is no bit, as `asm-generic/ioctl.h` has it.
  case generic
  /// `_IOC_NONE` is a bit of its own (`asm/ioctl.h`), and MAP_NORESERVE another (`asm/mman.h`), as POWER has them.
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

  /// The flags that user space passes to mmap for those of the generic encoding.
  package func mapFlags(_ generic: UInt32) -> UInt32 {
    let noReserve: UInt32 = 0x4000
    switch self {
    case .generic: return generic
    case .power: return generic & noReserve == 0 ? generic : generic & ~noReserve | 0x40
    }
  }
}
