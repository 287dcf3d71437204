import ArgumentParser
import Journal
import Reports
import Runner

/// Which of the selected cases a run takes, and in which order.
struct ChoiceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Leave out what this selects: a suite, an area, a case, an instance or a pattern (repeatable).",
      valueName: "selector"), completion: .cases)
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only cases that did not end as expected in this run, or did not end there: its folder, or its events.jsonl.",
      valueName: "run"), completion: .directory)
  var failed: String?

  @Option(
    help: ArgumentHelp(
      "Only one part of many: I of N, from 1/N to N/N. auto takes both from the job array that this is a task of (GitLab, Slurm, Bazel, Kubernetes); auto/N says how many parts there are. 'merge' makes one run of them.",
      valueName: "i/n"), transform: ShardWord.init)
  var shard: ShardWord?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Run in an order drawn from this number: the same number, the same order.", valueName: "seed"),
    transform: wholeNumber)
  var randomOrder: UInt64?

  /// The run that `--failed` names, read before anything of it can be replaced.
  func earlierRun() throws -> KeptRun? {
    guard let failed else { return nil }
    let run = try KeptRun(failed)
    guard run.record.started != nil else {
      throw CommandFailure(
        "the run \(failed) ended before it had a plan: which of its cases failed is not known", .usage)
    }
    if let reason = run.journal.contradiction {
      throw CommandFailure(
        "the journal of \(failed) contradicts itself: \(reason); which of its cases failed is not known", .usage)
    }
    return run
  }

  func choice(_ names: SuiteNames, after run: KeptRun?, shard: ShardNumber?) throws -> Choice {
    var choice = Choice()
    choice.exclusions = try exclude.map { word in
      Choice.Exclusion(try names.checked { Selector(patterns: [$0.selector(word)]) }, word: word)
    }
    choice.rerun = run.map { run in
      Choice.Rerun(
        failed: run.cases { !$0.outcome.isExpected && $0.final != nil }, unfinished: run.cases { $0.final == nil },
        good: run.cases { $0.outcome.isExpected && $0.final != nil }, name: failed ?? run.folder)
    }
    choice.shard = shard.map { ($0.index, $0.count) }
    choice.randomOrder = randomOrder
    return choice
  }

  /// The choice as it was given, but for the shard, which is told by its number.
  func words(_ shard: ShardNumber?) -> [String] {
    var words = exclude.flatMap { ["--exclude", $0] }
    if let failed { words += ["--failed", failed] }
    if let shard { words += ["--shard", shard.description] }
    if let randomOrder { words += ["--random-order", String(randomOrder)] }
    return words
  }
}

extension KeptRun {
  /// Instances of suites, by what became of them; what the run itself or its machine lacked is none.
  fileprivate func cases(_ isMeant: (CaseRecord) -> Bool) -> Set<String> {
    Set(record.cases.filter { !$0.planned.file.isEmpty && isMeant($0) }.map(\.planned.id))
  }
}

/// How often a case is run, and how long it and the run may take.
struct EffortOptions: ParsableArguments {
  @Option(
    name: .customLong("repeat"), parsing: .unconditional,
    help: ArgumentHelp(
      "Run each case this many times. One that ends as expected only some of the times is flaky.", valueName: "n"))
  var repetitions: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Run a case that does not end as expected again, at most this many times. One that then does is flaky, which is not as expected either.",
      valueName: "n"))
  var retry: Int?

  @Option(
    help: ArgumentHelp(
      "The longest time for a case, in seconds, or as 90s, 15m, 2h: one that takes longer is an error.",
      valueName: "time"),
    transform: timeLimit)
  var caseLimit: Duration?

  @Option(
    help: ArgumentHelp(
      "The longest time for the run: it ends then, and is incomplete.", valueName: "time"),
    transform: timeLimit)
  var runLimit: Duration?

  @Option(
    help: ArgumentHelp(
      "Run so many cases side by side, each on a simulator or guest of its own (default: 1). Outcomes and their order in reports are the same.",
      valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let repetitions, !(1...Self.most).contains(repetitions) {
      throw ValidationError("--repeat takes a number from 1 to \(Self.most)")
    }
    if let jobs, !(1...Self.mostJobs).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to \(Self.mostJobs)")
    }
    if let retry, !(0...Self.most).contains(retry) {
      throw ValidationError("--retry takes a number from 0 to \(Self.most)")
    }
    if repetitions != nil, retry != nil {
      throw ValidationError(
        "--repeat and --retry do not go together: repeated cases show by themselves how often they fail")
    }
  }

  private static let most = 100_000
  private static let mostJobs = 64

  /// Cases have a machine for themselves, and of this one there is one.
  func check(_ backend: Backend) throws {
    guard let jobs, jobs > 1, backend == .local else { return }
    throw CommandFailure(
      "--jobs \(jobs) needs \(jobs) machines, and --backend local has one: its cases would meet each other", .usage)
  }

  var jobWords: [String] { jobs.map { ["--jobs", String($0)] } ?? [] }

  var attempts: Attempts {
    if let repetitions, repetitions > 1 { return .each(repetitions) }
    if let retry, retry > 0 { return .retries(retry) }
    return .once
  }

  /// What decides how cases end, as it was given.
  var words: [String] {
    var words: [String] = []
    if let repetitions { words += ["--repeat", String(repetitions)] }
    if let retry { words += ["--retry", String(retry)] }
    if let caseLimit { words += ["--case-limit", "\(caseLimit.components.seconds)"] }
    return words
  }

  /// What decides how far a run comes.
  var limitWords: [String] { runLimit.map { ["--run-limit", "\($0.components.seconds)"] } ?? [] }
}

/// Reads a length of time in whole seconds, minutes or hours.
private func timeLimit(_ text: String) throws -> Duration {
  guard let match = text.wholeMatch(of: /(\d{1,9})([smh]?)/), let count = Int(match.1), count > 0 else {
    throw ValidationError("it takes a time such as 90, 90s, 15m or 2h")
  }
  let unit =
    switch match.2 {
    case "h": 3600
    case "m": 60
    default: 1
    }
  return .seconds(count * unit)
}
