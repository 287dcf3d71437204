import MachineModel
import VFIOInterface

/// A driver that makes virtual functions of its devices (`sriov_configure`).
protocol VirtualFunctionDriver: PCIDriver {
  /// Makes as many as asked for where there are none, or takes all away for 0.
  func setVirtualFunctions(of device: PCIDevice, to count: Int) throws(Errno) -> Progress<Void>
}

/// Virtual functions as the PCI core makes them (`drivers/pci/iov.c`).
extension PCIBus {
  /// A write to `sriov_numvfs`.
  func setVirtualFunctions(of device: PCIDevice, to count: Int) throws(Errno) -> Progress<Void> {
    guard count <= device.function.maximumVirtualFunctions else { throw .ERANGE }
    guard count != device.virtualFunctions.count else { return .done(()) }
    guard let driver = device.driver as? any VirtualFunctionDriver else { throw .ENOENT }
    if count > 0 { try kernel.require(.functionsOnce, device.virtualFunctions.isEmpty, or: .EBUSY) }
    guard case .waiting(let waiting) = try driver.setVirtualFunctions(of: device, to: count) else { return .done(()) }
    if !kernel.keeps(.functionsWait) { throw .EBUSY }
    device.isLosingFunctions = true
    return try Progress.waiting(waiting).then { (_) throws(Errno) in
      device.isLosingFunctions = false
      return .done(())
    }
  }

  /// Makes virtual functions up to a number.
  ///
  /// - Parameter driver: The only driver that may take them; nil for any.
  func addVirtualFunctions(of device: PCIDevice, upTo count: Int, for driver: String?) {
    device.function.virtualFunctionsChanged(to: count)
    while device.virtualFunctions.count < count {
      let index = device.virtualFunctions.count
      guard let function = device.function.virtualFunction(index) else { return }
      let virtual = PCIDevice(kernel: kernel, function: function, entry: nil, bridge: device.bridge)
      virtual.physicalFunction = device
      virtual.driverOverride = driver
      device.virtualFunctions.append(virtual)
      add(virtual)
      PCISysfs(kernel: kernel).link(virtual, index, of: device)
      try? attach(virtual)
    }
  }

  /// Takes all virtual functions away, the last first, waiting for the users of each.
  func removeVirtualFunctions(of device: PCIDevice) throws(Errno) -> Progress<Void> {
    guard let last = device.virtualFunctions.last else {
      device.function.virtualFunctionsChanged(to: 0)
      return .done(())
    }
    PCISysfs(kernel: kernel).unlink(virtualFunction: device.virtualFunctions.count - 1, of: device)
    return try unbind(last).then { (_) throws(Errno) in
      self.remove(last)
      device.virtualFunctions.removeLast()
      return try self.removeVirtualFunctions(of: device)
    }
  }
}

/// pci-pf-stub: holds a physical function for the host, and makes whatever virtual functions are asked for.
final class PhysicalFunctionStub: VirtualFunctionDriver {
  let bus = HostBus.pci
  let name = "pci-pf-stub"
  let module: String? = "pci_pf_stub"
  let managesDMA = false

  func supports(_ identity: PCIIdentity) -> Bool { false }
  func probe(_ device: PCIDevice) throws(Errno) {}
  func remove(_ device: PCIDevice) throws(Errno) -> Progress<Void> { .done(()) }

  func setVirtualFunctions(of device: PCIDevice, to count: Int) throws(Errno) -> Progress<Void> {
    let pci = device.kernel.pci
    guard count > 0 else { return try pci.removeVirtualFunctions(of: device) }
    pci.addVirtualFunctions(of: device, upTo: count, for: nil)
    return .done(())
  }
}
