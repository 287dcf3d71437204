import VFIOInterface

/// A kind of device that a parent can make, as its driver tells it (`struct mdev_type`).
struct MediatedType: Hashable {
  /// Its name in the driver; sysfs puts the driver's name before it.
  var name: String
  /// The text of `name`.
  var title: String
}

/// A device that mediated ones hang off (`struct mdev_parent`).
final class MediatedParent {
  /// Of the device, and of its class.
  let name: String
  /// Where it is in sysfs.
  let path: String
  /// What sysfs puts before the names of its types: the name of the driver that has it, or of its class.
  let typePrefix: String
  let types: [MediatedType]
  let driver: any MediatedDriver
  /// Devices that the core still lets it have.
  var instances: Int
  /// True once the parent is being taken away: nothing can be made or removed any more.
  var isLeaving = false

  /// - Parameters:
  ///   - path: nil for a device made of nothing, in a class of its own.
  init(
    name: String, path: String? = nil, typePrefix: String? = nil, types: [MediatedType], driver: any MediatedDriver
  ) {
    self.name = name
    self.path = path ?? "/sys/devices/virtual/\(name)/\(name)"
    self.typePrefix = typePrefix ?? name
    isOwnClass = path == nil
    self.types = types
    self.driver = driver
    instances = driver.maximumInstances
  }

  /// Whether the parent is nothing else, so that it comes and goes with its directory.
  let isOwnClass: Bool
  /// How messages of the driver core call it.
  var logName: String { "\(typePrefix) \(name)" }
  /// The directory of a type.
  func path(of type: MediatedType) -> String { "\(path)/mdev_supported_types/\(typePrefix)-\(type.name)" }
}

/// A device that a parent made (`struct mdev_device`).
final class MediatedDevice {
  let uuid: MediatedUUID
  let parent: MediatedParent
  let type: MediatedType
  /// What the driver made of it, while it is bound.
  var vfioDevice: MediatedVFIODevice?
  /// False until it is whole, and from the moment on that somebody removes it.
  var isActive = false
  /// False once somebody removes it: the bus does not know it any more.
  var isListed = true
  /// True for as long as the driver is being taken away.
  var isUnbinding = false

  init(uuid: MediatedUUID, parent: MediatedParent, type: MediatedType) {
    self.uuid = uuid
    self.parent = parent
    self.type = type
  }

  /// Its name on the bus.
  var name: String { uuid.text }
  var path: String { "\(parent.path)/\(name)" }
  /// Messages of the driver core and of the driver begin so.
  var logPrefix: String { "\(parent.driver.name) \(name): " }
}

/// The name that whoever makes a device gives it.
struct MediatedUUID: Hashable {
  static let length = 36
  private static let dashes: Set<Int> = [8, 13, 18, 23]

  /// In lower case.
  let text: String

  /// Reads what was written to `create`: 36 characters, and one more that may be anything (`guid_parse`).
  init(_ bytes: [UInt8], _ kernel: Kernel) throws(Errno) {
    let fits = (Self.length...Self.length + 1).contains(bytes.count)
    try kernel.require(.mdevUUIDLength, fits, or: .EINVAL)
    if bytes.count > Self.length, !kernel.keeps(.mdevNewline) { throw .EINVAL }
    let text = String(decoding: bytes.prefix(Self.length), as: UTF8.self)
    let isUUID = text.utf8.count == Self.length && text.utf8.enumerated().allSatisfy(Self.isAllowed)
    try kernel.require(.mdevUUIDForm, isUUID, or: .EINVAL)
    self.text = kernel.keeps(.mdevLowerCase) ? text.lowercased() : text
  }

  private static func isAllowed(at index: Int, _ byte: UInt8) -> Bool {
    let isDash = byte == UInt8(ascii: "-")
    return dashes.contains(index) ? isDash : Character(UnicodeScalar(byte)).isHexDigit && byte < 0x80
  }
}
