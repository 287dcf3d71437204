import ArgumentParser
import Documents
import Foundation
import Journal
import MachineModel
import Machines
import Reports
import Runner
import SuiteModel
import SystemCalls

/// A command whose output is a verdict: a reader who goes away before its end is an error.
protocol Judging: ParsableCommand {}

@main
struct VFIOConform: AsyncParsableCommand {
  static let programVersion = "1.0.0"

  static let configuration = CommandConfiguration(
    commandName: "vfio-conform",
    abstract: "Tells whether a Linux kernel keeps the promises of the VFIO user API.",
    discussion: """
      Suites of cases are run on a simulated kernel, on a real one in a QEMU guest,
      or on this machine's own.

        vfio-conform run
            every suite on the simulator
        vfio-conform run type1 --kernel 6.1
            one area, on the simulator as Linux 6.1
        vfio-conform run --backend guest --kernel bzImage --modules DIR
            every suite on a kernel of your own
        vfio-conform explain type1.overlap/overlap
            what one case does, and the requirements that it covers

      Exit codes:
        0  every case ended as expected
        1  at least one did not
        2  the command line, a suite or a machine file is wrong
        3  the run is incomplete
        4  nothing ran
      """,
    version: programVersion,
    subcommands: [
      RunCommand.self, ListCommand.self, LintCommand.self, ExplainCommand.self, InspectCommand.self,
      MutantsCommand.self, TwinCommand.self, MachinesCommand.self, ReportCommand.self, MergeCommand.self,
      CompareCommand.self, BaselineCommand.self,
      RequirementsCommand.self, HistoryCommand.self, ManualCommand.self, ReproduceCommand.self, BootCommand.self,
    ])

  static func main() async {
    // A reader that goes away (`vfio-conform list | head`) is an error of write(2), not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that reaches the limit of its size (`ulimit -f`).
    signal(SIGXFSZ, SIG_IGN)
    StandardStreams.keepClosedOnesClosed()
    Interruption.watch()
    do {
      try checkCommand(CommandLine.arguments.dropFirst())
      var command = try parse()
      StandardOutput.isVerdict = command is any Judging
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
    leave(.asExpected)
  }

  /// The command; a command line that is wrong leaves no report of an earlier run behind that looks like its own.
  private static func parse() throws -> any ParsableCommand {
    do {
      return try parseAsRoot()
    } catch {
      let words = CommandLine.arguments.dropFirst()
      guard words.first == RunCommand.configuration.commandName, !exitCode(for: error).isSuccess,
        let paths = try? ReportPaths.parse(Array(words.dropFirst()))
      else { throw error }
      try afterwards(error) { try RunFolder.disown(paths, because: reason(for: error)) }
    }
  }

  /// Throws an error after something that has to be done because of it, which may fail too.
  static func afterwards(_ error: any Error, _ body: () throws -> Void) throws -> Never {
    do {
      try body()
    } catch let second {
      let reason = reason(for: second)
      // A full disk is full for both.
      if reason != self.reason(for: error) { StandardError.write("vfio-conform: \(reason)\n") }
    }
    throw error
  }

  /// The argument parser takes a command that it does not know for an argument too many.
  private static func checkCommand(_ words: ArraySlice<String>) throws {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    let isHelp = words.first == "help"
    for word in words.prefix(isHelp ? 2 : 1) where !word.hasPrefix("-") && !names.contains(word) {
      let hint = suggestion(for: word, among: names) ?? "there are \(names.joined(separator: ", "))"
      throw CommandFailure("there is no command '\(word)'; \(hint)", .usage)
    }
    try checkSubcommand(words)
    guard isHelp, let word = words.dropFirst(2).first(where: { !$0.hasPrefix("-") }) else { return }
    let outer = configuration.subcommands.first { $0.configuration.commandName == words.dropFirst().first }
    guard outer?.configuration.subcommands.contains(where: { $0.configuration.commandName == word }) != true else {
      return
    }
    throw CommandFailure("help takes the name of one command; '\(word)' is one word too many", .usage)
  }

  private static func checkSubcommand(_ words: ArraySlice<String>) throws {
    let outer = configuration.subcommands.first { $0.configuration.commandName == words.first }
    let names = outer?.configuration.subcommands.compactMap { $0.configuration.commandName } ?? []
    guard let command = words.first, let word = words.dropFirst().first, !word.hasPrefix("-"), !names.isEmpty,
      !names.contains(word)
    else { return }
    let hint = suggestion(for: word, among: names) ?? "there are \(names.joined(separator: ", "))"
    throw CommandFailure("'\(command)' has no command '\(word)'; \(hint)", .usage)
  }

  /// Says what went wrong, where something did, and ends with the exit code that it deserves.
  private static func end(with error: any Error) -> Never {
    if let code = error as? ExitCode { leave(ExitStatus(rawValue: code.rawValue) ?? .unexpected) }
    if let (text, status) = explain(error) {
      let remedies = (error as? CommandFailure)?.remedies ?? (error as? SuiteErrors)?.remedies ?? []
      StandardError.write(lines: details(of: error) + ["vfio-conform: \(text)"] + remedies.map { "  → \($0)" })
      leave(status)
    }
    switch exitCode(for: error) {
    case .success:
      StandardOutput.write(fullMessage(for: error) + "\n")
      leave(.asExpected)
    case .validationFailure:
      StandardError.write(fullMessage(for: error) + "\n")
      leave(.usage)
    default:
      StandardError.write(lines: ["vfio-conform: \(sentence(of: error))"])
      leave(.incomplete)
    }
  }

  /// What stands above the sentence.
  private static func details(of error: any Error) -> [String] {
    switch error {
    case let error as SuiteErrors: error.errors.diagnostics.map(\.description)
    case let error as BaselineErrors: error.errors.diagnostics.map(\.description)
    case let error as DocumentErrors: error.diagnostics.map(\.description)
    case let error as MachineError where !error.console.isEmpty:
      ["the guest's console ends:"] + error.console.map { "  " + $0 }
    default: []
    }
  }

  /// Ends the program, but not with 0 if something could not be written.
  private static func leave(_ status: ExitStatus) -> Never {
    guard let failure = StandardOutput.failure else { Foundation.exit(status.rawValue) }
    // A reader that closes a pipe has had enough of an answer. Of a verdict it has missed something.
    if failure == .brokenPipe, !StandardOutput.isVerdict { Foundation.exit(status.rawValue) }
    if failure != .brokenPipe { StandardError.write("vfio-conform: cannot write to standard output: \(failure)\n") }
    Foundation.exit((status == .asExpected ? ExitStatus.incomplete : status).rawValue)
  }

  /// What went wrong, for a report.
  static func reason(for error: any Error) -> String {
    guard let (text, _) = explain(error) else {
      return exitCode(for: error) == .validationFailure ? message(for: error) : sentence(of: error)
    }
    return ([text] + details(of: error)).joined(separator: "\n")
  }

  /// One sentence for each error that the modules throw; nil for those of the argument parser.
  private static func explain(_ error: any Error) -> (text: String, status: ExitStatus)? {
    switch error {
    case let error as CommandFailure: (error.description, error.status)
    case let error as DocumentErrors: ("\(counted(error.diagnostics.count, "error")) in the machine file", .usage)
    case let error as SuiteErrors: (error.description, .usage)
    case let error as BaselineErrors: (error.description, .usage)
    case let error as SuiteLibraryError: (error.description, .usage)
    case let error as MergeError: (error.description, .usage)
    case let error as ResumptionError: ("the run cannot go on: \(error)", .usage)
    case let error as PlanError: (error.description, error.status)
    case let error as JournalError: (error.description, .incomplete)
    case let error as JournalIsFull: ("the run cannot go on: \(error)", .incomplete)
    case let error as ReportError: (error.description, error.isMistake ? .usage : .incomplete)
    case let error as MachineError: (error.description, .nothingRan)
    case SystemError.interrupted: ("stopped", .incomplete)
    case SystemError.lost(let reason): ("the system under test was lost: \(reason)", .incomplete)
    case SystemError.timedOut(let reason): ("the system under test does not answer: \(reason)", .incomplete)
    case let error as SystemError: (error.description, .incomplete)
    default: nil
    }
  }
}
