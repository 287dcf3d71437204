import SystemCalls
import VFIOInterface

/// What the kernel tells of its objects when they come, change and go (`kobject_uevent`).
final class Announcements {
  private var sockets: [AnnouncementSocket] = []
  private var last = 0

  func open(_ socket: AnnouncementSocket) { sockets.append(socket) }
  func close(_ socket: AnnouncementSocket) { sockets.removeAll { $0 === socket } }

  func send(_ action: String, _ path: String, _ variables: KeyValuePairs<String, String>) {
    last += 1
    guard !sockets.isEmpty else { return }
    var lines = ["\(action)@\(path)", "ACTION=\(action)", "DEVPATH=\(path)"]
    for (name, value) in variables { lines.append("\(name)=\(value)") }
    lines.append("SEQNUM=\(last)")
    let message = lines.flatMap { line -> [UInt8] in Array(line.utf8) + [0] }
    for socket in sockets { socket.hear(message) }
  }
}

/// A socket of the kernel's announcements (`NETLINK_KOBJECT_UEVENT`).
final class AnnouncementSocket: OpenFile {
  /// As much as the buffer of a socket holds.
  private static let room = 512
  private var heard: [[UInt8]] = []
  private var hasLost = false

  init(_ kernel: Kernel) {
    super.init(kernel: kernel, flags: [.readWrite, .nonBlocking])
    kernel.announcements.open(self)
  }

  override var link: String { "socket:[1]" }
  override var isTransferred: Bool { true }

  fileprivate func hear(_ message: [UInt8]) {
    if heard.count < Self.room { heard.append(message) } else { hasLost = true }
  }

  /// One message; what does not fit is lost.
  override func read(count: Int, caller: Process) throws(Errno) -> Progress<[UInt8]> {
    guard !hasLost else {
      hasLost = false
      throw .ENOBUFS
    }
    guard !heard.isEmpty else { throw .EAGAIN }
    return .done(Array(heard.removeFirst().prefix(count)))
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] { throw .ESPIPE }
  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int { throw .ESPIPE }
  override func readiness() -> UInt16 {
    heard.isEmpty && !hasLost ? PollEvents.output | PollEvents.writeNormal : super.readiness()
  }
  override func released() { kernel.announcements.close(self) }
}

extension Kernel {
  fileprivate var announcements: Announcements { part { _ in Announcements() } }

  /// Announces an object that has a directory in sysfs.
  ///
  /// - Parameter rule: What a kernel breaks that says nothing.
  func announce(
    _ action: String, _ path: String, _ variables: KeyValuePairs<String, String>, _ rule: @autoclosure () -> Rule
  ) {
    guard keeps(rule()) else { return }
    announcements.send(action, path.hasPrefix("/sys") ? String(path.dropFirst("/sys".count)) : path, variables)
  }
}
