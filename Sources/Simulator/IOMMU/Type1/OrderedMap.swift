/// A map ordered by address, for millions of entries: look-up is logarithmic, and a change moves few entries.
///
/// Entries are kept in sorted blocks; a block that grows too long is halved.
struct OrderedMap<Value> {
  private static var blockLimit: Int { 512 }

  struct Position: Equatable {
    fileprivate var block: Int
    fileprivate var entry: Int
  }

  private struct Entry {
    var key: UInt64
    var value: Value
  }

  private var blocks: [[Entry]] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  var start: Position? { blocks.isEmpty ? nil : Position(block: 0, entry: 0) }

  subscript(position: Position) -> Value { blocks[position.block][position.entry].value }

  func position(after position: Position) -> Position? {
    if position.entry + 1 < blocks[position.block].count {
      return Position(block: position.block, entry: position.entry + 1)
    }
    return position.block + 1 < blocks.count ? Position(block: position.block + 1, entry: 0) : nil
  }

  /// The last entry whose key is not above the given one.
  func last(notAbove key: UInt64) -> Position? {
    guard let block = partition(blocks.count, { blocks[$0][0].key <= key }) else { return nil }
    guard let entry = partition(blocks[block].count, { blocks[block][$0].key <= key }) else { return nil }
    return Position(block: block, entry: entry)
  }

  /// The first entry whose key is not below the given one.
  func first(notBelow key: UInt64) -> Position? {
    guard key > 0, let before = last(notAbove: key - 1) else { return start }
    return position(after: before)
  }

  mutating func insert(_ value: Value, at key: UInt64) {
    count += 1
    let entry = Entry(key: key, value: value)
    guard let before = last(notAbove: key) else {
      if blocks.isEmpty { blocks.append([entry]) } else { insert(entry, in: 0, at: 0) }
      return
    }
    insert(entry, in: before.block, at: before.entry + 1)
  }

  mutating func remove(_ key: UInt64, where matches: (Value) -> Bool) {
    var next = first(notBelow: key)
    while let position = next, blocks[position.block][position.entry].key == key {
      if matches(self[position]) {
        blocks[position.block].remove(at: position.entry)
        if blocks[position.block].isEmpty { blocks.remove(at: position.block) }
        count -= 1
        return
      }
      next = self.position(after: position)
    }
  }

  /// The values in the order of their keys.
  var values: [Value] { blocks.flatMap { $0.map(\.value) } }

  private mutating func insert(_ entry: Entry, in block: Int, at index: Int) {
    blocks[block].insert(entry, at: index)
    guard blocks[block].count > Self.blockLimit else { return }
    let half = blocks[block].count / 2
    blocks.insert(Array(blocks[block][half...]), at: block + 1)
    blocks[block].removeSubrange(half...)
  }

  /// The last index of those that satisfy a condition which holds for a beginning.
  private func partition(_ count: Int, _ holds: (Int) -> Bool) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }
}
