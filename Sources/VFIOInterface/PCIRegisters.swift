// What linux/pci_regs.h and linux/pci.h name in configuration space: registers by their offsets, bits, capabilities.

extension FlagSet {
  /// Registers of every header, and of an endpoint's.
  static let pciRegisters = FlagSet(
    prefix: "", isEnumeration: true,
    [
      "PCI_VENDOR_ID": 0x00, "PCI_DEVICE_ID": 0x02, "PCI_COMMAND": 0x04, "PCI_STATUS": 0x06,
      "PCI_CLASS_REVISION": 0x08, "PCI_CACHE_LINE_SIZE": 0x0c, "PCI_LATENCY_TIMER": 0x0d, "PCI_HEADER_TYPE": 0x0e,
      "PCI_BIST": 0x0f, "PCI_BASE_ADDRESS_0": 0x10, "PCI_BASE_ADDRESS_1": 0x14, "PCI_BASE_ADDRESS_2": 0x18,
      "PCI_BASE_ADDRESS_3": 0x1c, "PCI_BASE_ADDRESS_4": 0x20, "PCI_BASE_ADDRESS_5": 0x24, "PCI_CARDBUS_CIS": 0x28,
      "PCI_SUBSYSTEM_VENDOR_ID": 0x2c, "PCI_SUBSYSTEM_ID": 0x2e, "PCI_ROM_ADDRESS": 0x30,
      "PCI_CAPABILITY_LIST": 0x34, "PCI_INTERRUPT_LINE": 0x3c, "PCI_INTERRUPT_PIN": 0x3d,
    ])

  static let pciCommand = FlagSet(
    prefix: "",
    [
      "PCI_COMMAND_IO": 0x1, "PCI_COMMAND_MEMORY": 0x2, "PCI_COMMAND_MASTER": 0x4, "PCI_COMMAND_PARITY": 0x40,
      "PCI_COMMAND_SERR": 0x100, "PCI_COMMAND_INTX_DISABLE": 0x400,
    ])

  /// Registers of capabilities, by their offsets in these.
  static let pciCapabilityRegisters = FlagSet(
    prefix: "", isEnumeration: true,
    [
      "PCI_PM_PMC": 2, "PCI_PM_CTRL": 4, "PCI_VPD_ADDR": 2, "PCI_VPD_DATA": 4, "PCI_MSI_FLAGS": 2,
      "PCI_MSI_ADDRESS_LO": 4, "PCI_MSI_ADDRESS_HI": 8, "PCI_MSI_DATA_64": 0x0c, "PCI_MSIX_FLAGS": 2,
      "PCI_MSIX_TABLE": 4, "PCI_MSIX_PBA": 8, "PCI_EXP_DEVCTL": 8, "PCI_EXP_DEVCTL2": 0x28,
      "PCI_ERR_UNCOR_SEVER": 0x0c, "PCI_ERR_COR_MASK": 0x14, "PCI_ERR_HEADER_LOG": 0x1c,
    ])

  /// Bits in registers of capabilities.
  static let pciCapabilityBits = FlagSet(
    prefix: "",
    [
      "PCI_PM_CAP_PME_MASK": 0xf800, "PCI_PM_CTRL_STATE_MASK": 0x3, "PCI_PM_CTRL_PME_ENABLE": 0x100,
      "PCI_PM_CTRL_PME_STATUS": 0x8000, "PCI_EXP_DEVCTL_PHANTOM": 0x200, "PCI_EXP_DEVCTL2_ARI": 0x20,
      "PCI_ERR_UNC_COMP_TIME": 0x4000, "PCI_ERR_COR_BAD_TLP": 0x40,
    ])

  static let pciCapabilities = FlagSet(
    prefix: "", isEnumeration: true,
    [
      "PCI_CAP_ID_PM": 0x01, "PCI_CAP_ID_VPD": 0x03, "PCI_CAP_ID_MSI": 0x05, "PCI_CAP_ID_EXP": 0x10,
      "PCI_CAP_ID_MSIX": 0x11, "PCI_CAP_ID_AF": 0x13,
    ])

  static let pciExtendedCapabilities = FlagSet(
    prefix: "", isEnumeration: true,
    ["PCI_EXT_CAP_ID_ERR": 0x01, "PCI_EXT_CAP_ID_DSN": 0x03, "PCI_EXT_CAP_ID_SRIOV": 0x10])

  static let pciVirtualFunctions = FlagSet(
    prefix: "", isEnumeration: true,
    ["PCI_SRIOV_CTRL": 0x08, "PCI_SRIOV_CTRL_VFE": 0x01, "PCI_SRIOV_NUM_VF": 0x10])

  /// Registers of a vector in the table of MSI-X, and their bytes in all.
  static let messageTable = FlagSet(
    prefix: "", isEnumeration: true,
    [
      "PCI_MSIX_ENTRY_LOWER_ADDR": 0, "PCI_MSIX_ENTRY_UPPER_ADDR": 4, "PCI_MSIX_ENTRY_DATA": 8,
      "PCI_MSIX_ENTRY_VECTOR_CTRL": 12, "PCI_MSIX_ENTRY_SIZE": 16,
    ])

  /// Every set of these headers, for checking names against them.
  package static let configurationSpace: [FlagSet] = [
    pciRegisters, pciCommand, pciCapabilityRegisters, pciCapabilityBits, pciCapabilities, pciExtendedCapabilities,
    messageTable, pciVirtualFunctions,
  ]
}
