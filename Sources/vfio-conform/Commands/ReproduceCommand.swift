import ArgumentParser
import Foundation
import Reports
import Runner
import SuiteModel

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Prints a case as a stand-alone C program.",
    discussion: """
        vfio-conform reproduce type1.map/no-access > case.c
            the calls of a case, with their values on the default machine
        vfio-conform reproduce 'type1.overlap/overlap[at=4KiB,pages=1]' --kernel 6.1
            one instance of a case, for Linux 6.1
        vfio-conform reproduce type1 irq --output programs
            a program for each case of two areas

      The program needs only the C library and linux/vfio.h. It takes the devices'
      addresses, or finds them in sysfs. It ends with 0 if the kernel does what is
      expected, with 1 if it does not, and with 77 if the program cannot tell.
      """)

  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup(title: "System Planned For") var target: TargetOptions
  @OptionGroup(title: "System Planned For") var simulation: SimulationOptions

  @Option(
    help: ArgumentHelp("The folder to write a program for each selected instance into.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let library = try suites.library(for: selection)
    let selector = try selection.selector(SuiteNames(library, suites))
    try simulation.check(target, target.backend ?? .sim)
    let target = try target.resolved(
      suites: library.folder, console: nil, otherwise: .sim, seed: simulation.seed ?? 0, quirks: try simulation.quirks()
    )
    Interruption.endGently()
    let reproducer = try Reproducer(
      try RunnableLibrary(library), devices: target.devices, selector: selector,
      cancellation: Interruption.cancellation, makeSystem: target.makeSystem)
    let words = self.target.words + simulation.words
    let origin = "as for" + (words.isEmpty ? " the default machine" : " " + words.joined(separator: " "))
    if let output { return try write(reproducer, origin, to: output) }
    guard reproducer.instances.count == 1 else {
      throw CommandFailure(
        "this selects \(reproducer.instances.count) instances: \(Self.some(reproducer.instances)); "
          + "name one, or a folder with --output", .usage)
    }
    let complaints = try reproducer.run(origin: origin) { _, outcome in
      switch outcome {
      case .program(let text): StandardOutput.write(text)
      case .inexpressible(let reason): throw CommandFailure("C cannot say it: \(reason)", .incomplete)
      case .notReady(let reason): throw CommandFailure("the machine cannot run it: \(reason)", .usage)
      }
    }
    StandardError.write(lines: complaints)
  }

  private static func some(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
  }

  /// Writes `reproducer-N.c` for each instance, and `index` with a line for each: its file, or why it has none.
  private func write(_ reproducer: Reproducer, _ origin: String, to folder: String) throws {
    try clear(folder)
    var index: [String] = []
    var (programs, others) = (0, 0)
    let complaints = try reproducer.run(origin: origin) { planned, outcome in
      switch outcome {
      case .program(let text):
        programs += 1
        let name = "reproducer-\(programs).c"
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        index.append("\(name)\t\(planned.id)")
      case .inexpressible(let reason):
        others += 1
        index.append("-\t\(planned.id)\t\(reason)")
      case .notReady: break
      }
    }
    try index.map { $0 + "\n" }.joined().write(toFile: folder + "/index", atomically: true, encoding: .utf8)
    StandardError.write(lines: complaints)
    let unsaid = others == 0 ? "" : ", and why C cannot say \(counted(others, "other"))"
    StandardOutput.write(
      "\(counted(programs, "program")) in \(folder); its 'index' has their cases\(unsaid)\n")
  }

  /// Makes the folder, and removes the programs of an earlier call, which the new index would not name.
  private func clear(_ folder: String) throws {
    try RunFolder.make(folder, reserved: ReservedPlaces(CommandInputs(suites: suites.suites)))
    let there = try FileManager.default.contentsOfDirectory(atPath: folder)
    let programs = there.filter { $0.wholeMatch(of: /reproducer-[0-9]+\.c/) != nil }
    guard there.allSatisfy({ $0 == "index" || programs.contains($0) }) else {
      throw CommandFailure("\(folder) holds other files than programs of 'reproduce': name a new folder", .usage)
    }
    for name in programs { try FileManager.default.removeItem(atPath: folder + "/" + name) }
  }
}
