import ArgumentParser
import Foundation

/// Gives what reads hostile input more and more of it. A child process does the work, so that a trap, a hang or too much
/// memory ends only that, and the input that did it is known.
@main
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract:
      "Feeds made and damaged input to all that reads input; nothing may trap, hang, or take memory without end.",
    discussion: """
        fuzz --count 10000
            so many inputs for each target, shared out by how long one takes
        fuzz suite journal --seconds 600 --seed 7
            two targets, ten minutes each
        fuzz suite --seed 7 --replay 4711
            one input again, in this process

      An input is made of the seed and its number alone. One that fails is kept in a file, and its number is said.
      """)

  @Argument(help: "What is fuzzed (default: everything).")
  var targets: [String] = []

  @Option(help: "Inputs for each target.") var count: Int?
  @Option(help: "Seconds for each target.") var seconds: Double?
  @Option(help: "What all inputs begin with.") var seed: UInt64 = 1
  @Option(help: "The folder for inputs that fail.") var save = "fuzz-failures"
  @Option(help: "The number of one input, which is tried in this process.") var replay: Int?
  @Option(help: .hidden) var worker: String?
  @Option(help: .hidden) var first = 0

  func run() throws {
    if let worker, let target = FuzzTarget.named(worker) {
      try Worker(target, seed: seed, state: SharedState(descriptor: 3)).run(from: first, count: count ?? 1)
      return
    }
    let unknown = targets.filter { FuzzTarget.named($0) == nil }
    guard unknown.isEmpty else {
      throw ValidationError(
        "unknown target '\(unknown[0])'; there are \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
    }
    let chosen = targets.isEmpty ? FuzzTarget.all : targets.compactMap(FuzzTarget.named)
    if let replay {
      for target in chosen { try show(replay, of: target) }
      return
    }
    var failures = 0
    for target in chosen {
      let bound = seconds.map { Supervisor.Bound.seconds($0) } ?? .count((count ?? 10_000) / target.cost + 1)
      let summary = try Supervisor(target, seed: seed, folder: save).run(bound)
      say("\(summary)")
      failures += summary.failures.count
    }
    if failures > 0 { throw ExitCode(1) }
  }

  private func show(_ index: Int, of target: FuzzTarget) throws {
    let input = try target.input(seed: seed, index: index)
    say(String(decoding: input, as: UTF8.self))
    say(try target.execute(input) ? "accepted" : "refused")
  }

  /// At once, whatever comes after.
  private func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }
}
