/// A window: a table of translation control entries (TCE), one for each of its pages (`struct iommu_table`).
final class TCETable {
  /// The first address that it translates.
  let start: UInt64
  let pageShift: UInt64
  let entryCount: UInt64
  /// Bytes that it is accounted for.
  let allocatedSize: UInt64
  /// By number; what is not there leads nowhere.
  private var entries: [UInt64: TCE] = [:]

  init(start: UInt64, pageShift: UInt64, entryCount: UInt64, allocatedSize: UInt64) {
    self.start = start
    self.pageShift = pageShift
    self.entryCount = entryCount
    self.allocatedSize = allocatedSize
  }

  var pageSize: UInt64 { 1 << pageShift }

  func contains(_ address: UInt64) -> Bool {
    address >= start && (address - start) >> pageShift < entryCount
  }

  /// The number of the entry for an address inside.
  func entry(of address: UInt64) -> UInt64 { (address - start) >> pageShift }

  subscript(entry: UInt64) -> TCE? { entries[entry] }

  /// Puts an entry in, and returns what was there. Entries behind the end are nobody's.
  func exchange(_ entry: UInt64, with new: TCE?) -> TCE? {
    guard entry < entryCount else { return nil }
    let old = entries[entry]
    entries[entry] = new
    return old
  }

  /// The numbers, among those given, of entries that lead somewhere.
  func used(in range: Range<UInt64>) -> [UInt64] {
    if range.count < entries.count { return range.filter { entries[$0] != nil } }
    return entries.keys.filter { range.contains($0) }
  }
}

/// One entry: where a page of the window leads, and what a device may do there.
struct TCE {
  var place: MemoryPlace
  var allowsRead: Bool
  var allowsWrite: Bool
  /// The registration that the page belongs to; nil where the entry keeps the page itself.
  var region: RegisteredRegion?
}
