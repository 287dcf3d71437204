import ArgumentParser
import SuiteModel

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says what a case does and needs, what a suite or an area holds, or what a requirement asks for.",
    discussion: """
        vfio-conform explain type1.overlap/overlap
            a case: its steps, and the requirements that it covers
        vfio-conform explain type1
            an area and its suites; or a suite, by its name or its file's path
        vfio-conform explain T1-024
            a requirement, and the cases that cover it
      """)

  @Argument(
    help: ArgumentHelp("A case, a suite, an area, a requirement, or the path of a suite.", valueName: "name"))
  var name: String

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let library = try suites.library()
    let names = SuiteNames(library, suites)
    guard let lines = Explanation(names).lines(for: name) else {
      throw CommandFailure(
        "there is no case, suite, area or requirement '\(name)'; \(names.hint(forName: name))", .usage)
    }
    StandardOutput.write(lines: lines)
  }
}
