import ArgumentParser
import Foundation

/// One part of a run that is divided among several: the `index`th of `count`, from 1.
struct ShardNumber: Hashable, CustomStringConvertible {
  static let most = 10_000

  var index: Int
  var count: Int

  /// Nil for what is no part of anything.
  init?(_ index: Int, of count: Int) {
    guard (1...Self.most).contains(count), (1...count).contains(index) else { return nil }
    (self.index, self.count) = (index, count)
  }

  var description: String { "\(index)/\(count)" }
}

/// What `--shard` says: a part by its number, or that the environment knows it.
enum ShardWord {
  case number(ShardNumber)
  case environment(count: Int?)

  init(_ argument: String) throws {
    let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let count = parts.count == 2 ? Int(parts[1]) : nil
    if parts[0] == "auto" {
      guard parts.count == 1 || count.map((1...ShardNumber.most).contains) == true else {
        throw ValidationError("auto/N takes a number of parts from 1 to \(ShardNumber.most)")
      }
      self = .environment(count: count)
    } else {
      guard let index = Int(parts[0]), let count else {
        throw ValidationError("it takes I/N, such as 2/4, or auto")
      }
      guard let number = ShardNumber(index, of: count) else {
        throw ValidationError(
          "there is no part \(index) of \(count): parts go from 1/N to N/N, and N to \(ShardNumber.most)")
      }
      self = .number(number)
    }
  }

  func number(in environment: [String: String]) throws -> ShardNumber {
    switch self {
    case .number(let number): number
    case .environment(let count): try JobArray.shard(in: environment, count: count)
    }
  }
}

/// The systems that run one job many times and tell each task its number.
enum JobArray: String, CaseIterable {
  case gitlab = "GitLab"
  case slurm = "Slurm"
  case bazel = "Bazel"
  case kubernetes = "Kubernetes"

  /// The part that the environment gives this process.
  ///
  /// - Parameter count: How many parts there are, for a system that does not tell (Kubernetes).
  static func shard(in environment: [String: String], count: Int?) throws -> ShardNumber {
    let arrays = allCases.filter { environment[$0.indexVariable] != nil }
    guard let array = arrays.first else {
      let variables = allCases.map(\.indexVariable).joined(separator: ", ")
      throw CommandFailure("--shard auto finds no job array: none of \(variables) is set", .usage)
    }
    let shards = try arrays.map { try $0.shard(environment, count) }
    guard let shard = shards.first, shards.allSatisfy({ $0 == shard }) else {
      let claims = zip(arrays, shards).map { "\($0.rawValue) says \($1)" }.joined(separator: ", ")
      throw CommandFailure("--shard auto: \(claims); say which with --shard I/N", .usage)
    }
    if array == .bazel { try acknowledge(environment) }
    return shard
  }

  private var indexVariable: String {
    switch self {
    case .gitlab: "CI_NODE_INDEX"
    case .slurm: "SLURM_ARRAY_TASK_ID"
    case .bazel: "TEST_SHARD_INDEX"
    case .kubernetes: "JOB_COMPLETION_INDEX"
    }
  }

  private var countVariable: String? {
    switch self {
    case .gitlab: "CI_NODE_TOTAL"
    case .slurm: "SLURM_ARRAY_TASK_COUNT"
    case .bazel: "TEST_TOTAL_SHARDS"
    case .kubernetes: nil
    }
  }

  private func shard(_ environment: [String: String], _ given: Int?) throws -> ShardNumber {
    func number(_ variable: String, else missing: Int? = nil) throws -> Int {
      if environment[variable] == nil, let missing { return missing }
      guard let text = environment[variable], let number = Int(text), (0...Int(Int32.max)).contains(number) else {
        throw CommandFailure(
          "--shard auto: \(rawValue)'s \(variable) is \(environment[variable].map { "'\($0)'" } ?? "not set")", .usage)
      }
      return number
    }
    let told = try countVariable.map { try number($0) }
    guard let count = told ?? given else {
      throw CommandFailure(
        "--shard auto: \(rawValue) does not tell how many tasks there are; say so: --shard auto/N", .usage)
    }
    if let told, let given, told != given {
      throw CommandFailure("--shard auto/\(given): \(rawValue) says that there are \(told)", .usage)
    }
    let index = try number(indexVariable)
    let position =
      switch self {
      case .gitlab: index
      case .bazel, .kubernetes: index + 1
      case .slurm:
        try Self.position(
          of: index, from: number("SLURM_ARRAY_TASK_MIN"), step: number("SLURM_ARRAY_TASK_STEP", else: 1))
      }
    guard let shard = ShardNumber(position, of: count) else {
      throw CommandFailure("--shard auto: \(rawValue)'s task \(index) is none of \(count)", .usage)
    }
    return shard
  }

  /// The place of a task in an array whose numbers go up by a step; 0 for one that is not in it.
  private static func position(of index: Int, from first: Int, step: Int) -> Int {
    guard step > 0, index >= first, (index - first) % step == 0 else { return 0 }
    return (index - first) / step + 1
  }

  /// Bazel takes a test that does not touch this file for one that runs everything each time.
  private static func acknowledge(_ environment: [String: String]) throws {
    guard let path = environment["TEST_SHARD_STATUS_FILE"] else { return }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else {
      throw CommandFailure("TEST_SHARD_STATUS_FILE: \(path): \(String(cString: strerror(errno)))", .usage)
    }
    close(descriptor)
  }
}
