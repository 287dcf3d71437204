import Foundation
import Journal
import Reports
import Runner
import SystemPackage

/// What the runs of a folder of reports have run so far, a file for each machine and series of kernels: a run that skips
/// more than those before it is to say so.
struct RunHistory {
  /// Every instance that there can be has room.
  private static let sizeLimit: Int64 = 32 << 20

  /// The folder of the files.
  let folder: String

  /// What is kept of one machine.
  private struct Kept: Codable {
    var format = 1
    /// The run that wrote it last.
    var run: String
    var system: SystemReport
    /// Instances that were run, by id.
    var ran: [String]
  }

  func load(_ system: SystemDescription) throws -> EarlierRuns {
    let path = path(system)
    return EarlierRuns(ran: Set(try kept(at: path)?.ran ?? []), place: path)
  }

  /// Adds what a run has run.
  func add(_ record: RunRecord) throws {
    guard record.isComplete, let started = record.started else { return }
    let path = path(started.system)
    let ran = record.cases.filter { !$0.outcome.isSkipped && $0.final != nil }
    let all = Set(ran.map(\.planned.id)).union(try kept(at: path)?.ran ?? [])
    guard !all.isEmpty else { return }
    try FilePath(folder).makeFolders()
    let kept = Kept(run: started.id, system: SystemReport(started.system), ran: all.sorted())
    try JSONText.file(kept).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  private func kept(at path: String) throws -> Kept? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
    guard let size, size <= Self.sizeLimit, let data = FileManager.default.contents(atPath: path),
      let kept = try? JSONDecoder().decode(Kept.self, from: data), kept.format == 1
    else { throw CommandFailure("\(path) is no record of earlier runs: remove it", .usage) }
    return kept
  }

  /// Machines of one name need not be the same, so that what they are made of is a part of the name.
  private func path(_ system: SystemDescription) -> String {
    let kernel = system.kernel.split(separator: ".").prefix(2).joined(separator: ".")
    let parts = [system.architecture, "\(system.pageSize)"] + system.devices + system.offers
    let hash = String(StableHash.of(parts.joined(separator: "\n")), radix: 16)
    let name = [system.backend, system.machine ?? "here", kernel, hash].joined(separator: "-")
    return "\(folder)/\(name).json"
  }
}
