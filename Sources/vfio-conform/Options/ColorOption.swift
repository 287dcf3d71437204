import ArgumentParser
import Foundation
import Reports

/// When output is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never
}

struct ColorOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "When to use colours; auto means on a terminal, unless NO_COLOR is set.", valueName: "when"))
  var color: ColorChoice = .auto

  /// For text that goes to standard output.
  var style: Style {
    switch color {
    case .always: .coloured
    case .never: .plain
    case .auto: StandardOutput.isTerminal && !Self.isUnwanted ? .coloured : .plain
    }
  }

  private static var isUnwanted: Bool { !(ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty }
}
