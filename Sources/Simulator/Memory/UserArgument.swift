import SystemCalls
import VFIOInterface

/// The third argument of an ioctl: a word, which many requests take for an address.
struct UserArgument {
  /// The argument as the kernel receives it.
  let word: UInt64
  private let memory: AddressSpace

  init(_ word: UInt64, memory: AddressSpace) {
    self.word = word
    self.memory = memory
  }

  /// The lower half of it, where a kernel looks no further.
  var lowHalf: UserArgument { UserArgument(word & UInt64(UInt32.max), memory: memory) }

  /// Another address of the same process, which a structure holds.
  func pointing(to address: UInt64) -> UserArgument { UserArgument(address, memory: memory) }

  /// Copies bytes in, from an offset of the address that the argument is; EFAULT where they cannot be read.
  func copyIn(offset: Int = 0, count: Int) throws(Errno) -> [UInt8] {
    try memory.copyIn(word &+ UInt64(truncatingIfNeeded: offset), count: count)
  }

  /// Copies bytes out; EFAULT where they cannot be written.
  func copyOut(_ bytes: some Collection<UInt8>, offset: Int = 0) throws(Errno) {
    try memory.copyOut(Array(bytes), to: word &+ UInt64(truncatingIfNeeded: offset))
  }

  /// The structure that the argument points to, as far as its minimum; EINVAL where the caller's `argsz` is less.
  func copyIn(_ structure: Structure) throws(Errno) -> [UInt8] {
    try copyIn(structure, minimum: structure.minimumSize)
  }

  /// The first `minimum` bytes of a structure; EINVAL where the caller's `argsz` is less.
  func copyIn(_ structure: Structure, minimum: Int) throws(Errno) -> [UInt8] {
    let bytes = try copyIn(count: minimum)
    guard let argsz = structure.argsz, bytes[argsz] >= UInt64(minimum) else { throw .EINVAL }
    return bytes
  }

  /// The string that the argument points to, without its zero byte (`strndup_user`): EFAULT where memory ends before
  /// it does, EINVAL where it is longer than `limit` with its zero.
  func copyInString(limit: Int) throws(Errno) -> String {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      // As far as an aligned block goes, which memory cannot end in.
      let block = 64 - Int((word &+ UInt64(bytes.count)) % 64)
      let part = try copyIn(offset: bytes.count, count: min(block, limit - bytes.count))
      bytes += part.prefix { $0 != 0 }
      if part.contains(0) { return String(decoding: bytes, as: UTF8.self) }
    }
    throw .EINVAL
  }
}
