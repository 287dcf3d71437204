import SystemCalls
import VFIOInterface

/// The third argument of an ioctl: a word, which many requests take for an address.
final class UserArgument {
  /// The argument as the kernel receives it.
  let word: UInt64
  private let memory: AddressSpace
  /// The caller's private copy, where it gave one.
  private(set) var buffer: [UInt8]?

  init(_ argument: IoctlArgument, memory: AddressSpace) {
    self.memory = memory
    switch argument {
    case .word(let word): self.word = word
    case .bytes(let bytes):
      word = AddressSpace.argumentAddress
      buffer = bytes
    }
  }

  /// Copies bytes in, from an offset of the address that the argument is; EFAULT where they cannot be read.
  ///
  /// What lies behind a private copy reads as zeros: it is the caller's memory too.
  func copyIn(offset: Int = 0, count: Int) throws(Errno) -> [UInt8] {
    guard let buffer else { return try memory.copyIn(word &+ UInt64(offset), count: count) }
    let inside = buffer.dropFirst(offset).prefix(count)
    return inside + [UInt8](repeating: 0, count: count - inside.count)
  }

  /// Copies bytes out; EFAULT where they cannot be written.
  func copyOut(_ bytes: some Collection<UInt8>, offset: Int = 0) throws(Errno) {
    guard var buffer else { return try memory.copyOut(Array(bytes), to: word &+ UInt64(offset)) }
    let inside = bytes.prefix(max(0, buffer.count - offset))
    self.buffer = nil
    buffer.replaceSubrange(min(offset, buffer.count)..<min(offset + inside.count, buffer.count), with: inside)
    self.buffer = buffer
  }

  /// The structure that the argument points to, as far as its minimum; EINVAL where the caller's `argsz` is less.
  func copyIn(_ structure: Structure) throws(Errno) -> [UInt8] {
    try copyIn(structure, minimum: structure.minimumSize)
  }

  /// The first `minimum` bytes of a structure; EINVAL where the caller's `argsz` is less.
  func copyIn(_ structure: Structure, minimum: Int) throws(Errno) -> [UInt8] {
    let bytes = try copyIn(count: minimum)
    guard let size = bytes.value("argsz", of: structure), size >= UInt64(minimum) else { throw .EINVAL }
    return bytes
  }

  /// The string that the argument points to, without its zero byte (`strndup_user`): EFAULT where memory ends before
  /// it does, EINVAL where it is longer than `limit` with its zero.
  func copyInString(limit: Int) throws(Errno) -> String {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let byte = try copyIn(offset: bytes.count, count: 1)[0]
      if byte == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    throw .EINVAL
  }
}
