import VFIOInterface

/// The files by which the host sets what drivers may do with a device, and takes it away.
extension PCISysfs {
  func addRescan() {
    let pci = kernel.pci
    bus["rescan"] = Attribute { (text, _) throws(Errno) in
      guard text == "1" else { throw .EINVAL }
      guard pci.isRemoving else { return .done(pci.rescan()) }
      return .waiting(Waiting(until: { !pci.isRemoving }) { () throws(Errno) in .done(pci.rescan()) })
    }
  }

  func addSettings(of device: PCIDevice) {
    let directory = device.directory
    directory["numa_node"] = Attribute("-1")
    directory["msi_bus"] = flag({ device.allowsMessages }, { device.allowsMessages = $0 })
    directory["broken_parity_status"] = flag({ device.hasBrokenParity }, { device.hasBrokenParity = $0 })
    directory["d3cold_allowed"] = flag({ device.allowsCold }, { device.allowsCold = $0 })
    directory["enable"] = Attribute(
      text: { device.isEnabled ? "1" : "0" },
      write: { (text) throws(Errno) in
        guard text == "0" || text == "1" else { throw .EINVAL }
        try device.kernel.require(.enableIsTheDrivers, device.driver == nil, or: .EBUSY)
        guard text == "1" || device.isEnabled else { throw .EIO }
        text == "1" ? device.enable() : device.disable()
      }, holdsWrites: { device.holdsSettings })
    directory["remove"] = Attribute { [unowned device] (text, _) throws(Errno) in
      guard text == "1" else { throw .EINVAL }
      return try device.kernel.pci.takeAway(device)
    }
  }

  private func flag(_ value: @escaping () -> Bool, _ set: @escaping (Bool) -> Void) -> Attribute {
    Attribute(
      text: { value() ? "1" : "0" },
      write: { (text) throws(Errno) in
        guard text == "0" || text == "1" else { throw .EINVAL }
        set(text == "1")
      })
  }
}
