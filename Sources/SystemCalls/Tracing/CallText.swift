import VFIOInterface

// The calls' names and arguments in a trace; `ioctl` stands in TraceRenderer, because the table decodes it.

extension SystemCall {
  /// The system call's name; for an access to memory, the suite language's word.
  package var name: String {
    switch self {
    case .open: "open"
    case .close: "close"
    case .duplicate: "dup"
    case .control: "fcntl"
    case .ioctl: "ioctl"
    case .read: "read"
    case .write: "write"
    case .pread: "pread"
    case .pwrite: "pwrite"
    case .seek: "lseek"
    case .truncate: "ftruncate"
    case .allocate: "fallocate"
    case .map: "mmap"
    case .unmap: "munmap"
    case .remap: "mremap"
    case .protect: "mprotect"
    case .load: "load"
    case .store: "store"
    case .peek: "peek"
    case .poke: "poke"
    case .eventfd: "eventfd"
    case .memfd: "memfd_create"
    case .socketPair: "socketpair"
    case .announcements: "uevents"
    case .sendDescriptor: "send"
    case .receiveDescriptor: "receive"
    case .poll: "poll"
    case .readFile: "read-file"
    case .writeFile: "write-file"
    case .list: "list"
    case .readLink: "readlink"
    case .status: "stat"
    case .changeMode: "chmod"
    case .setLimit: "setrlimit"
    case .loadModule: "insmod"
    case .removeModule: "rmmod"
    case .exec: "exec"
    case .exit: "exit"
    }
  }

  /// The path that the call is about, where there is one.
  package var path: String? {
    switch self {
    case .open(let path, _), .readFile(let path, _), .writeFile(let path, _), .list(let path), .readLink(let path),
      .status(let path), .changeMode(let path, _):
      path
    default: nil
    }
  }

  /// The arguments, with what came back where it was read into a private buffer.
  func arguments(_ result: CallResult?, bytes show: ([UInt8]) -> String) -> [String] {
    switch self {
    case .ioctl(let descriptor, let request, _): ["\(descriptor)", hexadecimal(UInt64(request))]
    case .open(let path, let flags): [quoted(path), flags.text]
    case .close(let descriptor), .duplicate(let descriptor): ["\(descriptor)"]
    case .control(let descriptor, let command, let argument): ["\(descriptor)", "\(command)", "\(argument)"]
    case .read(let descriptor, let count, let target): ["\(descriptor)", target.text(result, show), "\(count)"]
    case .write(let descriptor, let source): ["\(descriptor)"] + source.text(show)
    case .pread(let descriptor, let offset, let count, let target):
      ["\(descriptor)", target.text(result, show), "\(count)", Self.offset(offset)]
    case .pwrite(let descriptor, let offset, let source): ["\(descriptor)"] + source.text(show) + [Self.offset(offset)]
    case .seek(let descriptor, let offset, let whence): ["\(descriptor)", "\(offset)", "\(whence)"]
    case .truncate(let descriptor, let length): ["\(descriptor)", "\(length)"]
    case .allocate(let descriptor, let mode, let offset, let length):
      [
        "\(descriptor)", FlagSet.allocationModes.describe(UInt64(UInt32(bitPattern: mode))), Self.offset(offset),
        Self.offset(length),
      ]
    case .map(let request): request.arguments
    case .unmap(let address, let length): [hexadecimal(address), hexadecimal(length)]
    case .remap(let address, let length, let newLength, let flags):
      [hexadecimal(address), hexadecimal(length), hexadecimal(newLength), "\(flags)"]
    case .protect(let address, let length, let protection):
      [hexadecimal(address), hexadecimal(length), protection.text]
    case .load(let address, let width): [hexadecimal(address), "\(width)"]
    case .store(let address, let width, let value): [hexadecimal(address), "\(width)", hexadecimal(value)]
    case .peek(let address, let count): [hexadecimal(address), result.map { show($0.bytes) } ?? "?", "\(count)"]
    case .poke(let address, let data): [hexadecimal(address), show(data)]
    case .eventfd(let initial, let flags): ["\(initial)", hexadecimal(UInt64(UInt32(bitPattern: flags)))]
    case .memfd(let flags): [hexadecimal(UInt64(flags))]
    case .sendDescriptor(let descriptor, let socket): ["\(descriptor)", "through=\(socket)"]
    case .receiveDescriptor(let socket): ["through=\(socket)"]
    case .poll(let entries, let milliseconds):
      [
        "[" + entries.map { "{fd=\($0.descriptor), events=\($0.events)}" }.joined(separator: ", ") + "]",
        "\(milliseconds)",
      ]
    case .readFile(let path, _): [quoted(path)] + (result.map { $0.succeeded ? [$0.bytes.fileText] : [] } ?? [])
    case .list(let path): [quoted(path)] + (result.map { $0.succeeded ? [Self.list($0.bytes)] : [] } ?? [])
    case .readLink(let path): [quoted(path)] + (result.map { $0.succeeded ? [quoted($0.bytes)] : [] } ?? [])
    case .status(let path): [quoted(path)]
    case .writeFile(let path, let bytes): [quoted(path), quoted(bytes)]
    case .changeMode(let path, let mode): [quoted(path), "0" + String(mode, radix: 8)]
    case .setLimit(let limit, let soft): [limit.name, "\(soft)"]
    case .loadModule(let name, let parameters): [quoted(name), quoted(parameters)]
    case .removeModule(let name): [quoted(name)]
    case .socketPair, .announcements, .exec: []
    case .exit(let status): ["\(status)"]
    }
  }

  /// Offsets of VFIO's regions are large and round in binary; small ones read better as they are counted.
  private static func offset(_ offset: Int64) -> String {
    offset >= 0 && offset < 4096 ? "\(offset)" : hexadecimal(UInt64(bitPattern: offset))
  }

  /// Names with zero bytes between them.
  private static func list(_ bytes: [UInt8]) -> String {
    "[" + bytes.split(separator: 0).map { quoted($0) }.joined(separator: ", ") + "]"
  }
}

extension [UInt8] {
  /// A file's contents: text in quotes, or bytes if it is not text.
  fileprivate var fileText: String { isText ? quoted(self) : TraceRenderer.text(of: self) }

  /// Whether they are lines of printable ASCII.
  package var isText: Bool { allSatisfy { $0 == 9 || $0 == 10 || (32..<127).contains($0) } }
}

extension Limit {
  /// The name behind `RLIMIT_`.
  package var name: String {
    switch self {
    case .openFiles: "NOFILE"
    case .lockedMemory: "MEMLOCK"
    }
  }
}

extension Destination {
  fileprivate func text(_ result: CallResult?, _ show: ([UInt8]) -> String) -> String {
    switch self {
    case .address(let address): hexadecimal(address)
    case .result: result.map { $0.succeeded ? show($0.bytes) : "…" } ?? "?"
    }
  }
}

extension Source {
  fileprivate func text(_ show: ([UInt8]) -> String) -> [String] {
    switch self {
    case .bytes(let bytes): [show(bytes), "\(bytes.count)"]
    case .address(let address, let count): [hexadecimal(address), "\(count)"]
    }
  }
}

extension MapRequest {
  fileprivate var arguments: [String] {
    [
      hexadecimal(address), hexadecimal(length), protection.text, flags.text, "\(descriptor)", hexadecimal(offset),
    ]
  }
}

extension OpenFlags {
  fileprivate var text: String {
    let access = contains(.readWrite) ? "O_RDWR" : contains(.writeOnly) ? "O_WRONLY" : "O_RDONLY"
    let others: [(OpenFlags, String)] = [
      (.create, "O_CREAT"), (.nonBlocking, "O_NONBLOCK"), (.closeOnExec, "O_CLOEXEC"),
    ]
    return ([access] + others.filter { contains($0.0) }.map(\.1)).joined(separator: "|")
  }
}

extension Protection {
  fileprivate var text: String {
    names(of: [(.read, "READ"), (.write, "WRITE"), (.execute, "EXEC")], ifNone: "NONE")
  }
}

extension MapFlags {
  fileprivate var text: String { FlagSet.mapFlags.describe(UInt64(UInt32(bitPattern: rawValue))) }
}

extension OptionSet {
  fileprivate func names(of table: [(Element, String)], ifNone none: String) -> String {
    let names = table.filter { contains($0.0) }.map(\.1)
    return names.isEmpty ? none : names.joined(separator: "|")
  }
}
