// Error recovery of partitionable endpoints (EEH): the one ioctl of linux/vfio.h, and the names of asm/eeh.h that its
// error injection takes.

extension Request {
  /// Asked of a container; what is positive is the state of a PE.
  package static let eehPEOp = Request("VFIO_EEH_PE_OP", 21, .structure(.eehPEOp))
}

extension Structure {
  package static let eehPEError = Structure("vfio_eeh_pe_err", EEHPEError.fields)

  /// Only `INJECT_ERR` has an arm behind `op`.
  package static let eehPEOp = Structure("vfio_eeh_pe_op", minimum: EEHPEOp.op, EEHPEOp.fields)
}

extension FlagSet {
  package static let eehOps = FlagSet(
    prefix: "VFIO_EEH_PE_", isEnumeration: true,
    [
      "DISABLE": EEHOperation.disable.rawValue, "ENABLE": EEHOperation.enable.rawValue,
      "UNFREEZE_IO": EEHOperation.thawIO.rawValue,
      "UNFREEZE_DMA": EEHOperation.thawDMA.rawValue, "GET_STATE": EEHOperation.getState.rawValue,
      "RESET_DEACTIVATE": EEHOperation.deactivate.rawValue, "RESET_HOT": EEHOperation.resetHot.rawValue,
      "RESET_FUNDAMENTAL": EEHOperation.resetFundamental.rawValue, "CONFIGURE": EEHOperation.configure.rawValue,
      "INJECT_ERR": EEHOperation.inject.rawValue,
    ])

  /// What `GET_STATE` returns.
  package static let eehStates = FlagSet(
    prefix: "VFIO_EEH_PE_STATE_", isEnumeration: true,
    ["NORMAL": 0, "RESET": 1, "STOPPED": 2, "STOPPED_DMA": 4, "UNAVAIL": 5])

  package static let eehErrorTypes = FlagSet(
    prefix: "EEH_ERR_", isEnumeration: true, ["TYPE_32": 0, "TYPE_64": 1])

  /// Which access of which space is to fail: loads and stores by the processor, reads and writes by the device.
  package static let eehErrorFunctions = FlagSet(
    prefix: "EEH_ERR_FUNC_", isEnumeration: true,
    [
      "LD_MEM_ADDR": 0, "LD_MEM_DATA": 1, "LD_IO_ADDR": 2, "LD_IO_DATA": 3, "LD_CFG_ADDR": 4, "LD_CFG_DATA": 5,
      "ST_MEM_ADDR": 6, "ST_MEM_DATA": 7, "ST_IO_ADDR": 8, "ST_IO_DATA": 9, "ST_CFG_ADDR": 10, "ST_CFG_DATA": 11,
      "DMA_RD_ADDR": 12, "DMA_RD_DATA": 13, "DMA_RD_MASTER": 14, "DMA_RD_TARGET": 15, "DMA_WR_ADDR": 16,
      "DMA_WR_DATA": 17, "DMA_WR_MASTER": 18, "DMA_WR_TARGET": 19,
    ])
}

/// What `op` asks for.
package enum EEHOperation: UInt64 {
  case disable = 0
  case enable = 1
  case thawIO = 2
  case thawDMA = 3
  case getState = 4
  case deactivate = 5
  case resetHot = 6
  case resetFundamental = 7
  case configure = 8
  case inject = 9
}
