import Journal

extension SystemDescription {
  /// `6.12.1 on x86-intel (guest)`.
  package var shortText: String { "\(release) on \(machine ?? architecture) (\(backend))" }
}

extension RunStarted {
  /// How the plan was chosen and is judged, where it is not all that was selected, in the order of the suites, by the
  /// suites alone: in few words.
  package var choice: [String] {
    var words: [String] = []
    if let shard { words.append("shard \(shard.index)/\(shard.count) of \(counted(shard.total, "case"))") }
    if !merged.isEmpty { words.append("merged from \(counted(merged.count, "run"))") }
    if let randomOrder { words.append("in random order \(randomOrder)") }
    if let baseline { words.append("baseline \(baseline.file)") }
    return words
  }

  /// What was selected and not planned here.
  package var allLeftOut: [LeftOut] {
    let others = shard.map { shard in
      // A journal may say anything.
      let count = shard.total.subtractingReportingOverflow(shard.positions.count)
      return LeftOut(
        count: count.overflow ? 0 : max(0, count.partialValue), by: "other shards than \(shard.index)/\(shard.count)")
    }
    return leftOut + [others].compactMap(\.self)
  }

  /// The same and what was left out, as pairs of name and value.
  var choiceProperties: [(String, String)] {
    var pairs: [(String, String)] = []
    if let suites { pairs.append(("suites", suites)) }
    if let shard { pairs.append(("shard", "\(shard.index)/\(shard.count)")) }
    if let randomOrder { pairs.append(("random-order", String(randomOrder))) }
    if let baseline { pairs.append(("baseline", "\(baseline.file) (\(baseline.checksum))")) }
    pairs += merged.map { ("merged", $0) }
    pairs += allLeftOut.map { ("left-out", "\($0.count): \($0.by)") }
    return pairs
  }
}
