import ArgumentParser
import Documents
import Simulator

/// What makes a simulated kernel another one.
struct SimulationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of the simulator's random choices. The same seed gives the same run.", valueName: "n"),
    transform: wholeNumber)
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "A rule that the simulator breaks: type1.map-overlap (repeatable; 'vfio-conform mutants' names all).",
      valueName: "rule"))
  var quirk: [String] = []

  func check(_ target: TargetOptions, _ backend: Backend) throws {
    try target.refuse(seed != nil, "--seed", unlessFor: [.sim], backend)
    try target.refuse(!quirk.isEmpty, "--quirk", unlessFor: [.sim], backend)
  }

  /// The rules that are to be broken.
  func quirks() throws -> Set<Rule> {
    Set(
      try quirk.map { name in
        guard let rule = Rule.named(name) else {
          let hint = suggestion(for: name, among: Rule.all.map(\.id)).map { "; \($0)" } ?? ""
          throw CommandFailure("the simulator has no rule '\(name)'\(hint)", .usage)
        }
        return rule
      })
  }

  var words: [String] { (seed.map { ["--seed", String($0)] } ?? []) + quirk.flatMap { ["--quirk", $0] } }
}
