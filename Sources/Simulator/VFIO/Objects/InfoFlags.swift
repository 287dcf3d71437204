import VFIOInterface

/// Flags of the structures that tell of a device.
enum DeviceInfoFlags {
  static let reset = FlagSet.deviceInfo["RESET"] ?? 0
  static let pci = FlagSet.deviceInfo["PCI"] ?? 0
}

enum RegionInfoFlags {
  static let read = FlagSet.regionInfo["READ"] ?? 0
  static let write = FlagSet.regionInfo["WRITE"] ?? 0
  static let map = FlagSet.regionInfo["MMAP"] ?? 0
  static let capabilities = FlagSet.regionInfo["CAPS"] ?? 0
}
