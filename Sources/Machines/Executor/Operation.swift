import SystemCalls

/// The numbers of the executor's operations.
enum Operation: UInt32 {
  case open = 1
  case close, duplicate, control, ioctl, read, write, pread, pwrite, seek, truncate
  case map, unmap, remap, protect, load, store, peek, poke
  case eventfd, memfd, socketPair, sendDescriptor, receiveDescriptor, poll
  case readFile, writeFile, list, readLink, status, changeMode, setLimit
  case loadModule, removeModule, exec, exit, allocate, announcements
  case spawn = 100
  case kill, endCase, kernelLog, shutDown, leaveWill
}

/// A call as the executor takes it.
struct EncodedCall {
  var operation: Operation
  var arguments: [UInt64] = []
  var data: [UInt8] = []

  init(_ operation: Operation, _ arguments: UInt64..., data: [UInt8] = []) {
    self.operation = operation
    self.arguments = arguments
    self.data = data
  }
}

/// Says that an argument is a private copy of the data, not the word beside it.
private let copied: UInt64 = 1
private let word: UInt64 = 0

extension EncodedCall {
  /// Encodes a call; throws where it cannot cross the wire.
  init(encoding call: SystemCall) throws(SystemError) {
    self = Self.encode(call)
    guard data.count <= Frame.maximumData, (0...Frame.maximumData).contains(call.resultSize) else {
      throw .unsupported("a call moves at most \(Frame.maximumData >> 20) MiB")
    }
    guard call.words.allSatisfy({ !$0.utf8.contains(0) }) else {
      throw .unsupported("a path or a name holds a zero byte")
    }
  }

  private static func encode(_ call: SystemCall) -> EncodedCall {
    switch call {
    case .open(let path, let flags): Self(.open, bits(flags.rawValue), data: Array(path.utf8))
    case .close(let descriptor): Self(.close, bits(descriptor))
    case .duplicate(let descriptor): Self(.duplicate, bits(descriptor))
    case .control(let descriptor, let command, let argument):
      Self(.control, bits(descriptor), bits(command), bits(argument))
    case .ioctl(let descriptor, let request, .word(let value)):
      Self(.ioctl, bits(descriptor), UInt64(request), word, value)
    case .ioctl(let descriptor, let request, .bytes(let bytes)):
      Self(.ioctl, bits(descriptor), UInt64(request), copied, data: bytes)
    case .read(let descriptor, let count, let target):
      Self(.read, bits(descriptor), bits(count), target.kind, target.address)
    case .write(let descriptor, let source):
      Self(.write, bits(descriptor), bits(source.count), source.kind, source.address, data: source.data)
    case .pread(let descriptor, let offset, let count, let target):
      Self(.pread, bits(descriptor), bits(count), target.kind, target.address, bits(offset))
    case .pwrite(let descriptor, let offset, let source):
      Self(
        .pwrite, bits(descriptor), bits(source.count), source.kind, source.address, bits(offset), data: source.data)
    case .seek(let descriptor, let offset, let whence): Self(.seek, bits(descriptor), bits(offset), bits(whence))
    case .truncate(let descriptor, let length): Self(.truncate, bits(descriptor), bits(length))

    case .allocate(let descriptor, let mode, let offset, let length):
      Self(.allocate, bits(descriptor), bits(mode), bits(offset), bits(length))

    case .map(let map):
      Self(
        .map, map.address, map.length, bits(map.protection.rawValue), bits(map.flags.rawValue), bits(map.descriptor),
        map.offset)
    case .unmap(let address, let length): Self(.unmap, address, length)
    case .remap(let address, let length, let newLength, let flags):
      Self(.remap, address, length, newLength, bits(flags))
    case .protect(let address, let length, let protection):
      Self(.protect, address, length, bits(protection.rawValue))
    case .load(let address, let width): Self(.load, address, bits(width))
    case .store(let address, let width, let value): Self(.store, address, bits(width), value)
    case .peek(let address, let count): Self(.peek, address, bits(count))
    case .poke(let address, let bytes): Self(.poke, address, data: bytes)

    case .eventfd(let initial, let flags): Self(.eventfd, UInt64(initial), bits(flags))
    case .memfd(let flags): Self(.memfd, UInt64(flags))
    case .socketPair: Self(.socketPair)
    case .announcements: Self(.announcements)
    case .sendDescriptor(let descriptor, let socket): Self(.sendDescriptor, bits(socket), bits(descriptor))
    case .receiveDescriptor(let socket): Self(.receiveDescriptor, bits(socket))
    case .poll(let entries, let milliseconds):
      Self(.poll, bits(milliseconds), data: entries.flatMap(\.bytes))

    case .readFile(let path, let limit): Self(.readFile, bits(limit), data: Array(path.utf8))
    case .writeFile(let path, let bytes): Self(.writeFile, data: Array(path.utf8) + [0] + bytes)
    case .list(let path): Self(.list, data: Array(path.utf8))
    case .readLink(let path): Self(.readLink, data: Array(path.utf8))
    case .status(let path): Self(.status, data: Array(path.utf8))
    case .changeMode(let path, let mode): Self(.changeMode, UInt64(mode), data: Array(path.utf8))
    case .setLimit(let limit, let soft): Self(.setLimit, UInt64(limit.rawValue), soft)
    case .loadModule(let name, let parameters):
      Self(.loadModule, data: Array(name.utf8) + [0] + Array(parameters.utf8))
    case .removeModule(let name): Self(.removeModule, data: Array(name.utf8))
    case .exec: Self(.exec)
    case .exit(let status): Self(.exit, bits(status))
    }
  }
}

/// A signed number as a word carries it.
private func bits(_ value: some BinaryInteger) -> UInt64 { UInt64(truncatingIfNeeded: value) }

extension SystemCall {
  /// How many bytes a private buffer has to take.
  fileprivate var resultSize: Int {
    switch self {
    case .read(_, let count, .result), .pread(_, _, let count, .result), .peek(_, let count): count
    case .readFile(_, let limit): limit
    default: 0
    }
  }

  /// Text that goes to the kernel as a string.
  fileprivate var words: [String] {
    switch self {
    case .open(let path, _), .readFile(let path, _), .writeFile(let path, _), .list(let path), .readLink(let path),
      .status(let path), .changeMode(let path, _):
      [path]
    case .loadModule(let name, let parameters): [name, parameters]
    case .removeModule(let name): [name]
    default: []
    }
  }
}

extension Destination {
  fileprivate var kind: UInt64 { if case .result = self { copied } else { word } }
  fileprivate var address: UInt64 { if case .address(let address) = self { address } else { 0 } }
}

extension Source {
  fileprivate var kind: UInt64 { if case .bytes = self { copied } else { word } }
  fileprivate var address: UInt64 { if case .address(let address, _) = self { address } else { 0 } }
  fileprivate var data: [UInt8] { if case .bytes(let bytes) = self { bytes } else { [] } }
  fileprivate var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .address(_, let count): count
    }
  }
}

extension PollEntry {
  fileprivate var bytes: [UInt8] {
    var out: [UInt8] = []
    out.append(littleEndian: descriptor)
    out.append(littleEndian: events)
    out.append(littleEndian: returned)
    return out
  }
}
