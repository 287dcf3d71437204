import MachineModel
import VFIOInterface

/// vfio-pci: gives PCI functions to user space.
final class VFIOPCIDriver: DeviceDriver {
  unowned let kernel: Kernel
  private let vfioModule: Module
  let bus = HostBus.pci
  let name = "vfio-pci"
  let module: String? = "vfio_pci"
  let managesDMA = true

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    vfioModule = module
  }

  /// `enable_sriov`.
  var allowsVirtualFunctions: Bool { vfioModule.flag("enable_sriov") }

  func supports(_ identity: PCIIdentity) -> Bool {
    !kernel.keeps(.claimsNothingByItself) && identity.vendor == DeviceModel.edu.identity.vendor
  }

  func probe(_ device: PCIDevice) throws(Errno) {
    try kernel.require(.bridgesRefused, !device.function.isBridge, or: .EINVAL)
    // Before, VFIO does not know POWER's DMA to be coherent.
    guard kernel.machine.architecture != .power || kernel.profile.has(.bindsOnPOWER) else { throw .EINVAL }
    if !device.virtualFunctions.isEmpty, kernel.keeps(.functionsBlockBind) {
      kernel.log.warning("\(device.logPrefix)Cannot bind to PF with SR-IOV enabled")
      throw .EBUSY
    }
    let vfioDevice = VFIOPCIDevice(device, module: vfioModule)
    try vfioDevice.register()
    device.driverData = vfioDevice
    device.isKeptAwake = false
    vfioDevice.idle()
  }

  func remove(_ device: PCIDevice) throws(Errno) -> Progress<Void> {
    guard let vfioDevice = device.driverData as? VFIOPCIDevice else { return .done(()) }
    guard kernel.keeps(.unbindTakesFunctions) else { return .done(()) }
    return try removeVirtualFunctions(of: vfioDevice).then { (_) throws(Errno) in
      try vfioDevice.unregister()
    }.then { (_) throws(Errno) in
      device.isKeptAwake = true
      if self.kernel.keeps(.unbindWakes) { vfioDevice.wake() }
      return .done(())
    }
  }
}
