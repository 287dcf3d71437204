import SystemCalls
import VFIOInterface

/// Ordinary memory, of which only the pages ever written exist.
///
/// It lives as long as a mapping or a pin refers to it, so pinned pages outlive their mapping. Where the machine has no
/// page left, a write raises SIGBUS, as a page of tmpfs does that cannot be had.
final class SparseMemory: ByteBacking {
  static let pageSize: UInt64 = 4096

  /// Bytes behind the end raise SIGBUS; nil for memory without an end of its own.
  var size: UInt64?
  /// Whether written pages go to a disk, so that the kernel has to know each write to them.
  var isWrittenBack = false
  /// Private mappings of a file see it until they write.
  private let origin: MemoryPlace?
  private var pages: [UInt64: [UInt8]] = [:]
  /// The huge pages that it consists of.
  private let reservation: HugePageReservation?
  /// Where its pages come from; nil for a device's own memory, and for huge pages.
  private let pool: PagePool?

  init(
    size: UInt64? = nil, origin: MemoryPlace? = nil, reservation: HugePageReservation? = nil, from pool: PagePool? = nil
  ) {
    self.size = size
    self.origin = origin
    self.reservation = reservation
    self.pool = reservation == nil ? pool : nil
  }

  deinit { pool?.give(pages.count) }

  /// Whether it consists of huge pages.
  var isHuge: Bool { reservation != nil }

  /// A fork's copy: what was written so far, and nothing that is written later.
  func copy() -> SparseMemory {
    let copy = SparseMemory(size: size, origin: origin, reservation: reservation, from: pool)
    copy.pages = pages
    pool?.share(pages.count)
    return copy
  }

  /// Drops whatever was written.
  func clear() { keep([:]) }

  private func keep(_ kept: [UInt64: [UInt8]]) {
    pool?.give(pages.count - kept.count)
    pages = kept
  }

  /// Puts a page where none was; false where the machine has none left.
  private func add(_ page: [UInt8], _ number: UInt64) -> Bool {
    guard pool?.take() ?? true else { return false }
    pages[number] = page
    return true
  }

  /// Makes bytes read as zeros; pages that lie in the range whole are gone.
  func clear(_ range: Range<UInt64>) {
    var kept = pages
    for (number, page) in pages {
      let start = number * Self.pageSize
      let part = range.clamped(to: start..<start + Self.pageSize)
      guard !part.isEmpty else { continue }
      let isWhole = part.count == Int(Self.pageSize)
      kept[number] = isWhole ? nil : page.cleared(Int(part.lowerBound - start)..<Int(part.upperBound - start))
    }
    keep(kept)
  }

  /// Makes pages exist, as a fault for writing does; false where the machine has not as many.
  @discardableResult
  func populate(_ range: Range<UInt64>) -> Bool {
    for number in range where pages[number] == nil {
      guard let page = try? page(number), add(page, number) else { return false }
    }
    return true
  }

  /// The numbers of the pages that exist.
  func existingPages(in range: Range<UInt64>) -> Set<UInt64> {
    guard range.count > pages.count else { return Set(range.filter { pages[$0] != nil }) }
    return Set(pages.keys.filter(range.contains))
  }

  /// Whether what was not written is zeros that all share, not pages of a file.
  var isAnonymous: Bool { origin == nil }

  func isAccessible(at offset: UInt64) -> Bool {
    if let origin { return origin.backing.isAccessible(at: origin.offset &+ offset) }
    guard let size else { return true }
    return offset < size.roundedUp(to: Self.pageSize)
  }

  /// Reads what would be there had nobody written.
  func readUnwritten(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] {
    guard let origin else { return Array(zeros.prefix(count)) }
    return try origin.backing.read(at: origin.offset &+ offset, count: count)
  }

  func read(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var position = offset
    while bytes.count < count {
      guard isAccessible(at: position) else { throw .bus }
      let inPage = Int(position % Self.pageSize)
      let step = min(count - bytes.count, Int(Self.pageSize) - inPage)
      bytes += try page(position / Self.pageSize)[inPage..<inPage + step]
      position &+= UInt64(step)
    }
    return bytes
  }

  func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Fault) {
    var rest = bytes
    var position = offset
    while !rest.isEmpty {
      guard isAccessible(at: position) else { throw .bus }
      let number = position / Self.pageSize
      let inPage = Int(position % Self.pageSize)
      let step = min(rest.count, Int(Self.pageSize) - inPage)
      if pages[number] == nil {
        guard add(try page(number), number) else { throw .bus }
      }
      pages[number]?.replaceSubrange(inPage..<inPage + step, with: rest.prefix(step))
      rest = rest.dropFirst(step)
      position &+= UInt64(step)
    }
  }

  /// Cuts the memory to a length; what is cut off reads as zeros if it grows again.
  func resize(to length: UInt64) {
    size = length
    let firstGone = length.roundedUp(to: Self.pageSize) / Self.pageSize
    keep(pages.filter { $0.key < firstGone })
    let inPage = Int(length % Self.pageSize)
    guard inPage != 0, var last = pages[length / Self.pageSize] else { return }
    last.replaceSubrange(inPage..., with: zeros[inPage...])
    pages[length / Self.pageSize] = last
  }

  private func page(_ number: UInt64) throws(Fault) -> [UInt8] {
    if let page = pages[number] { return page }
    return origin == nil ? zeros : try readUnwritten(at: number &* Self.pageSize, count: Int(Self.pageSize))
  }
}

extension [UInt8] {
  fileprivate func cleared(_ range: Range<Int>) -> [UInt8] {
    var bytes = self
    for index in range { bytes[index] = 0 }
    return bytes
  }
}

private let zeros = [UInt8](repeating: 0, count: Int(SparseMemory.pageSize))
