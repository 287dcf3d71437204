import SystemCalls
import VFIOInterface

extension AddressSpace {
  // MARK: What the kernel does for a caller

  /// Reads memory of the process for the kernel; EFAULT where it cannot be read.
  func copyIn(_ address: UInt64, count: Int) throws(Errno) -> [UInt8] {
    do { return try read(address, count: count) } catch { throw .EFAULT }
  }

  /// Writes memory of the process for the kernel; EFAULT where it cannot be written.
  func copyOut(_ bytes: [UInt8], to address: UInt64) throws(Errno) {
    do { try write(bytes, to: address) } catch { throw .EFAULT }
  }

  // MARK: What the process does itself

  func load(_ address: UInt64, width: Int) throws(Fault) -> UInt64 {
    if let place = try placeOfWhole(address, width: width, for: .read) {
      return try place.backing.load(at: place.offset, width: width)
    }
    return try read(address, count: width).integer(at: 0, width: width) ?? 0
  }

  func store(_ value: UInt64, to address: UInt64, width: Int) throws(Fault) {
    if let place = try placeOfWhole(address, width: width, for: .write) {
      return try place.backing.store(value, at: place.offset, width: width)
    }
    var bytes = [UInt8](repeating: 0, count: width)
    bytes.set(value, at: 0, width: width)
    try write(bytes, to: address)
  }

  func read(_ address: UInt64, count: Int) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var position = address
    while bytes.count < count {
      let area = try accessible(position, for: .read)
      let step = Int(min(UInt64(count - bytes.count), area.end - position))
      let place = area.place(of: position)
      bytes += try place.backing.read(at: place.offset, count: step)
      position += UInt64(step)
    }
    return bytes
  }

  func write(_ bytes: [UInt8], to address: UInt64) throws(Fault) {
    var rest = bytes[...]
    var position = address
    while !rest.isEmpty {
      let area = try accessible(position, for: .write)
      let step = Int(min(UInt64(rest.count), area.end - position))
      let place = area.place(of: position)
      try place.backing.write(rest.prefix(step), at: place.offset)
      rest = rest.dropFirst(step)
      position += UInt64(step)
    }
  }

  private func accessible(_ address: UInt64, for access: Protection) throws(Fault) -> MemoryArea {
    guard let area = area(at: address), !area.protection.isDisjoint(with: access.implied) else { throw .segmentation }
    return area
  }

  /// The place of an access that one area holds whole: devices must see it as one access.
  private func placeOfWhole(_ address: UInt64, width: Int, for access: Protection) throws(Fault) -> MemoryPlace? {
    let area = try accessible(address, for: access)
    guard area.end - address >= UInt64(width) else { return nil }
    return area.place(of: address)
  }
}

extension Protection {
  /// On x86 memory that can be written or executed can be read.
  fileprivate var implied: Protection { self == .read ? .any : self }

  private static let any: Protection = [.read, .write, .execute]
}
