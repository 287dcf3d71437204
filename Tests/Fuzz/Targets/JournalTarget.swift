import Foundation
import Journal
import Reports
import Runner
import Simulator
import SuiteModel

/// The journal of a short run, line by line.
private let sample = Result<[[UInt8]], any Error> {
  let corpus = try Corpus.shared
  return try waiting {
    var lines: [[UInt8]] = []
    let encoder = JSONEncoder()
    let runner = Runner(
      RunnableLibrary(corpus.folder, requirements: corpus.catalogue),
      options: .init(id: "fuzz", program: "1.0", selector: Selector(patterns: ["type1.overlap", "group.open"])),
      makeSystem: { _ in SimulatedSystem(machine: corpus.hosts[0], profile: .linux6_12, seed: 0) },
      record: { lines.append(Array(try encoder.encode(JournalLine($0)))) })
    _ = try await runner.run()
    return lines
  }
}

extension FuzzTarget {
  /// Journals, and every report of them.
  static let journal = FuzzTarget(name: "journal", cost: 4) { random in
    let sample = try sample.get()
    var lines = (0...random.number(below: 5)).map { _ in random.pick(sample) }
    if random.chance(of: 2), let start = sample.first { lines.insert(start, at: 0) }
    if random.chance(of: 2), let end = sample.last { lines.append(end) }
    for index in lines.indices where random.chance(of: 3) {
      lines[index] = Mutation.damage(lines[index], &random, interesting: Array("[]{}:,\"\\0-1e.u".utf8))
    }
    if random.chance(of: 50) {
      lines.append([UInt8](repeating: random.pick([0x5b, 0x7b]), count: random.number(below: 100_000)))
    }
    return Array(lines.joined(separator: [0x0a])) + (random.chance(of: 3) ? [] : [0x0a])
  } execute: { input in
    guard let journal = try? JournalContents(bytes: Data(input)) else { return false }
    let record = RunRecord(journal)
    _ = journal.counts
    let format = ReportFormat.allCases[input.count % ReportFormat.allCases.count]
    _ = try? format.encoded(record, journal.events)
    let comparison = RunComparison(record, RunRecord(Array(journal.events.dropLast(input.count % 3))))
    _ = (ComparisonMarkdown(comparison).text, ComparisonPage(comparison).html)
    let part = ShardMerge.Part(name: "part", journal: journal)
    _ = try? ShardMerge([part, part], id: "whole")
    return journal.damage.isEmpty
  }
}
