import SystemCalls
import VFIOInterface

/// A file of sysfs or procfs: its text is made when it is read, and a write means something.
final class Attribute: Node {
  typealias Show = (Process) throws(Errno) -> [UInt8]
  typealias Store = ([UInt8], Process) throws(Errno) -> Progress<Void>

  fileprivate let show: Show?
  fileprivate let store: Store?
  /// Whether a read, or a write, has to wait now for a lock that somebody has.
  fileprivate let holdsReads: () -> Bool
  fileprivate let holdsWrites: () -> Bool

  init(
    permissions: UInt32, show: Show? = nil, store: Store? = nil, holdsReads: @escaping () -> Bool = { false },
    holdsWrites: @escaping () -> Bool = { false }
  ) {
    self.show = show
    self.store = store
    self.holdsReads = holdsReads
    self.holdsWrites = holdsWrites
    super.init(permissions: permissions)
  }

  /// A text that a newline ends.
  convenience init(_ text: @escaping @autoclosure () -> String) {
    self.init(permissions: 0o444, show: { (_) throws(Errno) in Array((text() + "\n").utf8) })
  }

  /// Lines, each of which a newline ends.
  convenience init(lines: @escaping () -> [String]) {
    self.init(permissions: 0o444, show: { (_) throws(Errno) in lines().flatMap { Array(($0 + "\n").utf8) } })
  }

  /// A text that a write replaces.
  convenience init(
    permissions: UInt32 = 0o644, text: @escaping () -> String, write: @escaping (String) throws(Errno) -> Void,
    holdsWrites: @escaping () -> Bool = { false }
  ) {
    self.init(
      permissions: permissions, show: { (_) throws(Errno) in Array((text() + "\n").utf8) },
      store: { (bytes, _) throws(Errno) in .done(try write(Self.text(of: bytes))) }, holdsWrites: holdsWrites)
  }

  /// What only a write is for.
  convenience init(
    holdsWrites: @escaping () -> Bool = { false },
    command: @escaping (String, Process) throws(Errno) -> Progress<Void>
  ) {
    self.init(
      permissions: 0o200, store: { (bytes, caller) throws(Errno) in try command(Self.text(of: bytes), caller) },
      holdsWrites: holdsWrites)
  }

  override var kind: UInt32 { FileKind.regular }
  override var size: UInt64 { 4096 }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile {
    let reads = !flags.contains(.writeOnly)
    let writes = flags.contains(.writeOnly) || flags.contains(.readWrite)
    guard !reads || show != nil, !writes || store != nil else { throw .EACCES }
    return AttributeFile(self, kernel: caller.kernel, flags: flags)
  }

  /// The text written, without the newline that `echo` adds.
  private static func text(of bytes: [UInt8]) -> String {
    var text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    if text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}

/// An open attribute. Its text is made once, when it is first read.
final class AttributeFile: OpenFile {
  private let attribute: Attribute
  private var contents: [UInt8]?

  init(_ attribute: Attribute, kernel: Kernel, flags: OpenFlags) {
    self.attribute = attribute
    super.init(kernel: kernel, flags: flags)
  }

  override var isSeekable: Bool { true }

  override func seek(offset: Int64, whence: Int32) throws(Errno) -> Int64 {
    position = try newPosition(offset: offset, whence: whence, end: Int64(contents?.count ?? 0))
    return position
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    guard let show = attribute.show else { throw .EIO }
    if contents == nil || offset == 0 { contents = try show(caller) }
    guard let contents, offset >= 0, offset < contents.count else { return [] }
    return Array(contents[Int(offset)...].prefix(count))
  }

  override func read(count: Int, caller: Process) throws(Errno) -> Progress<[UInt8]> {
    guard attribute.holdsReads() else { return try super.read(count: count, caller: caller) }
    let attribute = attribute
    return .waiting(
      Waiting(until: { !attribute.holdsReads() }) { () throws(Errno) in try self.read(count: count, caller: caller) })
  }

  override func write(_ bytes: [UInt8], caller: Process) throws(Errno) -> Progress<Int> {
    guard let store = attribute.store else { throw .EIO }
    let attribute = attribute
    guard !attribute.holdsWrites() else {
      return .waiting(
        Waiting(until: { !attribute.holdsWrites() }) { () throws(Errno) in try self.write(bytes, caller: caller) })
    }
    let count = bytes.count
    return try store(bytes, caller).then { (_) throws(Errno) in .done(count) }
  }

  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    guard let store = attribute.store else { throw .EIO }
    guard case .done = try store(bytes, caller) else { throw .EBUSY }
    return bytes.count
  }
}

extension OpenFile {
  /// The position that `lseek` asks for.
  func newPosition(offset: Int64, whence: Int32, end: Int64) throws(Errno) -> Int64 {
    let base: Int64
    switch whence {
    case 0: base = 0
    case 1: base = position
    case 2: base = end
    default: throw .EINVAL
    }
    let (sum, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, sum >= 0 else { throw .EINVAL }
    return sum
  }
}
