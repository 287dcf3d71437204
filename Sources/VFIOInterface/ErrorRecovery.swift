// Error recovery of partitionable endpoints (EEH): the one ioctl of linux/vfio.h, and the names of asm/eeh.h that its
// error injection takes.

extension Request {
  /// Asked of a container; what is positive is the state of a PE.
  package static let eehPEOp = Request("VFIO_EEH_PE_OP", 21, .structure(.eehPEOp))
}

extension Structure {
  package static let eehPEError = Structure(
    "vfio_eeh_pe_err", ["type": .index(.eehErrorTypes), "func": .index(.eehErrorFunctions), "addr": .u64, "mask": .u64])

  /// Only `INJECT_ERR` has an arm behind `op`.
  package static let eehPEOp = Structure(
    "vfio_eeh_pe_op", minimum: "op",
    ["argsz": .u32, "flags": .u32, "op": .index(.eehOps), "err": .nested(.eehPEError)])
}

extension FlagSet {
  package static let eehOps = FlagSet(
    prefix: "VFIO_EEH_PE_", isEnumeration: true,
    [
      "DISABLE": 0, "ENABLE": 1, "UNFREEZE_IO": 2, "UNFREEZE_DMA": 3, "GET_STATE": 4, "RESET_DEACTIVATE": 5,
      "RESET_HOT": 6, "RESET_FUNDAMENTAL": 7, "CONFIGURE": 8, "INJECT_ERR": 9,
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
