/// One of the parts that a plan was divided into.
package struct Shard: Sendable, Hashable {
  /// From 1.
  package var index: Int
  package var count: Int
  /// Where in the whole plan each instance of this part stands, from 0.
  package var positions: [Int]
  /// Instances of the whole plan.
  package var total: Int
  /// The checksum of the whole plan's instances, in order.
  package var checksum: String

  package init(index: Int, count: Int, positions: [Int], total: Int, checksum: String) {
    self.index = index
    self.count = count
    self.positions = positions
    self.total = total
    self.checksum = checksum
  }

  /// The part that an instance belongs to, whatever else is planned.
  package static func index(of id: String, among count: Int) -> Int {
    Int(StableHash.of(id) % UInt64(max(1, count))) + 1
  }

  package func holds(_ id: String) -> Bool { Self.index(of: id, among: count) == index }

  /// The checksum of a plan.
  package static func checksum(of ids: some Sequence<String>) -> String {
    var hash = StableHash()
    for id in ids {
      hash.add(id)
      hash.add(CollectionOfOne(0))
    }
    return hash.text
  }
}
