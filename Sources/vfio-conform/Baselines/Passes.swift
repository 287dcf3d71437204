import Journal
import Reports
import Runner
import SuiteModel
import VFIOInterface

/// What passed in a run though entries of a baseline expect that it fails.
struct Passes {
  private let record: RunRecord
  private let ran: Set<String>
  /// All that the suites have, run or not.
  private let outlines: [Outline]

  init(_ record: RunRecord, _ library: SuiteLibrary) {
    self.record = record
    ran = Set(record.cases.map(\.planned.id))
    outlines = Outline.all(of: library.suites)
  }

  /// The instances that an entry names, and that passed.
  func instances(of entry: KnownDefect) -> [String] {
    record.cases.filter {
      if case .unexpectedPass(let defect, _) = $0.outcome { defect == entry.id } else { false }
    }.map(\.planned.id)
  }

  /// What an entry still has to name; and what the run cannot tell, a sentence each.
  func rest(of entry: KnownDefect) -> (cases: [String], notes: [String]) {
    let passed = Set(instances(of: entry))
    guard !passed.isEmpty else { return (entry.cases, []) }
    guard isForThisPlaceAlone(entry) else {
      let names = passed.sorted().joined(separator: ", ")
      return (
        entry.cases, ["the entry '\(entry.id)' stays: it is for other kernels or machines too; here passed \(names)"]
      )
    }
    var notes: [String] = []
    let cases = entry.cases.flatMap { pattern -> [String] in
      let meant = record.cases.map(\.planned).filter { Selector(patterns: [pattern]).selects($0) }.map(\.id)
      let rest = meant.filter { !passed.contains($0) }
      guard rest.count < meant.count else { return [pattern] }
      guard meant == [pattern] || !mayMeanMore(pattern) else {
        notes.append("the entry '\(entry.id)' keeps '\(pattern)': it may mean more cases than this run had")
        return [pattern]
      }
      return rest
    }
    return (cases, notes)
  }

  /// Whether the suites have cases of a pattern that were not run, or some of which only the machine knows the names.
  private func mayMeanMore(_ pattern: String) -> Bool {
    let selector = Selector(patterns: [pattern])
    return outlines.contains {
      ($0.isOpen || !ran.contains($0.planned.id)) && selector.selects($0.planned, isOpen: $0.isOpen)
    }
  }

  /// What passes on one kernel or machine may fail on another.
  private func isForThisPlaceAlone(_ entry: KnownDefect) -> Bool {
    guard let system = record.started?.system, let kernel = Version(prefixOf: system.kernel) else { return false }
    return entry.terms?.machines == [system.machine ?? BaselineTerms.here] && entry.isOnly(forSeriesOf: kernel)
  }
}
