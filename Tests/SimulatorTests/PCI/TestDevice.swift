import Simulator
import SystemCalls
import Testing
import VFIOInterface

/// An open device of a simulated machine, and shorthands for its calls.
struct TestDevice {
  let machine: TestMachine
  let address: String
  let container: Int32
  let group: Int32
  let descriptor: Int32

  init(_ address: String = "0000:00:05.0", _ profile: KernelProfile = .linux6_12) throws {
    try self.init(on: try TestMachine("x86-intel", profile), address)
  }

  /// Binds, attaches and opens a device.
  ///
  /// - Parameter others: Devices of the same group that are bound too.
  init(on machine: TestMachine, _ address: String = "0000:00:05.0", also others: [String] = []) throws {
    for name in [address] + others { try machine.value(machine.rebind(name)) }
    container = try machine.open("/dev/vfio/vfio")
    group = try machine.open("/dev/vfio/" + machine.group(of: address))
    #expect(try machine.attach(group, to: container).succeeded)
    try machine.value(.ioctl(container, request: Request.setIOMMU.number, argument: .word(3)))
    self.machine = machine
    self.address = address
    descriptor = Int32(try machine.device(address, of: group).value)
    #expect(descriptor >= 0)
  }

  // MARK: Calls

  func ioctl(_ request: Request, _ bytes: [UInt8], on other: Int32? = nil) throws -> CallResult {
    try machine.call(.ioctl(other ?? descriptor, request: request.number, argument: .bytes(bytes)))
  }

  /// An ioctl with a structure, of which the fields are given.
  func ask(_ request: Request, _ fields: KeyValuePairs<String, UInt64>, room: Int = 0) throws -> Answer {
    try machine.ioctl(descriptor, request, fields, room: room)
  }

  func region(_ index: UInt64, size: Int = 32) throws -> (size: UInt64, flags: UInt64, offset: UInt64) {
    let structure = Structure.regionInfo
    var info = [UInt8](repeating: 0, count: max(size, structure.size))
    info[RegionInfo.argsz] = UInt64(size)
    info[RegionInfo.index] = index
    let result = try ioctl(.deviceGetRegionInfo, info)
    #expect(result.succeeded, "region \(index): \(result)")
    return (
      result.bytes[RegionInfo.size], result.bytes[RegionInfo.flags],
      result.bytes[RegionInfo.offset]
    )
  }

  /// Reads a number from a region.
  func read(_ region: Int64, _ offset: Int64, _ width: Int = 4) throws -> UInt64 {
    let result = try machine.call(
      .pread(descriptor, offset: region << 40 + offset, count: width, into: .result))
    #expect(result.value == Int64(width), "\(result)")
    return result.bytes.integer(at: 0, width: width) ?? 0
  }

  @discardableResult
  func write(_ region: Int64, _ offset: Int64, _ value: UInt64, _ width: Int = 4) throws -> CallResult {
    var bytes = [UInt8](repeating: 0, count: width)
    bytes.set(value, at: 0, width: width)
    return try machine.call(.pwrite(descriptor, offset: region << 40 + offset, .bytes(bytes)))
  }

  func config(_ offset: Int64, _ width: Int = 4) throws -> UInt64 { try read(7, offset, width) }

  /// `VFIO_DEVICE_SET_IRQS` with flags in words.
  func setIRQs(
    _ index: UInt64, _ flags: [String], start: UInt64 = 0, count: UInt64 = 1, events: [Int32] = [],
    booleans: [UInt8] = [], argsz: UInt64? = nil
  ) throws -> CallResult {
    let structure = Structure.irqSet
    var bytes = [UInt8](repeating: 0, count: structure.size)
    bytes += events.flatMap { withUnsafeBytes(of: $0) { Array($0) } } + booleans
    bytes[IRQSet.argsz] = argsz ?? UInt64(bytes.count)
    bytes[IRQSet.flags] = flags.reduce(0) { $0 | (FlagSet.irqSet[$1] ?? 0) }
    bytes[IRQSet.index] = index
    bytes[IRQSet.start] = start
    bytes[IRQSet.count] = count
    return try ioctl(.deviceSetIRQs, bytes)
  }

  func trigger(_ index: UInt64, _ events: [Int32], start: UInt64 = 0) throws -> CallResult {
    try setIRQs(
      index, ["DATA_EVENTFD", "ACTION_TRIGGER"], start: start, count: UInt64(events.count), events: events)
  }

  func disable(_ index: UInt64) throws -> CallResult {
    try setIRQs(index, ["DATA_NONE", "ACTION_TRIGGER"], count: 0)
  }

  func event() throws -> Int32 {
    Int32(try machine.value(.eventfd(initial: 0, flags: OpenFlags.nonBlocking.rawValue)))
  }

  /// The eventfd's count, 0 where nothing was signalled.
  func drain(_ event: Int32) throws -> UInt64 {
    try machine.call(.read(event, count: 8, into: .result)).bytes.integer(at: 0, width: 8) ?? 0
  }

  func signal(_ event: Int32) throws {
    try machine.value(.write(event, .bytes([1, 0, 0, 0, 0, 0, 0, 0])))
  }

  /// Lets time pass.
  func wait(_ milliseconds: Int32) throws { try machine.value(.poll([], milliseconds: milliseconds)) }
}

extension TestMachine {
  /// The call that binds a device to vfio-pci.
  fileprivate func rebind(_ address: String) -> SystemCall {
    _ = try? call(
      .writeFile(path: "/sys/bus/pci/devices/\(address)/driver_override", bytes: Array("vfio-pci".utf8)))
    return .writeFile(path: "/sys/bus/pci/drivers_probe", bytes: Array(address.utf8))
  }
}

/// Devices of the machine by what they are good for.
enum TestAddress {
  static let edu = "0000:00:05.0"
  static let nic = "0000:01:00.0"
  static let nvme = "0000:02:00.0"
  static let testdev = "0000:00:09.0"
  static let edu2 = "0000:03:01.0"
  static let testdev1 = "0000:03:02.0"
}

extension TestDevice {
  func pread(_ region: Int64, _ offset: Int64, _ count: Int) throws -> CallResult {
    try machine.call(.pread(descriptor, offset: region << 40 + offset, count: count, into: .result))
  }

  /// What a read says: an error's name, or the bytes.
  func look(_ region: Int64, _ offset: Int64, _ count: Int) throws -> String {
    let result = try pread(region, offset, count)
    return result.succeeded ? hexadecimal(result.bytes) : name(result)
  }

  /// The same bytes of the host's configuration space.
  func host(_ offset: Int, _ count: Int) throws -> String {
    let bytes = try machine.call(.readFile(path: "/sys/bus/pci/devices/\(address)/config", limit: 4096)).bytes
    return hexadecimal(Array(bytes.dropFirst(offset).prefix(count)))
  }

  /// Maps a page of a BAR at a fixed address.
  func map(
    _ region: UInt64 = 0, at address: UInt64 = 0x10_0000, length: UInt64 = 4096, flags: MapFlags = .shared,
    protection: Protection = [.read, .write]
  ) throws -> CallResult {
    try machine.call(
      .map(
        MapRequest(
          address: address, length: length, protection: protection, flags: flags.union(.fixedNoReplace),
          descriptor: descriptor, offset: region << 40)))
  }

  func load(_ address: UInt64 = 0x10_0000) throws -> String {
    let result = try machine.call(.load(address: address, width: 4))
    return result.succeeded ? hexadecimal(result.bytes) : name(result)
  }

  /// Changes the raw configuration space from the host.
  func writeHost(_ offset: Int64, _ bytes: [UInt8]) throws {
    let file = try machine.open("/sys/bus/pci/devices/\(address)/config")
    try machine.value(.pwrite(file, offset: offset, .bytes(bytes)))
    try machine.value(.close(file))
  }

  func ioEvent(
    _ event: Int32, offset: UInt64 = 2048, data: UInt64 = 0xfa, flags: UInt64 = 1, argsz: UInt64 = 28
  ) throws -> String {
    let descriptor = UInt64(UInt32(bitPattern: event))
    let answer = try ask(
      .deviceIOEventFD, ["argsz": argsz, "flags": flags, "offset": offset, "data": data, "fd": descriptor])
    return name(answer.result)
  }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { (($0 < 16) ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
