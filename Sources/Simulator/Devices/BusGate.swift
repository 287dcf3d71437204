import VFIOInterface

/// What stands between a function and the host, and can keep them apart.
protocol BusGate: AnyObject {
  /// Whether reads of the function's memory give all ones, and writes to it vanish.
  var stopsMemory: Bool { get }
  /// Whether the function's own accesses to memory fail.
  var stopsDMA: Bool { get }
  /// Whether the kernel lets nobody at the configuration space.
  var blocksConfiguration: Bool { get }
  /// Whether a cycle of configuration space gets through; one that does not reads as ones.
  func admitsConfiguration(write: Bool) -> Bool
  /// A DMA of the function led nowhere.
  func dmaFailed()
}

extension PCIDevice {
  /// What an access to configuration space for a user begins with (`pci_user_read_config_word` and the like).
  func checkConfigurationAccess() throws(Errno) {
    if hardware?.gate?.blocksConfiguration == true { throw .ENODEV }
  }
}
