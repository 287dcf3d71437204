import Runner
import SuiteModel
import SystemCalls

/// Reads what decides whether a user can have a group, and what can be done with its devices.
struct AccessReader {
  let doors: DoorReader
  private let probe: Probe
  private let ranges: DMARangeReader
  /// Where each function sits, from the root complex on, bridge by bridge.
  private let places: [String: String]

  init(_ probe: Probe, _ inventory: Inventory) throws(SystemError) {
    self.probe = probe
    // A system of the program's own goes afterwards, so its devices may be given to VFIO for the question.
    if inventory.isDisposable { try Self.bind(inventory.devices, probe) }
    doors = try DoorReader(probe)
    ranges = DMARangeReader(probe: probe, models: inventory.models)
    var places: [String: String] = [:]
    for device in inventory.allDevices { places[device.name] = try probe.target(device.sysfs) }
    self.places = places
  }

  private static func bind(_ devices: [HostDevice], _ probe: Probe) throws(SystemError) {
    for device in devices {
      try probe.write(device.bus.vfioDriver, to: device.sysfs + "/driver_override")
      try probe.write(device.name, to: device.bus.directory + "drivers_probe")
    }
  }

  /// The node of a group, and what DMA its devices can do.
  func access(
    to group: Int, isViable: Bool
  ) throws(SystemError) -> (door: Door?, dma: DMARanges) {
    var door = try doors.door("/dev/vfio/\(group)")
    if door == nil { door = try doors.door("/dev/vfio/noiommu-\(group)") }
    let isFree = isViable && door?.holders.isEmpty == true
    return (door, try ranges.ranges(of: group, isFree: isFree))
  }

  /// What sysfs says of a function's power.
  func power(of device: HostDevice) throws(SystemError) -> [String] {
    var words: [String] = []
    for file in ["power_state", "power/runtime_status"] {
      if let word = try probe.text("\(device.sysfs)/\(file)"), !word.isEmpty { words.append(word) }
    }
    return words
  }

  /// The functions that a reset of the bus reaches: all behind the bridge; a root bus has none.
  func reach(of device: HostDevice) -> [String] {
    guard device.facts["bus_reset"] == .boolean(true), let place = places[device.name],
      let bridge = place.lastIndex(of: "/").map({ place[...$0] })
    else { return [] }
    return places.filter { $0.value.hasPrefix(bridge) }.keys.sorted()
  }
}
