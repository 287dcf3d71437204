// What firmware (skiboot's phb4-regs.h) names in the host bridges of POWER9, and the kernel nowhere.

extension FlagSet {
  /// Registers, which are big-endian, by their offsets. One selects a table and a row of it, the next holds the row.
  private static let hostBridgeRegisters = FlagSet(
    prefix: "", isEnumeration: true,
    [
      "PHB_IODA_ADDR": 0x220, "PHB_IODA_DATA0": 0x228, "PHB_PAPR_ERR_INJ_CTL": 0x2b0, "PHB_PAPR_ERR_INJ_ADDR": 0x2b8,
      "PHB_PAPR_ERR_INJ_MASK": 0x2c0,
    ])

  /// The tables of stopped endpoints (PE): I/O and DMA, and those that have an entry in either.
  private static let hostBridgeTables = FlagSet(
    prefix: "", isEnumeration: true, ["IODA3_TBL_PESTA": 7, "IODA3_TBL_PESTB": 8, "IODA3_TBL_PEEV": 20])

  static let hostBridge: [FlagSet] = [hostBridgeRegisters, hostBridgeTables]
}
