import SystemCalls
import VFIOInterface

/// One end of a pair of Unix sockets. Descriptors that are sent keep their file while they are under way.
final class SocketFile: OpenFile {
  private weak var peer: SocketFile?
  private var inbox: [OpenFile] = []

  static func pair(kernel: Kernel) -> (SocketFile, SocketFile) {
    let first = SocketFile(kernel: kernel)
    let second = SocketFile(kernel: kernel)
    first.peer = second
    second.peer = first
    return (first, second)
  }

  override var link: String { "socket:[1]" }

  func send(_ file: OpenFile) throws(Errno) {
    guard let peer else { throw .EPIPE }
    file.retain()
    peer.inbox.append(file)
  }

  /// The next file sent; the caller takes over its reference. ENOMSG where nobody is left to send one.
  func receive() throws(Errno) -> Progress<OpenFile> {
    if !inbox.isEmpty { return .done(inbox.removeFirst()) }
    guard peer != nil else { throw .ENOMSG }
    return .waiting(
      Waiting(until: { !self.inbox.isEmpty || self.peer == nil }) { () throws(Errno) in try self.receive() })
  }

  override func readiness() -> UInt16 {
    (inbox.isEmpty ? 0 : PollEvents.input | PollEvents.readNormal) | PollEvents.output | PollEvents.writeNormal
      | (peer == nil ? PollEvents.hangUp | PollEvents.input : 0)
  }

  override func released() {
    peer?.peer = nil
    peer = nil
    let lost = inbox
    inbox = []
    for file in lost { file.release() }
  }
}
