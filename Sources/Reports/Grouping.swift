import Journal

extension Sequence {
  /// The elements of each key, in the order in which the keys are first seen. What has no key is left out.
  func grouped<Key: Hashable>(by key: (Element) -> Key?) -> [(key: Key, members: [Element])] {
    var places: [Key: Int] = [:]
    var groups: [(key: Key, members: [Element])] = []
    for element in self {
      guard let key = key(element) else { continue }
      if let place = places[key] {
        groups[place].members.append(element)
      } else {
        places[key] = groups.count
        groups.append((key, [element]))
      }
    }
    return groups
  }
}

extension Sequence<String> {
  /// How often each text stands there, the commonest first.
  var tallied: [(count: Int, text: String)] {
    reduce(into: [:]) { $0[$1, default: 0] += 1 }.map { (count: $0.value, text: $0.key) }
      .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
  }
}

extension RunRecord {
  /// The cases of each suite, in the order in which the plan first names them.
  var casesBySuite: [(name: String, cases: [CaseRecord])] {
    cases.grouped { $0.planned.suite }.map { (name: $0.key, cases: $0.members) }
  }

  /// What the machine lacks for each case that was skipped, in few words.
  var lacks: [String] { skips { $0.final?.lack ?? $1 } }

  /// The same as a sentence.
  var lackReasons: [String] { skips { $1 } }

  private func skips(_ text: (CaseRecord, String) -> String) -> [String] {
    cases.compactMap { record in
      guard record.final != nil, case .skipped(let reason) = record.outcome else { return nil }
      return text(record, reason)
    }
  }

  /// Why the run did not come to a case, for each.
  var notRun: [String] {
    cases.compactMap { record in
      guard record.final == nil, case .skipped(let reason) = record.outcome else { return nil }
      return reason.hasPrefix("not run: ") ? String(reason.dropFirst("not run: ".count)) : reason
    }
  }
}
