import ArgumentParser
import Journal
import Reports

/// Going on with a run that was killed or stopped.
struct ResumeOptions: ParsableArguments {
  @Option(
    name: .customLong("resume"),
    help: ArgumentHelp(
      "Go on with a run that was killed or stopped, from where it was: its folder. It goes on as it was begun: options that say what is run, and how, can be left out, and are the same where they are given. --run-limit and --jobs may be others. A case that was under way when the run was killed is an error, since it may have done that.",
      valueName: "run"), completion: .directory)
  var run: String?

  @Flag(help: "With --resume, run again what was under way when the run was killed.")
  var again = false

  func validate() throws {
    if again, run == nil { throw ValidationError("--again says how to go on with a run: name it with --resume") }
  }
}

extension RunCommand {
  /// The command that began a run, with what this one says of reports.
  ///
  /// - Throws: Where this one asks for another run.
  func adopting(_ started: RunStarted) throws -> RunCommand {
    let words = started.commandLine
    let began = words.filter { $0 != "--" }
    let command = ShellWord.command(began)
    guard words.starts(with: ["vfio-conform", Self.configuration.commandName ?? ""]),
      var run = try? RunCommand.parse(Array(began.dropFirst(2)))
    else {
      throw CommandFailure("the run cannot go on: it was begun by a command that is none: \(command)", .usage)
    }
    let (mine, others) = (try OptionValues(definition), OptionValues(try run.definition))
    if let stranger = mine.first(notIn: others) {
      throw CommandFailure(
        "the run cannot go on: it was begun otherwise: \(command)", .usage, remedies: ["leave out \(stranger)"])
    }
    run.effort.runLimit = effort.runLimit ?? run.effort.runLimit
    run.results.take(results)
    run.effort.jobs = effort.jobs ?? run.effort.jobs
    run.color = color
    run.resume = resume
    return run
  }
}

/// Options with their values, and what stands beside them.
private struct OptionValues {
  private var values: [String: [String]] = [:]

  /// - Parameter words: Each option has a value.
  init(_ words: [String]) {
    var rest = words[...]
    while let word = rest.popFirst() {
      let isOption = word.hasPrefix("--")
      values[isOption ? word : "", default: []].append(isOption ? rest.popFirst() ?? "" : word)
    }
  }

  /// An option that has not the same values there, as it was given.
  func first(notIn others: OptionValues) -> String? {
    let name = values.keys.sorted().first { values[$0] != others.values[$0] }
    return name.map { name in
      ShellWord.command(values[name, default: []].flatMap { name.isEmpty ? [$0] : [name, $0] })
    }
  }
}
