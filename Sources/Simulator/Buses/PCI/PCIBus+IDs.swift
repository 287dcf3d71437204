import VFIOInterface

extension PCIBus {
  /// Adds the ids of a module's `ids` parameter: `vendor:device`, separated by commas, hexadecimal.
  ///
  /// What cannot be read only makes the log.
  func addIDs(_ text: String, to driver: any PCIDriver) throws(Errno) {
    let prefix = driver.module ?? driver.name
    for entry in text.split(separator: ",") {
      let numbers = entry.split(separator: ":").prefix(2).map { UInt16($0, radix: 16) }
      guard numbers.count == 2, let vendor = numbers[0], let device = numbers[1] else {
        kernel.log.warning("\(prefix): invalid id string \"\(entry)\"")
        if !kernel.keeps(.malformedIDIsSkipped) { throw .EINVAL }
        continue
      }
      do {
        try addID(DynamicID(vendor: vendor, device: device), to: driver)
        let name = "\(hexadecimal(vendor, 4)):\(hexadecimal(device, 4))"
        kernel.log.info("\(prefix): add [\(name)[ffffffff:ffffffff]] class 0x000000/00000000")
      } catch {
        kernel.log.warning("\(prefix): failed to add dynamic id [\(entry)] (\(-error.rawValue))")
      }
    }
  }
}
