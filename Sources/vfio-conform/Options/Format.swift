import ArgumentParser
import Reports

/// How an answer is printed.
enum Format: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

struct FormatOption: ParsableArguments {
  @Option(help: ArgumentHelp("How to print the answer: text for a person, json for a script.", valueName: "format"))
  var format: Format = .text
}

/// Prints a value as JSON with stable keys.
func printJSON(_ value: some Encodable) throws {
  StandardOutput.write(String(decoding: try JSONText.file(value), as: UTF8.self))
}
