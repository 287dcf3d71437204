import ArgumentParser
import SuiteModel

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains cases, suites, requirements, fixtures and errors, and looks for words.",
    discussion: """
        vfio-conform explain type1.overlap/overlap
            a case: its steps, and the requirements that it covers
        vfio-conform explain type1
            an area and its suites; or a suite, by its name or its file's path
        vfio-conform explain T1-024
            a requirement, and the cases that cover it
        vfio-conform explain container-with-device
            a fixture: what it does, its parameters, and what uses it
        vfio-conform explain EEXIST
            an error: its causes, and the cases that expect it
        vfio-conform explain VFIO_IOMMU_MAP_DMA
            an ioctl: what is promised of it, and the cases that call it
        vfio-conform explain dirty-bits-spill
            a known defect; or a device's recipe, or a parent
        vfio-conform explain "not viable"
            any words: the requirements, defects, fixtures and cases with them
      """)

  @Argument(
    help: ArgumentHelp(
      "A case, a pattern of cases, a suite, an area, a requirement, a fixture, an error, an ioctl, a known defect, a recipe, the path of a suite, or words.",
      valueName: "name"),
    completion: .cases)
  var name: String

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let library = try suites.library()
    let names = SuiteNames(library, suites)
    guard let lines = Explanation(names).lines(for: name) else {
      throw CommandFailure(
        "nothing is named '\(name)' or mentions it; \(names.hint(forName: name))", .usage)
    }
    StandardOutput.write(lines: lines)
  }
}
