import SystemCalls
import VFIOInterface

/// Finds endpoints, and shows them, on the machines that have them.
extension Kernel {
  /// Makes an endpoint of every host bridge's port and of what is behind it, by the numbers that firmware gives.
  func startErrorRecovery() -> ErrorRecovery {
    let recovery = ErrorRecovery(kernel: self)
    var bridges: [HostBridge] = []
    for (domain, members) in Dictionary(grouping: pci.devices, by: \.address.domain).sorted(by: { $0.key < $1.key }) {
      let bridge = HostBridge(number: domain, freezes: machine.freezes)
      bridges.append(bridge)
      let number = PartitionableEndpoint.firstNumber(of: domain)
      let port = EEHEndpoint(kernel: self, bridge: bridge, number: number, parent: nil)
      let behind = EEHEndpoint(kernel: self, bridge: bridge, number: number - 1, parent: port)
      for device in members { recovery.add(device, to: device.function.isBridge ? port : behind) }
    }
    for device in pci.devices { addErrorRecovery(of: device, recovery) }
    addPhysicalMemory(bridges)
    return recovery
  }

  private func addPhysicalMemory(_ bridges: [HostBridge]) {
    files.root.directory("dev")["mem"] = DeviceNode(permissions: 0o640, major: 1, minor: 1) {
      [unowned self] (flags, caller) throws(Errno) in
      guard caller.has(.sysRawIO) else { throw .EPERM }
      return PhysicalMemory(bridges, kernel: self, flags: flags)
    }
  }

  /// The files of `arch/powerpc/kernel/eeh_sysfs.c`, and the link to the device tree, which names the bridge's registers.
  private func addErrorRecovery(of device: PCIDevice, _ recovery: ErrorRecovery) {
    guard let endpoint = recovery.endpoint(of: device) else { return }
    let tree = "firmware/devicetree/base/pciex@" + String(endpoint.bridge.registers, radix: 16) + "/pci@0"
    let place = device.function.isBridge ? tree : tree + "/device@\(device.address.slot)"
    device.directory["of_node"] = Link(device.pathToRoot + place)
    guard recovery.isEnabled else { return }
    if device.kernel.keeps(.endpointsAreShown) {
      device.directory["eeh_pe_config_addr"] = Attribute("0x" + String(endpoint.number, radix: 16))
    }
    device.directory["eeh_pe_state"] = Attribute(
      text: { [unowned endpoint] in endpoint.stateText },
      write: { [unowned endpoint, unowned recovery] (_) throws(Errno) in recovery.clearIsolation(of: endpoint) })
  }
}

extension EEHEndpoint {
  fileprivate var stateText: String {
    let state = state().rawValue
    return "0x\(hexadecimal(state, 8)) 0x\(hexadecimal(flags.rawValue, 8))"
  }
}
