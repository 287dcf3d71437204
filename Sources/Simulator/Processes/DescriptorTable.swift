import VFIOInterface

/// The descriptors of a process, each a number that leads to an open file.
struct DescriptorTable {
  struct Entry {
    var file: OpenFile
    var closesOnExec: Bool
  }

  private var entries: [Entry?] = []

  /// The descriptors in use, ascending.
  var numbers: [Int32] { entries.indices.compactMap { entries[$0] == nil ? nil : Int32($0) } }

  subscript(descriptor: Int32) -> Entry? {
    guard descriptor >= 0, descriptor < entries.count else { return nil }
    return entries[Int(descriptor)]
  }

  func file(_ descriptor: Int32) throws(Errno) -> OpenFile {
    guard let entry = self[descriptor] else { throw .EBADF }
    return entry.file
  }

  /// The lowest free number, not below the given one; EMFILE where the limit leaves none.
  func free(from lowest: Int32 = 0, limit: UInt64) throws(Errno) -> Int32 {
    guard lowest >= 0, UInt64(lowest) < limit else { throw .EINVAL }
    let start = min(Int(lowest), entries.count)
    let number = entries[start...].firstIndex { $0 == nil } ?? max(entries.count, Int(lowest))
    guard UInt64(number) < limit else { throw .EMFILE }
    return Int32(truncatingIfNeeded: number)
  }

  /// Gives a free number to a file, taking a reference.
  mutating func install(_ file: OpenFile, at descriptor: Int32, closesOnExec: Bool) {
    while entries.count <= descriptor { entries.append(nil) }
    file.retain()
    entries[Int(descriptor)] = Entry(file: file, closesOnExec: closesOnExec)
  }

  mutating func setClosesOnExec(_ closes: Bool, for descriptor: Int32) {
    guard self[descriptor] != nil else { return }
    entries[Int(descriptor)]?.closesOnExec = closes
  }

  /// Takes a descriptor out; the caller drops its reference.
  mutating func remove(_ descriptor: Int32) -> OpenFile? {
    guard let entry = self[descriptor] else { return nil }
    entries[Int(descriptor)] = nil
    return entry.file
  }

  /// A fork's copy, with a reference each.
  func copy() -> DescriptorTable {
    for entry in entries { entry?.file.retain() }
    return self
  }
}
