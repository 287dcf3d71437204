import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// What came back from an ioctl with a structure.
struct Answer {
  var result: CallResult
  var structure: Structure

  var error: Errno? { result.error }
  /// A field, by its name in the header.
  subscript(name: String) -> UInt64? { structure[field: name].flatMap { result.bytes.value($0) } }
}

/// The numbers of a group, a container and a device that are open.
struct Opened {
  var group: Int32
  var container: Int32
  var device: Int32
}

extension TestMachine {
  static let edu0 = "0000:00:05.0"
  static let edu1 = "0000:00:06.0"

  /// An ioctl whose argument is a word.
  func ioctl(_ descriptor: Int32, _ request: Request, _ word: UInt64 = 0, in process: ProcessID = main) throws
    -> CallResult
  {
    try call(.ioctl(descriptor, request: request.number, argument: .word(word)), in: process)
  }

  /// An ioctl whose argument is bytes.
  func ioctl(_ descriptor: Int32, _ request: Request, bytes: [UInt8], in process: ProcessID = main) throws
    -> CallResult
  {
    try call(.ioctl(descriptor, request: request.number, argument: .bytes(bytes)), in: process)
  }

  /// An ioctl with a structure; `argsz` is its minimum unless it is given, what follows `room` bytes in all.
  func ioctl(
    _ descriptor: Int32, _ request: Request, _ fields: KeyValuePairs<String, UInt64>, room: Int = 0,
    in process: ProcessID = main
  ) throws -> Answer {
    guard case .structure(let structure) = request.argument else {
      throw TestError(message: "\(request.name) has no structure")
    }
    var bytes = [UInt8](repeating: 0, count: max(structure.size, structure.minimumSize, room))
    if let argsz = structure.argsz { bytes[argsz] = UInt64(structure.minimumSize) }
    for (name, value) in fields {
      guard let field = structure[field: name] else {
        throw TestError(message: "struct \(structure.name) has no \(name)")
      }
      bytes[field] = value
    }
    return Answer(
      result: try ioctl(descriptor, request, bytes: bytes, in: process), structure: structure)
  }

  // MARK: Devices and groups

  func bind(_ device: String, to driver: String) throws -> CallResult {
    let path = "/sys/bus/pci/devices/" + device
    try value(.writeFile(path: path + "/driver_override", bytes: Array(driver.utf8)))
    return try call(.writeFile(path: "/sys/bus/pci/drivers/\(driver)/bind", bytes: Array(device.utf8)))
  }

  func unbind(_ device: String) throws -> CallResult {
    try call(
      .writeFile(path: "/sys/bus/pci/devices/\(device)/driver/unbind", bytes: Array(device.utf8)))
  }

  /// The number of a device's group.
  func group(of device: String) throws -> String {
    let link = try call(.readLink(path: "/sys/bus/pci/devices/\(device)/iommu_group"))
    return String(decoding: link.bytes, as: UTF8.self).split(separator: "/").last.map(String.init) ?? ""
  }

  func attach(_ group: Int32, to container: Int32, in process: ProcessID = main) throws -> CallResult {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: container >> ($0 * 8)) }
    return try ioctl(group, .groupSetContainer, bytes: bytes, in: process)
  }

  func device(_ name: String, of group: Int32, in process: ProcessID = main) throws -> CallResult {
    try ioctl(group, .groupGetDeviceFD, bytes: Array(name.utf8) + [0], in: process)
  }

  /// Binds a device, puts its group in a new container of the given model, and opens it.
  func openDevice(_ device: String = edu0, model: UInt64 = 3) throws -> Opened {
    try #require(try bind(device, to: "vfio-pci").error == nil)
    let group = try self.open("/dev/vfio/" + self.group(of: device))
    let container = try self.open("/dev/vfio/vfio")
    try #require(try attach(group, to: container).error == nil)
    try #require(try ioctl(container, .setIOMMU, model).error == nil)
    let opened = try self.device(device, of: group)
    try #require(opened.error == nil)
    return Opened(group: group, container: container, device: Int32(truncatingIfNeeded: opened.value))
  }

  // MARK: Memory

  func status(of group: Int32) throws -> String {
    "\(try ioctl(group, .groupGetStatus, [:])["flags"] ?? 99)"
  }

  func groupPath(_ device: String = edu0) throws -> String { "/dev/vfio/" + (try group(of: device)) }

  /// The container, the group and the device of a machine without an IOMMU.
  func openNoIOMMU() throws -> Opened {
    _ = try bind(Self.edu0, to: "vfio-pci")
    let group = try open("/dev/vfio/noiommu-" + self.group(of: Self.edu0))
    let container = try open("/dev/vfio/vfio")
    _ = try attach(group, to: container)
    _ = try ioctl(container, .setIOMMU, 8)
    let device = try self.device(Self.edu0, of: group)
    return Opened(group: group, container: container, device: Int32(truncatingIfNeeded: device.value))
  }

  /// Begins to take a device from its driver, in a process of its own.
  func startUnbinding(_ device: String) throws -> PendingCall {
    let process = ProcessID(rawValue: 50)
    try system.spawn(process, SpawnOptions())
    let path = "/sys/bus/pci/devices/\(device)/driver/unbind"
    return try system.start(.writeFile(path: path, bytes: Array(device.utf8)), in: process)
  }

  /// Anonymous memory of a process.
  func memory(
    at address: UInt64 = 0x1000_0000, length: UInt64 = 1 << 20, _ protection: Protection = [.read, .write],
    in process: ProcessID = main
  ) throws -> UInt64 {
    let request = MapRequest(
      address: address, length: length, protection: protection, flags: [.private, .anonymous, .fixedNoReplace])
    return UInt64(bitPattern: try value(.map(request), in: process))
  }

  func mapDMA(
    _ container: Int32, iova: UInt64, address: UInt64, size: UInt64, flags: UInt64 = 3, in process: ProcessID = main
  ) throws -> Errno? {
    try ioctl(
      container, .iommuMapDMA, ["flags": flags, "vaddr": address, "iova": iova, "size": size], in: process
    ).error
  }

  func unmapDMA(
    _ container: Int32, iova: UInt64, size: UInt64, flags: UInt64 = 0, in process: ProcessID = main
  ) throws -> Answer {
    try ioctl(container, .iommuUnmapDMA, ["flags": flags, "iova": iova, "size": size], in: process)
  }

  /// Whether a DMA of the first edu reaches memory.
  func reaches(_ iova: UInt64, write: Bool) -> Bool {
    system.kernel.pci.device(named: Self.edu0)?.translate(iova, write: write) != nil
  }

  /// What `VmLck` says, in pages.
  func lockedPages(in process: ProcessID = main) throws -> Int {
    let result = try call(.readFile(path: "/proc/self/status", limit: 1 << 16), in: process)
    let lines = String(decoding: result.bytes, as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("VmLck:") }?.split(separator: " ").dropLast().last
    return (line.flatMap { Int($0) } ?? -4) / 4
  }
}

struct TestError: Error {
  var message: String
}
