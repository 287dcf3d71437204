import ArgumentParser
import Runner

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Tells what a machine offers: IOMMU, groups, devices, modules, limits, and which suites can run.",
    discussion: """
        vfio-conform inspect
            this machine; nothing is changed
        vfio-conform inspect --backend sim --machine x86-amd
            a simulated one
        vfio-conform inspect --backend guest --kernel bzImage --modules DIR
            a guest with a kernel of your own
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let suiteLibrary = try suites.library()
    var target = try target.resolved(suites: suiteLibrary.folder, console: nil, otherwise: .local)
    // Looking does no harm, so here no devices stands for all of them.
    if case .named([]) = target.devices { target.devices = .endpoints }
    Interruption.endGently()
    let system = try target.makeSystem()
    defer {
      if let leftBehind = system.shutDown() { StandardError.write("note: \(leftBehind)\n") }
    }
    let inspection = try Inspection(
      of: system, selecting: target.devices, library: RunnableLibrary(suiteLibrary), absence: target.absence)
    switch format.format {
    case .json: try printJSON(inspection)
    case .text: StandardOutput.write(lines: InspectionText(inspection).lines)
    }
  }
}
