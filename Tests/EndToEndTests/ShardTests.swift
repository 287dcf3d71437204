import Foundation
import Testing

struct ShardTests {
  private static let arrays: [(word: String, environment: [String: String], shard: String)] = [
    ("auto", ["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"], "2/3"),
    ("auto", ["TEST_SHARD_INDEX": "0", "TEST_TOTAL_SHARDS": "3"], "1/3"),
    ("auto/3", ["JOB_COMPLETION_INDEX": "2"], "3/3"),
    (
      "auto", ["SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MIN": "5", "SLURM_ARRAY_TASK_COUNT": "3"], "1/3"
    ),
    (
      "auto",
      [
        "SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_COUNT": "3",
        "SLURM_ARRAY_TASK_STEP": "2",
      ], "3/3"
    ),
    ("auto/3", ["CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3", "JOB_COMPLETION_INDEX": "0"], "1/3"),
    ("1/3", ["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"], "1/3"),
  ]

  @Test(arguments: arrays.indices) func theEnvironmentTellsTheShard(index: Int) throws {
    let (word, environment, shard) = Self.arrays[index]
    let outcome = try Program().run(
      ["run", "container", "--quiet", "--shard", word], environment: environment)
    #expect(outcome.status == 0 && outcome.output.contains("shard \(shard) of "), "\(outcome.error)\(outcome.output)")
  }

  private static let mistakes: [(word: String, environment: [String: String], error: String)] = [
    (
      "auto", ["JOB_COMPLETION_INDEX": "2"], "Kubernetes does not tell how many tasks there are; say so: --shard auto/N"
    ),
    ("auto/3", ["JOB_COMPLETION_INDEX": "3"], "Kubernetes's task 3 is none of 3"),
    ("auto", ["CI_NODE_INDEX": "2"], "GitLab's CI_NODE_TOTAL is not set"),
    ("auto", ["CI_NODE_INDEX": "x", "CI_NODE_TOTAL": "3"], "GitLab's CI_NODE_INDEX is 'x'"),
    ("auto/4", ["CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"], "GitLab says that there are 3"),
    (
      "auto",
      [
        "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_COUNT": "3",
        "SLURM_ARRAY_TASK_STEP": "1",
      ], "Slurm's task 7 is none of 3"
    ),
    (
      "auto",
      ["CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3", "TEST_SHARD_INDEX": "1", "TEST_TOTAL_SHARDS": "3"],
      "GitLab says 1/3, Bazel says 2/3; say which with --shard I/N"
    ),
    (
      "auto", ["TEST_SHARD_INDEX": "1", "TEST_TOTAL_SHARDS": "3", "TEST_SHARD_STATUS_FILE": "/no/folder/file"],
      "TEST_SHARD_STATUS_FILE: /no/folder/file: No such file"
    ),
  ]

  @Test(arguments: mistakes.indices) func anEnvironmentThatMakesNoSenseIsRefused(index: Int) throws {
    let (word, environment, error) = Self.mistakes[index]
    let outcome = try Program().run(["run", "container", "--shard", word], environment: environment)
    #expect(outcome.status == 2 && outcome.error.contains(error), "\(outcome.error)")
  }

  @Test func bazelIsToldThatShardsAreUnderstood() throws {
    let program = try Program()
    let file = program.folder.path("status")
    let outcome = try program.run(
      ["run", "container", "--quiet", "--shard", "auto"],
      environment: ["TEST_SHARD_INDEX": "1", "TEST_TOTAL_SHARDS": "2", "TEST_SHARD_STATUS_FILE": file])
    #expect(outcome.status == 0 && FileManager.default.fileExists(atPath: file), "\(outcome.error)")
  }

  /// The shards of a run, put together, are what the run would have been.
  @Test func shardsMakeTheRun() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    let words = ["run", "own", "container", "--suites", suites, "--quiet", "--output"]
    #expect(try program.run(words + ["plain"]).status == 1)
    let shards = ["one", "two", "three"]
    for (index, name) in shards.enumerated() {
      _ = try program.run(words + [name, "--shard", "\(index + 1)/3"])
    }
    let merged = try program.run(["merge"] + shards + ["--output", "whole", "--report", "junit-ant=whole/ant.xml"])
    #expect(merged.status == 1 && merged.output.contains("merged from 3 runs"), "\(merged.error)\(merged.output)")
    let (plain, whole) = (try order("plain", program), try order("whole", program))
    #expect(plain == whole)
    for file in ["junit.xml", "summary.json", "report.txt", "ant.xml"] {
      #expect(try program.folder.text("whole/\(file)").contains("own.test"), "\(file)")
    }
    let part = try program.run("merge", "one", "three", "--output", "whole")
    #expect(part.status == 3 && part.output.contains("shard 2 of 3 is missing"), "\(part.output)")
    #expect(try program.run("report", "whole").status == 3)
    // What cannot be merged leaves no report of an earlier merge.
    let wrong = try program.run("merge", "one", "plain", "--output", "whole")
    #expect(wrong.status == 2 && wrong.error.contains("plain is no shard"), "\(wrong.error)")
    #expect(try program.folder.text("whole/summary.json").contains("plain is no shard"))
    let own = try program.run("merge", "one", "two", "three", "--output", "two")
    #expect(own.status == 2 && own.error.contains("it is the folder of a run that is read"), "\(own.error)")
    #expect(try program.run("merge", "one", "two", "three", "--output", "again").status == 1)
  }

  /// The outcomes of a run in the order of its plan.
  private func order(_ run: String, _ program: Program) throws -> [String] {
    try program.folder.text("\(run)/report.txt").split(separator: "\n").map(String.init).filter {
      $0.contains(/^(passed|FAILED|skipped) +\w/)
    }
  }
}
