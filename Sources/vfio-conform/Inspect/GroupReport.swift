import Runner
import SystemCalls

/// An IOMMU group, and whether user space may have it.
struct GroupReport: Encodable {
  var group: Int
  var viable: Bool
  /// What keeps the group from being viable, and what would change that; a sentence for each device in the way.
  var obstacles: [String]
  /// The group's node; absent until a driver of VFIO has one of its devices.
  var door: Door?
  var dma: DMARanges
  var devices: [DeviceReport]

  init(
    _ number: Int, members: [HostDevice], names: PCINames, refusals: [String: String], _ reader: AccessReader
  ) throws(SystemError) {
    group = number
    let holders = members.filter(\.holdsGroup)
    obstacles = holders.map { device in
      "\(device.name) belongs to \(device.driver ?? ""): unbind it, or bind it to vfio-pci"
    }
    viable = holders.isEmpty
    (door, dma) = try reader.access(to: number, isViable: viable)
    var devices: [DeviceReport] = []
    for device in members { devices.append(try DeviceReport(device, names: names, refusals: refusals, reader)) }
    self.devices = devices
  }
}

/// A PCI function.
struct DeviceReport: Encodable {
  var address: String
  /// libpci's name for it.
  var name: String
  var kind: String
  var identity: String
  var driver: String?
  /// The recipe that knows it.
  var model: String?
  /// The ways to reset the function alone.
  var resetMethods: [String]
  /// The functions that a hot reset reaches; none without a bus of its own.
  var hotReset: [String]
  /// `D0`, and whether the kernel has put it to sleep, as far as it tells.
  var power: [String]
  /// The device's own node (cdev).
  var door: Door?
  /// Why this machine's own devices are left alone; absent for others.
  var refused: String?

  init(
    _ device: HostDevice, names: PCINames, refusals: [String: String], _ reader: AccessReader
  ) throws(SystemError) {
    refused = refusals[device.name]
    address = device.name
    name = names.device(vendor: device.vendor, id: device.id)
    kind = names.deviceClass(device.classCode)
    identity = "\(hexadecimal(device.vendor)):\(hexadecimal(device.id))"
    driver = device.driver
    model = device.model
    resetMethods = device.resetMethods
    hotReset = reader.reach(of: device)
    power = try reader.power(of: device)
    door = try reader.doors.deviceDoor(device.name)
  }
}

private func hexadecimal(_ value: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
