import Foundation

/// Runs workers, sees what ends them, and keeps the inputs that did.
final class Supervisor {
  enum Bound {
    case count(Int)
    case seconds(Double)
  }

  struct Failure {
    var index: Int
    var what: String
    var file: String
  }

  struct Summary: CustomStringConvertible {
    var target: String
    var seed: UInt64
    var inputs = 0
    var accepted = 0
    var failures: [Failure] = []
    /// KiB of the largest worker.
    var peak = 0
    var elapsed = 0.0

    var description: String {
      let line =
        "\(target): \(inputs) inputs, \(accepted) accepted, \(failures.count) failures, seed \(seed), "
        + "\(peak >> 10) MiB at most, \(Int(elapsed)) s"
      return ([line] + failures.map { "  input \($0.index): \($0.what), kept as \($0.file)" }).joined(separator: "\n")
    }
  }

  /// Inputs of one worker: what it leaves in memory goes with it.
  private static let batch = 20_000
  /// Failures after which a target is given up.
  private static let maximumFailures = 20
  /// Seconds without a new input, whatever it waits for.
  private static let patience = 120.0

  private let target: FuzzTarget
  private let seed: UInt64
  private let folder: String

  init(_ target: FuzzTarget, seed: UInt64, folder: String) {
    self.target = target
    self.seed = seed
    self.folder = folder
  }

  func run(_ bound: Bound) throws -> Summary {
    var summary = Summary(target: target.name, seed: seed)
    let start = Date()
    while summary.failures.count < Self.maximumFailures {
      summary.elapsed = Date().timeIntervalSince(start)
      var batch = Self.batch
      switch bound {
      case .count(let count): batch = min(batch, count - summary.inputs)
      case .seconds(let seconds): batch = summary.elapsed < seconds ? batch / target.cost : 0
      }
      guard batch > 0 else { break }
      try work(batch, &summary)
    }
    summary.elapsed = Date().timeIntervalSince(start)
    return summary
  }

  private func work(_ count: Int, _ summary: inout Summary) throws {
    let state = try SharedState()
    state.index = summary.inputs
    let process = try spawn(state, first: summary.inputs, count: count)
    let (status, usage) = wait(for: process, state)
    let first = summary.inputs
    summary.accepted += state.accepted
    summary.peak = max(summary.peak, Int(usage.ru_maxrss))
    guard status != 0 else {
      summary.inputs = first + count
      return
    }
    summary.inputs = state.index + 1
    try keep(state.index, describe(status), &summary)
  }

  private func keep(_ index: Int, _ what: String, _ summary: inout Summary) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = "\(folder)/\(target.name)-\(seed)-\(index)"
    try Data(target.input(seed: seed, index: index)).write(to: URL(fileURLWithPath: file))
    summary.failures.append(Failure(index: index, what: what, file: file))
  }

  private func describe(_ status: Int32) -> String {
    let signal = status & 0x7f
    switch signal {
    case 0: return "the worker ended with \(status >> 8 & 0xff)"
    case SIGPROF, SIGKILL: return "it hangs"
    default: return String(cString: strsignal(signal))
    }
  }

  private func wait(for process: pid_t, _ state: SharedState) -> (Int32, rusage) {
    var status: Int32 = 0
    var usage = rusage()
    var (last, since) = (state.index, Date())
    while wait4(process, &status, WNOHANG, &usage) == 0 {
      usleep(20_000)
      if state.index != last {
        (last, since) = (state.index, Date())
      } else if Date().timeIntervalSince(since) > Self.patience {
        kill(process, SIGKILL)
      }
    }
    return (status, usage)
  }

  private func spawn(_ state: SharedState, first: Int, count: Int) throws -> pid_t {
    let words = [
      "/proc/self/exe", "--worker", target.name, "--seed", String(seed), "--first", String(first), "--count",
      String(count),
    ]
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, state.descriptor, 3)
    var process: pid_t = 0
    let error = posix_spawn(&process, "/proc/self/exe", &actions, nil, &arguments, environ)
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
    return process
  }
}
