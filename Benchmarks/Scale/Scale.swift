import Benchmark
import Foundation

/// The time and the memory that a run takes for each case: both are to stay as they are however many cases there are.
private let time = BenchmarkMetric.custom("ns a case", polarity: .prefersSmaller, useScalingFactor: false)
private let memory = BenchmarkMetric.custom("bytes a case", polarity: .prefersSmaller, useScalingFactor: false)

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

let benchmarks = { @Sendable in
  for count in [1000, 10_000, 100_000] {
    let configuration = Benchmark.Configuration(
      metrics: [.wallClock, time, memory], warmupIterations: 0, maxDuration: .seconds(60), maxIterations: 3)
    Benchmark("\(count) cases", configuration: configuration) { benchmark, folder in
      try measure(benchmark, folder, [], cases: count)
    } setup: {
      try GeneratedSuites(cases: count, beside: root)
    }
    Benchmark("1000 of \(count) cases", configuration: configuration) { benchmark, folder in
      try measure(benchmark, folder, ["area0"], cases: 1000)
    } setup: {
      try GeneratedSuites(cases: count, beside: root)
    }
  }
}

private func measure(_ benchmark: Benchmark, _ folder: GeneratedSuites, _ selection: [String], cases: Int) throws {
  let output = folder.path + "-run"
  let run = try Run(
    ["\(root)/.build/release/vfio-conform", "run", "--quiet", "--suites", folder.path, "--output", output] + selection)
  benchmark.measurement(time, Int(run.seconds * 1e9) / cases)
  benchmark.measurement(memory, run.peakBytes / cases)
}

/// A program that was run to its end, and what it took.
struct Run {
  let seconds: Double
  let peakBytes: Int

  struct Failure: Error { let status: Int32 }

  init(_ words: [String]) throws {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let clock = ContinuousClock()
    let start = clock.now
    var process = pid_t()
    let error = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
    guard error == 0 else { throw Failure(status: error) }
    var (status, usage) = (Int32(0), rusage())
    guard wait4(process, &status, 0, &usage) == process, status == 0 else { throw Failure(status: status) }
    let (whole, atto) = (clock.now - start).components
    seconds = Double(whole) + Double(atto) / 1e18
    peakBytes = usage.ru_maxrss * 1024
  }
}
