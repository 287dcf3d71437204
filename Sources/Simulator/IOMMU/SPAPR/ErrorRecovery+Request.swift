import VFIOInterface

/// `VFIO_EEH_PE_OP`, as the containers of sPAPR answer it.
extension Kernel {
  /// Does an operation to every group of a container, until one has something else than 0 to say.
  func recover(_ groups: [IOMMUGroup], _ argument: UserArgument) throws(Errno) -> Int64 {
    for group in groups {
      let answer = try recover(group, argument)
      if answer != 0 || !keeps(.everyGroup) { return answer }
    }
    return 0
  }

  private func recover(_ group: IOMMUGroup, _ argument: UserArgument) throws(Errno) -> Int64 {
    guard let recovery = errorRecovery, let endpoint = group.devices.lazy.compactMap(recovery.endpoint).first else {
      throw keeps(.endpointNeeded) ? .ENODEV : .EINVAL
    }
    let structure = Structure.eehPEOp
    let bytes = try faulting(.operationFault) { () throws(Errno) in
      try argument.copyIn(count: keeps(.operationReadsOp) ? structure.minimumSize : structure.size)
    }
    let size = bytes[EEHPEOp.argsz]
    try require(.operationSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    try require(.operationFlags, bytes[EEHPEOp.flags] == 0, or: .EINVAL)
    guard let operation = EEHOperation(rawValue: bytes[EEHPEOp.op]) else {
      try refuse(.unknownOperation, with: .EINVAL)
      return 0
    }
    if operation != .inject, size > UInt64(structure.minimumSize), !keeps(.operationLongArgument) { throw .EINVAL }
    if operation == .inject { return try inject(argument, size: size, into: endpoint, recovery) }
    return try recovery.perform(operation, on: endpoint)
  }

  private func inject(
    _ argument: UserArgument, size: UInt64, into endpoint: EEHEndpoint, _ recovery: ErrorRecovery
  ) throws(Errno) -> Int64 {
    let structure = Structure.eehPEOp
    try require(.injectSize, size >= UInt64(structure.size), or: .EINVAL)
    let bytes = try argument.copyIn(count: structure.size)
    let field = { (field: Field) in bytes[field, at: EEHPEOp.err.offset] }
    let error = InjectedError(
      type: UInt32(truncatingIfNeeded: field(EEHPEError.type)),
      function: UInt32(truncatingIfNeeded: field(EEHPEError.function)),
      address: field(EEHPEError.addr), mask: field(EEHPEError.mask))
    try recovery.inject(error, into: endpoint)
    return 0
  }
}

extension ErrorRecovery {
  fileprivate func perform(_ operation: EEHOperation, on endpoint: EEHEndpoint) throws(Errno) -> Int64 {
    switch operation {
    case .disable: if !kernel.keeps(.disableKeeps) { endpoint.bridge.thaw(endpoint.number, .all) }
    case .enable: try enable(endpoint)
    case .thawIO:
      try thaw(.io, of: endpoint)
      if !kernel.keeps(.thawsApart) { try thaw(.dma, of: endpoint) }
    case .thawDMA:
      try thaw(.dma, of: endpoint)
      if !kernel.keeps(.thawsApart) { try thaw(.io, of: endpoint) }
    case .getState: return state(of: endpoint)
    case .deactivate: try deactivate(endpoint)
    case .resetHot: assert(.hot, of: endpoint)
    case .resetFundamental:
      guard kernel.keeps(.fundamentalReset) else { throw .EINVAL }
      assert(.fundamental, of: endpoint)
    // Firmware has nothing to configure that the end of a reset did not bring back.
    case .configure: if !kernel.keeps(.configureSucceeds) { throw .EIO }
    case .inject: break
    }
    return 0
  }
}
