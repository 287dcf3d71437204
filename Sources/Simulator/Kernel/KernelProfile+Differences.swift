import VFIOInterface

/// Differences between versions that are more than whether a version has a change.
extension KernelProfile {
  /// The error of a map, unmap or bitmap range that wraps around the address space.
  var wrapError: Errno { has(.detectsOverflow) ? .EOVERFLOW : .EINVAL }

  /// The error of `VFIO_GROUP_SET_CONTAINER` with a descriptor of another kind.
  var notAContainer: Errno { has(.tellsWrongContainers) ? .EBADFD : .EINVAL }

  /// The error of `INJECT_ERR` with an unknown type.
  var unknownErrorType: Errno { has(.passesErrorTypes) ? .ERANGE : .EINVAL }

  /// The page sizes that its driver of AMD's IOMMU tells, a bit each.
  var amdPageSizes: UInt64 {
    if has(.sharesPageTables) { return 0x0000_7f7f_ffff_f000 }
    return has(.limitsAMDPages) ? 0x000f_ff7f_ffff_f000 : 0xffff_ff7f_ffff_f000
  }

  /// The last address that the driver of AMD's IOMMU translates.
  var amdLastAddress: UInt64 { has(.sharesPageTables) ? (1 << 48) - 1 : .max }

  /// Columns of `/proc/interrupts`.
  var interruptTable: InterruptTableFormat {
    version < Version([7, 2])
      ? InterruptTableFormat(numberWidth: 3, chipWidth: 8) : InterruptTableFormat(numberWidth: 4, chipWidth: 24)
  }

  struct InterruptTableFormat: Sendable, Hashable {
    var numberWidth: Int
    var chipWidth: Int
  }
}

extension Kernel {
  /// Whether it warns of a number that is shifted too far (UBSAN), as Debian builds its kernels since 6.14.3, save those
  /// for arm64.
  var checksShifts: Bool { profile.version >= Version([6, 14, 3]) && machine.architecture != .arm }
}
