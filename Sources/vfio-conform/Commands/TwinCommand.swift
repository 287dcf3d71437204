import ArgumentParser
import Foundation
import Journal
import Machines
import Runner
import Simulator
import SuiteModel
import SystemCalls

struct TwinCommand: ParsableCommand, Judging {
  static let configuration = CommandConfiguration(
    commandName: "twin",
    abstract: "Runs the same plan on the simulator and on a real kernel, and compares every call.",
    discussion: """
      Return value, errno, output fields, counts and bytes read must be the same,
      except what Suites/twin-exemptions.yaml exempts with a reason.

        vfio-conform twin --kernel bzImage --modules DIR
            every suite, on the simulator as that version and in a guest
        vfio-conform twin type1 --kernel bzImage --modules DIR
            one area

      Ends with 1 if there is a difference.
      """)

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Option(help: ArgumentHelp("The guest's kernel: a bzImage, a vmlinux, or a build tree.", valueName: "image"))
  var kernel: String

  @Option(help: ArgumentHelp("The guest's modules: a tree as lib/modules/VERSION.", valueName: "dir"))
  var modules: String?

  @Option(help: ArgumentHelp("The machine; see 'vfio-conform machines'.", valueName: "machine"))
  var machine = TargetOptions.defaultMachine

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let library = try suites.library()
    let selector = try selection.selector(SuiteNames(library, suites))
    let exemptions = try SideFiles(library.folder).twinExemptions()
    let machine = try MachinesFolder(library.folder).load(machine)
    let image = try GuestImage(machine: machine, kernel: kernel, modules: modules, beside: library.folder)
    Interruption.endGently()
    var progress = StandardError.progress
    progress.show("booting \(kernel) on \(machine.name) …")
    defer { progress.erase() }
    // The first guest tells the version that the simulator has to behave as.
    var booted: GuestSystem? = try start(image)
    defer { booted?.shutDown() }
    let profile = try Self.profile(of: booted?.identity)
    let runner = TwinRunner(
      try Library(library), exemptions: exemptions, selector: selector,
      cancellation: Interruption.cancellation)
    var compared = 0
    let report = try runner.run(
      first: { SimulatedSystem(machine: machine, profile: profile) },
      second: {
        defer { booted = nil }
        return try booted ?? start(image)
      },
      progress: { entry, total in
        if case .different(let difference) = entry.result {
          progress.erase()
          show(difference, of: entry.planned.id)
        }
        compared += 1
        progress.draw("\(compared)/\(total)  \(entry.planned.id)")
      })
    progress.erase()
    if Interruption.cancellation.isCancelled {
      throw CommandFailure("stopped before every case was compared", .incomplete)
    }
    try conclude(report)
  }

  private func start(_ image: GuestImage) throws -> GuestSystem {
    try GuestSystem(booting: image, cancellation: Interruption.cancellation)
  }

  /// The same version, with pages of the same size.
  private static func profile(of kernel: SystemIdentity?) throws -> KernelProfile {
    let profiles = kernel.flatMap { KernelProfile(Inventory.kernel(of: $0)) }.map { [$0, $0.largePaged] } ?? []
    guard let profile = profiles.first(where: { $0.pageSize == kernel?.pageSize }) else {
      let known = TargetOptions.knownKernels
      throw CommandFailure("the simulator is \(known), but the guest is Linux \(kernel?.release ?? "")", .usage)
    }
    return profile
  }

  private func show(_ difference: TwinDifference, of id: String) {
    let lines = ["\(id): \(difference.what)"] + difference.lines() + [""]
    format.format == .json ? StandardError.write(lines: lines) : StandardOutput.write(lines: lines)
  }

  private func conclude(_ report: TwinReport) throws {
    switch format.format {
    case .json: try printJSON(TwinSummary(report))
    case .text:
      var lines = report.machine.map { "the machines differ: \($0)" }
      lines += report.unusedExemptions.map { "note: the exemption '\($0)' was never needed" }
      lines.append(
        "\(report.compared) cases compared, \(report.differences) different, "
          + "\(report.cases.count - report.compared) not compared")
      StandardOutput.write(lines: lines)
    }
    guard report.compared > 0 else { throw ExitCode(ExitStatus.nothingRan.rawValue) }
    let isSame = report.differences == 0 && report.machine.isEmpty
    throw ExitCode((isSame ? ExitStatus.asExpected : .unexpected).rawValue)
  }
}

/// What `twin --format json` prints.
private struct TwinSummary: Encodable {
  var compared: Int
  var differences: Int
  /// Facts in which the machines themselves differ.
  var machine: [String]
  var different: [Difference]
  /// By id, how often an exemption was needed.
  var exemptions: [String: Int]
  var unusedExemptions: [String]

  struct Difference: Encodable {
    var id: String
    var what: String
    var first: [String]
    var second: [String]
  }

  init(_ report: TwinReport) {
    compared = report.compared
    differences = report.differences
    machine = report.machine
    exemptions = report.exemptions
    unusedExemptions = report.unusedExemptions
    different = report.cases.compactMap { entry in
      guard case .different(let difference) = entry.result else { return nil }
      return Difference(
        id: entry.planned.id, what: difference.what, first: difference.first, second: difference.second)
    }
  }
}
