import MachineModel
import Simulator
import SystemCalls
import VFIOInterface

extension FuzzTarget {
  /// Calls of a process on the simulated kernel, in any order and with any arguments.
  static let calls = FuzzTarget(name: "calls", cost: 20) { random in
    random.bytes(atMost: 400)
  } execute: { input in
    let hosts = try Corpus.shared.hosts
    let system = SimulatedSystem(machine: hosts[input.count % hosts.count], profile: .linux6_12, seed: 0)
    let process = ProcessID(rawValue: 1)
    guard (try? system.spawn(process, SpawnOptions())) != nil else { return false }
    var reader = CallReader(bytes: input[...])
    while let call = reader.next() {
      guard let pending = try? system.start(call, in: process) else { break }
      _ = try? system.finish(pending, within: .seconds(1))
    }
    _ = try? system.endCase()
    _ = try? system.kernelLog()
    return true
  }
}

/// Makes calls of bytes.
private struct CallReader {
  var bytes: ArraySlice<UInt8>

  private mutating func byte() -> Int { Int(bytes.popFirst() ?? 0) }

  private mutating func number() -> UInt64 {
    switch byte() % 8 {
    case 0: UInt64(byte())
    case 1: UInt64(byte()) << 12
    case 2: 0x10_0000_0000 + UInt64(byte()) << 10
    case 3: .max - UInt64(byte())
    case 4: 1 << UInt64(byte() % 64)
    case 5: (1 << UInt64(byte() % 64)) &- 1
    case 6: UInt64(byte()) << 40
    default: UInt64(byte() % 16)
    }
  }

  private mutating func descriptor() -> Int32 { Int32(byte() % 12) }
  private mutating func count() -> Int { byte() % 8 == 0 ? 1 << 20 : byte() }
  private mutating func content() -> [UInt8] { (0..<byte() % 64).map { _ in UInt8(byte()) } }

  private mutating func path() -> String {
    let paths = [
      "/dev/vfio/vfio", "/dev/vfio/1", "/dev/vfio/2", "/dev/vfio/noiommu-0", "/sys/bus/pci/devices/0000:00:05.0/config",
      "/sys/bus/pci/devices/0000:00:05.0/driver_override", "/sys/bus/pci/drivers_probe", "/proc/interrupts",
      "/sys/bus/pci/drivers/vfio-pci/bind", "/sys/bus/pci/drivers/vfio-pci/unbind", "/proc/self/status", "/", "",
      "/sys/bus/pci/drivers/vfio-pci/new_id", "/sys/class/mdev_bus", "/dev/../dev/vfio/vfio", "/sys/bus/pci/rescan",
    ]
    return paths[byte() % paths.count]
  }

  mutating func next() -> SystemCall? {
    guard !bytes.isEmpty else { return nil }
    switch byte() % 24 {
    case 0, 1: return .open(path: path(), flags: OpenFlags(rawValue: byte() % 4 == 0 ? Int32(byte()) : 2))
    case 2: return .close(descriptor())
    case 3: return .duplicate(descriptor())
    case 4...8: return ioctl()
    case 9: return .read(descriptor(), count: count(), into: byte() % 2 == 0 ? .result : .address(number()))
    case 10:
      return .pread(descriptor(), offset: Int64(bitPattern: number()), count: count(), into: .result)
    case 11: return .write(descriptor(), .bytes(content()))
    case 12: return .pwrite(descriptor(), offset: Int64(bitPattern: number()), .bytes(content()))
    case 13: return .seek(descriptor(), offset: Int64(bitPattern: number()), whence: Int32(byte() % 4))
    case 14, 15:
      return .map(
        MapRequest(
          address: number(), length: number(), protection: Protection(rawValue: Int32(byte() % 8)),
          flags: MapFlags(rawValue: [0x22, 0x01, 0x100022, 0x11, 0x40022][byte() % 5]),
          descriptor: byte() % 2 == 0 ? -1 : descriptor(), offset: number()))
    case 16: return .unmap(address: number(), length: number())
    case 17: return .remap(address: number(), length: number(), newLength: number(), flags: Int32(byte() % 2))
    case 18:
      return byte() % 2 == 0 ? .load(address: number(), width: 4) : .store(address: number(), width: 8, value: number())
    case 19:
      return byte() % 2 == 0 ? .peek(address: number(), count: count()) : .poke(address: number(), bytes: content())
    case 20:
      return byte() % 2 == 0
        ? .eventfd(initial: UInt32(byte()), flags: Int32(byte())) : .memfd(flags: UInt32(byte() % 2))
    case 21: return .writeFile(path: path(), bytes: content())
    case 22: return byte() % 2 == 0 ? .readFile(path: path(), limit: count()) : .list(path: path())
    default: return .protect(address: number(), length: number(), protection: Protection(rawValue: Int32(byte() % 8)))
    }
  }

  private mutating func ioctl() -> SystemCall {
    let request = Request.all[byte() % Request.all.count]
    guard case .structure(let structure) = request.argument, byte() % 8 != 0 else {
      return .ioctl(descriptor(), request: request.number, argument: .word(number()))
    }
    var argument = [UInt8](repeating: 0, count: structure.size + byte() % 32)
    if let argsz = structure.argsz { argument[argsz] = byte() % 8 == 0 ? number() : UInt64(argument.count) }
    for field in structure.fields where field.name != "argsz" {
      let value = byte() % 2 == 0 ? number() : UInt64(byte() % 8)
      if byte() % 2 == 0 { argument.set(value, at: field.offset, width: min(8, field.width)) }
    }
    return .ioctl(descriptor(), request: request.number, argument: .bytes(argument))
  }
}
