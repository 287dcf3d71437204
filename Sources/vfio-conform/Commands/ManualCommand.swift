import ArgumentParser

/// For `make install`: the manual, made of what `--help` says.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Prints the man page.", shouldDisplay: false)

  func run() throws { StandardOutput.write(try ManualPage(help: VFIOConform._dumpHelp()).text) }
}
