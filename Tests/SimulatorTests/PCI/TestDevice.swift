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

  init(
    _ address: String = "0000:00:05.0", _ profile: KernelProfile = .linux6_12, quirks: Set<Rule> = [],
    also others: [String] = []
  ) throws {
    let machine = try TestMachine("x86-intel", profile, quirks: quirks)
    for name in [address] + others { try Self.bind(name, machine) }
    let link = try machine.call(.readLink(path: "/sys/bus/pci/devices/\(address)/iommu_group")).bytes
    let number = String(decoding: link, as: UTF8.self).split(separator: "/").last.map(String.init) ?? ""
    container = try machine.open("/dev/vfio/vfio")
    group = try machine.open("/dev/vfio/" + number)
    try machine.value(
      .ioctl(
        group, request: Request.groupSetContainer.number,
        argument: .bytes(withUnsafeBytes(of: container) { Array($0) })))
    try machine.value(.ioctl(container, request: Request.setIOMMU.number, argument: .word(3)))
    self.machine = machine
    self.address = address
    descriptor = try Self.open(address, of: group, machine)
  }

  static func bind(_ address: String, _ machine: TestMachine) throws {
    let path = "/sys/bus/pci/devices/\(address)/"
    try machine.value(.writeFile(path: path + "driver_override", bytes: Array("vfio-pci".utf8)))
    try machine.value(.writeFile(path: "/sys/bus/pci/drivers_probe", bytes: Array(address.utf8)))
  }

  static func open(_ address: String, of group: Int32, _ machine: TestMachine) throws -> Int32 {
    let name = Array(address.utf8) + [0]
    return Int32(
      try machine.value(.ioctl(group, request: Request.groupGetDeviceFD.number, argument: .bytes(name))))
  }

  // MARK: Calls

  func ioctl(_ request: Request, _ bytes: [UInt8], on other: Int32? = nil) throws -> CallResult {
    try machine.call(.ioctl(other ?? descriptor, request: request.number, argument: .bytes(bytes)))
  }

  func region(_ index: UInt64, size: Int = 32) throws -> (size: UInt64, flags: UInt64, offset: UInt64) {
    let structure = Structure.regionInfo
    var info = [UInt8](repeating: 0, count: max(size, structure.size))
    info.set("argsz", of: structure, to: UInt64(size))
    info.set("index", of: structure, to: index)
    let result = try ioctl(.deviceGetRegionInfo, info)
    #expect(result.succeeded, "region \(index): \(result)")
    return (
      result.bytes.value("size", of: structure) ?? 0, result.bytes.value("flags", of: structure) ?? 0,
      result.bytes.value("offset", of: structure) ?? 0
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
    bytes.set("argsz", of: structure, to: argsz ?? UInt64(bytes.count))
    bytes.set("flags", of: structure, to: flags.reduce(0) { $0 | (FlagSet.irqSet[$1] ?? 0) })
    bytes.set("index", of: structure, to: index)
    bytes.set("start", of: structure, to: start)
    bytes.set("count", of: structure, to: count)
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
