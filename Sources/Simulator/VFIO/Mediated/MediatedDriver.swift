import VFIOInterface

/// A driver of mediated devices (`struct mdev_driver`), registered with the mdev bus.
///
/// The core calls it with no lock between two devices: a driver that keeps something for all of them (instances that
/// are left) looks after it itself.
protocol MediatedDriver: AnyObject {
  /// As in `/sys/bus/mdev/drivers`.
  var name: String { get }
  var module: Module { get }
  /// What `device_api` of its types says.
  var deviceAPI: String { get }
  /// Devices that the core lets a parent have, where the driver does not count them itself.
  var maximumInstances: Int { get }
  /// How many devices of a type can still be made; nil where the core counts.
  func available(_ type: MediatedType) -> Int?
  /// The text of `description`; nil where the driver has none.
  func description(of type: MediatedType) -> String?
  /// Files that each bound device gets in its folder `vendor`, by name.
  func attributes(of device: MediatedDevice) -> [String: Attribute]
  /// Makes the device known to VFIO; what it throws is what the writer of `create` gets.
  func probe(_ device: MediatedDevice, _ kernel: Kernel) throws(Errno) -> MediatedVFIODevice
}
