/// What has changed since Linux 6.1, in the order of the releases that brought it.
///
/// A line stands where the change came, not where it was first seen. Those of stable series are from their announcements.
extension KernelChange {
  package static let all: [KernelChange] = [
    foldsVirqfd, foldsRecovery, holdsDriverOnce, tellsWrongContainers, countsZeroPages, namesInterruptDomains,
    asksForIsolation,
    bindsOnPOWER, bindsWithoutReset, showsVendorDefined,
    addsVectors, sparesFiles,
    hidesDepartingDevices, countsGroupsFirst, padsCapabilities,
    mttyMasksINTx, mttyMigrates,
    checksEventWrites,
    hasDeviceInodes,
    settlesStageEarly,
    passesErrorTypes,
    limitsAMDPages, dropsNesting,
    readsQuadWords,
    groupsAtDiscovery, addsROMsToWindows,
    refusesCode,
    detectsOverflow, reachesLastPage, tellsDevicePath,
    refusesNegativeEvents, takesLongRegionInfo, sharesPageTables, exportsDMABuf,
    answersPrecopyFlags, claimsBARsAtOpen, checksExportedBARs,
    samplesAtBind,
    errorsOfAnyDevice, checksEndOfWindow,
    takesWideEvents,
  ]

  // MARK: Modules and files

  package static let foldsVirqfd = KernelChange(
    "folds_virqfd", "vfio_virqfd is no module of its own but part of vfio",
    since: "6.2", commit: "vfio: Fold vfio_virqfd.ko into vfio.ko")

  package static let foldsRecovery = KernelChange(
    "folds_recovery", "vfio_spapr_eeh is no module of its own but part of vfio_iommu_spapr_tce",
    since: "6.2", commit: "vfio: Move vfio_spapr_iommu_eeh_ioctl into vfio_iommu_spapr_tce.c")

  package static let holdsDriverOnce = KernelChange(
    "holds_driver_once", "The first open of a device holds its driver, and further ones do not",
    since: "6.2", commit: "vfio: Move vfio_device driver open/close code to a function")

  package static let bindsOnPOWER = KernelChange(
    "binds_on_power", "vfio-pci binds devices of POWER, whose bridges tell that DMA is coherent",
    since: "6.4", commit: "powerpc/iommu: Add iommu_ops to report capabilities and allow blocking domains")

  package static let bindsWithoutReset = KernelChange(
    "binds_without_reset", "vfio-platform and vfio-amba bind devices without a reset function where none is required",
    since: "6.4", commit: "vfio: platform: ignore missing reset if disabled at module init")

  package static let hidesDepartingDevices = KernelChange(
    "hides_departing_devices", "A device that is being unbound cannot be opened any more",
    since: "6.6", commit: "vfio: Move vfio_device_group_unregister() to be the first operation in unregister")

  package static let hasDeviceInodes = KernelChange(
    "has_device_inodes", "Bound devices have inodes in a file system of VFIO's own, which holds vfio",
    since: "6.10", backports: ["6.9.11", "6.6.134"], commit: "vfio: Create vfio_fs_type with inode per device")

  package static let groupsAtDiscovery = KernelChange(
    "groups_at_discovery", "A device of arm64 is in its group once it is found, before once a driver was bound to it",
    since: "6.15", commit: "iommu: Get DT/ACPI parsing into the proper probe path")

  package static let addsROMsToWindows = KernelChange(
    "adds_roms_to_windows", "The kernel sizes a bridge's window without ROMs first, and adds them to what it may need",
    since: "6.15", commit: "PCI: Rework optional resource handling")

  package static let tellsDevicePath = KernelChange(
    "tells_device_path", "The fdinfo of a device's descriptor names the device",
    since: "6.18", commit: "vfio/pci: print vfio-device syspath to fdinfo")

  package static let samplesAtBind = KernelChange(
    "samples_at_bind", "vfio-pci reads its parameters for each device that it binds, not once for all",
    since: "7.2", commit: "vfio/pci: Latch all module parameters per device")

  // MARK: Containers and Type1

  package static let tellsWrongContainers = KernelChange(
    "tells_wrong_containers",
    "GROUP_SET_CONTAINER of a descriptor of another kind fails with EBADFD, before with EINVAL",
    since: "6.2", commit: "vfio-iommufd: Allow iommufd to be used in place of a container fd")

  package static let countsZeroPages = KernelChange(
    "counts_zero_pages",
    "Memory that was never touched gets pages of its own when it is mapped for reading, which count as locked",
    since: "6.2", commit: "mm/gup: reliable R/O long-term pinning in COW mappings")

  package static let asksForIsolation = KernelChange(
    "asks_for_isolation",
    "SET_IOMMU asks whether the interrupts of each device are isolated, before whether the machine can isolate any",
    since: "6.3", commit: "vfio/type1: Convert to iommu_group_has_isolated_msi()")

  package static let sparesFiles = KernelChange(
    "spares_files",
    "MAP_DMA with WRITE refuses shared mappings of files that are written back to a disk",
    since: "6.5", commit: "mm/gup: disallow FOLL_LONGTERM GUP-nonfast writing to file-backed mappings")

  package static let padsCapabilities = KernelChange(
    "pads_capabilities",
    "Each entry of a capability chain begins at a multiple of 8 bytes, and GET_INFO copies any argsz",
    since: "6.6", commit: "vfio: align capability structures")

  package static let settlesStageEarly = KernelChange(
    "settles_stage_early", "SET_IOMMU of nested translation with an SMMU fails with EPERM, since the domain is settled",
    since: "6.11", commit: "vfio/type1: Use iommu_paging_domain_alloc()")

  package static let dropsNesting = KernelChange(
    "drops_nesting", "TYPE1_NESTING_IOMMU is no model any more",
    since: "6.13", commit: "vfio: Remove VFIO_TYPE1_NESTING_IOMMU")

  package static let detectsOverflow = KernelChange(
    "detects_overflow", "A range that wraps around the address space fails with EOVERFLOW, before with EINVAL",
    since: "6.18", commit: "vfio/type1: sanitize for overflow using check_*_overflow()")

  package static let reachesLastPage = KernelChange(
    "reaches_last_page", "A mapping of the last page of the 64-bit space is found again",
    since: "6.18", commit: "vfio/type1: handle DMA map/unmap up to the addressable limit")

  package static let limitsAMDPages = KernelChange(
    "limits_amd_pages", "AMD's IOMMU has no pages of 2^52 bytes and more",
    since: "6.13", backports: ["6.12.5"], commit: "iommu/amd: Fix corruption when mapping large pages from 0")

  package static let sharesPageTables = KernelChange(
    "shares_page_tables", "The drivers of AMD's and Intel's IOMMU use the same page tables, of 48 bits on AMD",
    since: "6.19", commit: "iommu/amd: Use the generic iommu page table")

  // MARK: Devices

  package static let showsVendorDefined = KernelChange(
    "shows_vendor_defined", "Designated vendor-specific capabilities (DVSEC) are shown",
    since: "6.4", commit: "vfio/pci: Add DVSEC PCI Extended Config Capability to user visible list.")

  package static let countsGroupsFirst = KernelChange(
    "counts_groups_first", "DEVICE_PCI_HOT_RESET looks at the number of groups before it looks at the bus",
    since: "6.6", commit: "vfio/pci: Allow passing zero-length fd array in VFIO_DEVICE_PCI_HOT_RESET")

  package static let readsQuadWords = KernelChange(
    "reads_quad_words", "BARs are read and written eight bytes at once",
    since: "6.14", backports: ["6.13.4", "6.12.16"], commit: "vfio/pci: Enable iowrite64 and ioread64 for vfio pci")

  package static let takesWideEvents = KernelChange(
    "takes_wide_events",
    "DEVICE_IOEVENTFD takes eight bytes, which x86 lost in 6.14 and had in stable series alone before",
    since: "7.4", backports: ["7.3.4", "6.13.4", "6.12.16", "6.6.79", "6.1.129"],
    commit: "vfio/pci: Restore 8-byte ioeventfd support")

  package static let refusesCode = KernelChange(
    "refuses_code", "A device cannot be mapped with PROT_EXEC",
    since: "6.16", backports: ["6.15.4"], commit: "anon_inode: raise SB_I_NODEV and SB_I_NOEXEC")

  package static let exportsDMABuf = KernelChange(
    "exports_dma_buf", "DEVICE_FEATURE DMA_BUF gives a dma-buf of ranges of a BAR",
    since: "6.19", commit: "vfio/pci: Add dma-buf export support for MMIO regions")

  package static let claimsBARsAtOpen = KernelChange(
    "claims_bars_at_open", "All BARs of a device are claimed when it is opened, before each when a user reaches it",
    since: "7.1", commit: "vfio/pci: Set up BAR resources and maps in vfio_pci_core_enable()")

  package static let checksExportedBARs = KernelChange(
    "checks_exported_bars",
    "DEVICE_FEATURE DMA_BUF of a BAR that the device lacks fails with ENODEV, before with EINVAL",
    since: "7.1", commit: "vfio/pci: Check BAR resources before exporting a DMABUF")

  package static let answersPrecopyFlags = KernelChange(
    "answers_precopy_flags", "DEVICE_FEATURE MIG_PRECOPY_INFOv2 makes the flags of MIG_GET_PRECOPY_INFO an answer",
    since: "7.1", commit: "vfio: Add support for VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2")

  // MARK: Interrupts

  package static let namesInterruptDomains = KernelChange(
    "names_interrupt_domains", "/proc/interrupts names the chip of a message by its device",
    since: "6.2", commit: "x86/apic/vector: Provide MSI parent domain")

  package static let addsVectors = KernelChange(
    "adds_vectors", "Vectors of MSI-X can be added while others are in use",
    since: "6.5", commit: "vfio/pci: Support dynamic MSI-X")

  package static let refusesNegativeEvents = KernelChange(
    "refuses_negative_events", "SET_IRQS of ERR and REQ refuses descriptors below -1",
    since: "6.19", backports: ["6.18.2", "6.17.13", "6.12.63"],
    commit: "vfio/pci: Use RCU for error/request triggers to avoid circular locking")

  package static let errorsOfAnyDevice = KernelChange(
    "errors_of_any_device", "ERR is there on conventional devices too",
    since: "7.3", commit: "vfio/pci: Remove the pcie check for VFIO_PCI_ERR_IRQ_INDEX")

  package static let checksEventWrites = KernelChange(
    "checks_event_writes", "A write to an eventfd must be of exactly 8 bytes",
    since: "6.9",
    commit: "eventfd: strictly check the count parameter of eventfd_write to avoid inputting illegal strings")

  // MARK: POWER

  package static let passesErrorTypes = KernelChange(
    "passes_error_types", "The platform, not the core of EEH, judges the type of an error to inject",
    since: "6.12", commit: "powerpc/pseries/eeh: Fix pseries_eeh_err_inject")

  package static let checksEndOfWindow = KernelChange(
    "checks_end_of_window", "UNMAP_DMA may not run past the end of its window of TCEs",
    since: "7.3", backports: ["7.2.8", "6.18.54", "6.12.112", "6.6.158", "6.1.189"],
    commit: "powerpc/iommu: Fix the overflow validation in iommu_tce_check_ioba")

  // MARK: Samples of mediated devices

  package static let mttyMasksINTx = KernelChange(
    "mtty_masks_intx", "mtty masks INTx, and checks what is asked of its interrupts",
    since: "6.7", backports: ["6.6.11"], commit: "vfio/mtty: Overhaul mtty interrupt handling")

  package static let mttyMigrates = KernelChange(
    "mtty_migrates", "mtty can be migrated",
    since: "6.7", commit: "vfio/mtty: Enable migration support")

  package static let takesLongRegionInfo = KernelChange(
    "takes_long_region_info", "GET_REGION_INFO of a sample takes any argsz, because the core does the copying",
    since: "6.19", commit: "vfio/mbochs: Provide a get_region_info op")
}
