import MachineModel
import SystemCalls

/// What the host of the machine can do to it, by the commands of QEMU's monitor.
struct HostMonitor {
  private static let unplug = "device_del"
  private static let injectError = "pcie_aer_inject_error"
  /// Uncorrectable errors by QEMU's names, with the bit of each in the status of AER.
  private static let uncorrectable: [String: UInt32] = [
    "DLP": 4, "SDN": 5, "POISON_TLP": 12, "FCP": 13, "COMP_TIME": 14, "COMP_ABORT": 15, "UNX_COMP": 16, "RX_OVER": 17,
    "MALF_TLP": 18, "ECRC": 19, "UNSUP": 20, "ACSV": 21, "INTERNAL": 22, "MCBTLP": 23, "ATOP_EBLOCKED": 24,
    "TLP_PRF_BLOCKED": 25,
  ]

  let kernel: Kernel

  func perform(_ command: String) throws(SystemError) {
    let words = command.split(separator: " ").map(String.init)
    if words.first == Self.unplug, words.count == 2,
      let subchannel = kernel.channels.subchannels.first(where: { $0.hardware.entry.id == words[1] })
    {
      return kernel.channels.unplug(subchannel)
    }
    guard words.first == Self.injectError, words.count >= 3 else {
      throw .unsupported("the simulated host cannot do: \(command)")
    }
    guard let device = kernel.pci.devices.first(where: { $0.entry?.id == words[1] }) else {
      throw .invalid("no device '\(words[1])'")
    }
    guard let bit = Self.uncorrectable[words[2]] else {
      throw .unsupported("the simulated host knows no error '\(words[2])'")
    }
    injectError(bit, into: device)
  }

  /// An error that a root port found. The kernel tells the drivers of all devices behind it.
  private func injectError(_ bit: UInt32, into device: PCIDevice) {
    // Endpoints of QEMU do not report errors: the bits that turn reports on cannot be written.
    guard let port = device.function as? BridgeFunction, device.entry?.model == .rootPort else { return }
    let severity = port.config.long(BridgeFunction.errorReporting + 0x0c)
    let kind = severity >> bit & 1 == 1 ? "Fatal" : "Non-Fatal"
    kernel.log.error(
      "\(device.logPrefix)AER: Uncorrectable (\(kind)) error message received from \(device.name)")
    for affected in kernel.pci.devices where affected.address.bus == port.secondaryBus {
      (affected.driverData as? VFIOPCIDevice)?.interrupts.errorDetected()
    }
  }
}
