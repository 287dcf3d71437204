import VFIOInterface

/// What the users of a physical function and of its virtual ones share, to show that they trust each other.
final class FunctionToken {
  /// 16 bytes, in the order of a UUID's digits. Until somebody sets it nobody knows it.
  var value: [UInt8]
  /// Virtual functions that are open.
  var users = 0

  init(_ kernel: Kernel) {
    value = kernel.random.next().littleEndianBytes + kernel.random.next().littleEndianBytes
  }
}

extension VFIOPCIDevice {
  /// Holds what a user gave, when it wanted the device by name, against what the device asks for.
  func check(token given: [UInt8]?) throws(Errno) {
    if device.physicalFunction != nil {
      try checkVirtual(given)
    } else if let token {
      if token.users > 0 {
        try kernel.require(.tokenWhileInUse, given == token.value, or: .EACCES)
      } else if let given, kernel.keeps(.openSetsToken) {
        token.value = given
      }
    } else if given != nil {
      try kernel.refuse(.tokenNeedsFunctions, with: .EINVAL)
    }
  }

  private func checkVirtual(_ given: [UInt8]?) throws(Errno) {
    guard let token = physical?.token else {
      if given != nil { try kernel.refuse(.tokenNeedsVFIO, with: .EINVAL) }
      return
    }
    guard let given else {
      try kernel.refuse(.tokenNeeded, with: .EACCES)
      return
    }
    try kernel.require(.tokenMatches, given == token.value, or: .EACCES)
  }

  /// `VFIO_DEVICE_FEATURE_PCI_VF_TOKEN`, once it was checked.
  func setToken(_ argument: UserArgument, at offset: Int) throws(Errno) {
    let value = try argument.copyIn(offset: offset, count: FunctionToken.size)
    if kernel.keeps(.tokenByFeature) { token?.value = value }
  }
}

extension FunctionToken {
  /// Bytes of a token.
  static let size = 16
}

extension VFIOPCIDriver: VirtualFunctionDriver {
  func setVirtualFunctions(of device: PCIDevice, to count: Int) throws(Errno) -> Progress<Void> {
    try kernel.require(.functionsNeedParameter, allowsVirtualFunctions, or: .ENOENT)
    guard let vfioDevice = device.driverData as? VFIOPCIDevice else { throw .ENOENT }
    guard count > 0 else { return try removeVirtualFunctions(of: vfioDevice) }
    if vfioDevice.openCount == 0, kernel.keeps(.functionsKeepAwake) { vfioDevice.wake() }
    vfioDevice.hasVirtualFunctions = true
    kernel.pci.addVirtualFunctions(
      of: device, upTo: count, for: kernel.keeps(.functionsCaptured) ? name : nil)
    return .done(())
  }

  func removeVirtualFunctions(of vfioDevice: VFIOPCIDevice) throws(Errno) -> Progress<Void> {
    guard vfioDevice.hasVirtualFunctions else { return .done(()) }
    return try kernel.pci.removeVirtualFunctions(of: vfioDevice.device).then { (_) throws(Errno) in
      vfioDevice.hasVirtualFunctions = false
      if vfioDevice.openCount == 0 { vfioDevice.idle() }
      return .done(())
    }
  }
}
