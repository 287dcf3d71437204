import VFIOInterface

/// A kernel version, and what it does differently from others. Nothing else compares versions.
package struct KernelProfile: Sendable, Hashable {
  /// The series: `6.1`.
  package var name: String
  /// `uname -r`.
  package var release: String
  /// `uname -v`, which names the point release.
  package var version: String
  /// Bytes in a page.
  package var pageSize: UInt64 = 4096

  /// A map, unmap or bitmap range that wraps around the address space.
  var wrapError: Errno
  /// Whether wrapping is tested before the flags.
  var testsWrapBeforeFlags: Bool
  /// `VFIO_GROUP_SET_CONTAINER` with a descriptor of another kind.
  var notAContainer: Errno
  /// Whether Type1 knows the nesting extension.
  var hasNesting: Bool
  /// Whether a mapping of the last page of the 64-bit space is found again.
  var findsLastPage: Bool
  /// Whether capability chains are padded to 8 bytes, and info structures copied by today's size.
  var padsCapabilities: Bool
  /// Whether a device that is going away can still be opened.
  var opensDepartingDevice: Bool
  /// Whether pages never touched are counted when they are pinned for reading.
  var countsZeroPages: Bool
  /// Whether `fdinfo` of a device tells its path.
  var tellsDevicePath: Bool
  /// Whether each open of a device holds its driver, not the first one for all.
  var holdsDriverByOpen: Bool
  /// Whether devices have inodes in a file system of VFIO's own, which holds the module while there are any.
  var hasDeviceFiles: Bool
  /// Whether `vfio_virqfd` is a module of its own.
  var hasVirqfdModule: Bool
  /// The major number of groups' nodes, the first that is free when the module is loaded.
  var groupMajor: UInt32
  /// The page sizes that its driver of AMD's IOMMU tells, a bit each.
  var amdPageSizes: UInt64
  /// Whether its driver of Intel's IOMMU lets devices read what they may only write.
  var intelReadsWhatCanBeWritten: Bool
  /// The last address that the driver of AMD's IOMMU translates.
  var amdLastAddress: UInt64
  /// Whether `nointxmask` and `disable_idle_d3` are read for each device when it is bound.
  var samplesParametersAtBind: Bool
  /// Whether BARs are read and written 8 bytes at once.
  var readsQuadWords: Bool
  /// Whether an eventfd can trigger a write of 8 bytes.
  var writesQuadWordsByEvent: Bool
  /// Whether vectors of MSI-X can be added while others are in use.
  var allocatesVectorsLate: Bool
  /// Whether ERR and REQ take no negative descriptor but -1.
  var refusesNegativeEvents: Bool
  /// Whether a hot reset without groups is refused before the bus is looked at.
  var testsHotResetCountFirst: Bool
  /// Whether designated vendor-specific capabilities (DVSEC) are shown.
  var showsVendorDefinedCapabilities: Bool
  /// Whether devices cannot be mapped as code.
  var refusesExecutableDevices: Bool
  /// Whether the chips of messages are named by device.
  var namesInterruptDomains: Bool
  var interruptTable: InterruptTableFormat
  /// Whether mtty checks what is asked of its interrupts, masks INTx, and gives them up with its last user.
  var mttyManagesInterrupts = true
  /// Whether mbochs copies a region's information itself, and no more than it knows.
  var mbochsCopiesRegionInfo = false
  /// Whether it was built to complain where a number is shifted too far (UBSAN).
  var checksShifts = false
  /// Whether an unmap may not run past the end of its window of TCEs.
  var checksEndOfWindow = true
  /// Whether the helper for POWER's error recovery, `vfio_spapr_eeh`, is a module of its own.
  var hasRecoveryModule = false
  /// Whether devices can be bound that the kernel does not know to be coherent with its caches, as POWER's are not.
  var bindsWithoutCoherency = true
  /// What `INJECT_ERR` says of a type of error that does not exist.
  var unknownErrorType = Errno.ERANGE

  /// Whether it was built with VFIO.
  var hasVFIO = true

  /// Columns of `/proc/interrupts`.
  struct InterruptTableFormat: Sendable, Hashable {
    var numberWidth: Int
    var chipWidth: Int
  }
}

extension KernelProfile: CustomStringConvertible {
  package var description: String { "Linux " + name }
}

extension KernelProfile {
  /// The kernel as it is without VFIO: what passes on it says nothing of VFIO.
  package var withoutVFIO: KernelProfile {
    var profile = self
    profile.hasVFIO = false
    return profile
  }

  /// Linux 6.1, as in Debian 12.
  package static let linux6_1 = KernelProfile(
    name: "6.1", release: "6.1.0-56-amd64", version: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)",
    wrapError: .EINVAL, testsWrapBeforeFlags: false, notAContainer: .EINVAL, hasNesting: true, findsLastPage: false,
    padsCapabilities: false, opensDepartingDevice: true, countsZeroPages: false,
    tellsDevicePath: false, holdsDriverByOpen: true, hasDeviceFiles: false, hasVirqfdModule: true, groupMajor: 246,
    amdPageSizes: 0xffff_ff7f_ffff_f000,
    intelReadsWhatCanBeWritten: true,
    amdLastAddress: .max, samplesParametersAtBind: false,
    readsQuadWords: false, writesQuadWordsByEvent: true, allocatesVectorsLate: false, refusesNegativeEvents: false,
    testsHotResetCountFirst: false, showsVendorDefinedCapabilities: false, refusesExecutableDevices: false,
    namesInterruptDomains: false, interruptTable: InterruptTableFormat(numberWidth: 3, chipWidth: 8),
    mttyManagesInterrupts: false, mbochsCopiesRegionInfo: true, unknownErrorType: .EINVAL)

  /// Linux 6.12, as in Debian 13.
  package static let linux6_12 = KernelProfile(
    name: "6.12", release: "6.12.117+deb13-amd64", version: "#1 SMP PREEMPT_DYNAMIC Debian 6.12.117-1 (2026-11-12)",
    wrapError: .EINVAL, testsWrapBeforeFlags: false, notAContainer: .EBADFD, hasNesting: true, findsLastPage: false,
    padsCapabilities: true, opensDepartingDevice: false, countsZeroPages: true,
    tellsDevicePath: false, holdsDriverByOpen: false, hasDeviceFiles: true, hasVirqfdModule: false, groupMajor: 244,
    amdPageSizes: 0x000f_ff7f_ffff_f000,
    intelReadsWhatCanBeWritten: true,
    amdLastAddress: .max, samplesParametersAtBind: false,
    readsQuadWords: true, writesQuadWordsByEvent: true, allocatesVectorsLate: true, refusesNegativeEvents: true,
    testsHotResetCountFirst: true, showsVendorDefinedCapabilities: true, refusesExecutableDevices: false,
    namesInterruptDomains: true, interruptTable: InterruptTableFormat(numberWidth: 3, chipWidth: 8),
    mttyManagesInterrupts: true, mbochsCopiesRegionInfo: true)

  /// Linux 7.2, as in Debian 14.
  package static let linux7_2 = KernelProfile(
    name: "7.2", release: "7.2.13+deb14-amd64", version: "#1 SMP PREEMPT_DYNAMIC Debian 7.2.13-1 (2026-10-28)",
    wrapError: .EOVERFLOW, testsWrapBeforeFlags: true, notAContainer: .EBADFD, hasNesting: false, findsLastPage: true,
    padsCapabilities: true, opensDepartingDevice: false, countsZeroPages: true,
    tellsDevicePath: true, holdsDriverByOpen: false, hasDeviceFiles: true, hasVirqfdModule: false, groupMajor: 243,
    amdPageSizes: 0x0000_7f7f_ffff_f000,
    intelReadsWhatCanBeWritten: false,
    amdLastAddress: (1 << 48) - 1, samplesParametersAtBind: true,
    readsQuadWords: true, writesQuadWordsByEvent: false, allocatesVectorsLate: true, refusesNegativeEvents: true,
    testsHotResetCountFirst: true, showsVendorDefinedCapabilities: true, refusesExecutableDevices: true,
    namesInterruptDomains: true, interruptTable: InterruptTableFormat(numberWidth: 4, chipWidth: 24),
    mttyManagesInterrupts: true, mbochsCopiesRegionInfo: false)

  package static let all: [KernelProfile] = [linux6_1, linux6_12, linux7_2]

  /// The profile of a series (`6.12`), or of its build with large pages (`6.12-64k`).
  package static func named(_ name: String) -> KernelProfile? { (all + largePaged).first { $0.name == name } }
}
