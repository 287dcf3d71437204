import ArgumentParser
import Foundation
import MachineModel
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
        vfio-conform twin --all --kernel A --modules DIR --kernel B --modules DIR
            every bundled machine, with each kernel that can boot on it

      Ends with 1 if there is a difference, and with 3 if a machine or a kernel was
      compared with nothing.
      """)

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "The guest's kernel: a bzImage, a vmlinux, or a build tree (repeatable).", valueName: "image"),
    completion: .kernels)
  var kernel: [String]

  @Option(
    help: ArgumentHelp(
      "The guest's modules: a tree as lib/modules/VERSION (repeatable: one for each kernel, in the same order).",
      valueName: "dir"), completion: .directory)
  var modules: [String] = []

  @Option(help: ArgumentHelp("The machine; see 'vfio-conform machines'.", valueName: "machine"), completion: .machines)
  var machine: String?

  @Flag(help: "Compare on every bundled machine.")
  var all = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Calls that are shown before each that differs.", valueName: "n"), transform: wholeNumber)
  var context = 8

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let library = try suites.library()
    let selector = try selection.selector(SuiteNames(library, suites))
    let exemptions = try SideFiles(library.folder).twinExemptions()
    let runner = TwinRunner(
      try RunnableLibrary(library), exemptions: exemptions, context: context, selector: selector,
      cancellation: Interruption.cancellation)
    let pairs = try pairs(library.folder)
    Interruption.endGently()
    var summaries: [TwinSummary] = []
    for pair in pairs {
      summaries.append(try compare(pair, runner, isOneOf: pairs.count))
      if Interruption.cancellation.isCancelled {
        throw CommandFailure("stopped before every case was compared", .incomplete)
      }
    }
    try conclude(summaries)
  }

  // MARK: Pairs

  /// A kernel on a machine.
  private struct Pair {
    var machine: Machine
    var kernel: String
    /// Nil where the kernel cannot be booted there, and why.
    var image: GuestImage?
    var absence: String?
  }

  /// Each machine that is asked for with each kernel. With `--all`, a kernel that is for other machines, or lacks their
  /// modules, is no mistake of the command line.
  private func pairs(_ folder: SuiteFolder) throws -> [Pair] {
    guard modules.isEmpty || modules.count == kernel.count else {
      throw CommandFailure(
        "there are \(kernel.count) --kernel and \(modules.count) --modules; each kernel has its own", .usage)
    }
    guard !all || machine == nil else { throw CommandFailure("--all and --machine exclude each other", .usage) }
    let known = MachinesFolder(folder)
    let machines = all ? try known.all() : [try known.load(machine ?? TargetOptions.defaultMachine)]
    return try machines.flatMap { machine in
      try kernel.enumerated().map { index, kernel in
        let modules = modules.isEmpty ? nil : modules[index]
        do {
          let image = try GuestImage(machine: machine, kernel: kernel, modules: modules, beside: folder)
          return Pair(machine: machine, kernel: kernel, image: image)
        } catch  where all && FileManager.default.fileExists(atPath: kernel) {
          return Pair(machine: machine, kernel: kernel, absence: sentence(of: error))
        }
      }
    }
  }

  // MARK: One pair

  private func compare(_ pair: Pair, _ runner: TwinRunner, isOneOf count: Int) throws -> TwinSummary {
    let name = "\(pair.kernel) on \(pair.machine.name)"
    guard let image = pair.image else { return TwinSummary(pair.machine.name, pair.kernel, absence: pair.absence) }
    if count > 1 { tell(["\(name):"]) }
    var progress = StandardError.progress
    progress.show("booting \(name) …")
    defer { progress.erase() }
    // The first guest tells the version that the simulator has to behave as.
    var booted: GuestSystem? = try start(image)
    defer { booted?.shutDown() }
    let profile = try Self.profile(of: booted?.identity)
    var compared = 0
    let report = try runner.run(
      devices: .machine(pair.machine),
      first: { SimulatedSystem(machine: pair.machine, profile: profile) },
      second: {
        defer { booted = nil }
        return try booted ?? start(image)
      },
      progress: { entry, total in
        if case .different(let difference) = entry.result {
          progress.erase()
          tell(["\(entry.planned.id): \(difference.what)"] + difference.lines() + [""])
        }
        compared += 1
        progress.draw("\(compared)/\(total)  \(entry.planned.id)")
      })
    return TwinSummary(pair.machine.name, pair.kernel, report)
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

  /// What is told while the comparison goes on: beside the answer, where that is for a script.
  private func tell(_ lines: [String]) {
    format.format == .json ? StandardError.write(lines: lines) : StandardOutput.write(lines: lines)
  }

  // MARK: All

  private func conclude(_ summaries: [TwinSummary]) throws {
    switch format.format {
    case .json: try summaries.count > 1 ? printJSON(summaries) : summaries.first.map(printJSON)
    case .text: for summary in summaries { StandardOutput.write(lines: summary.lines(isOneOf: summaries.count)) }
    }
    guard summaries.contains(where: { $0.compared > 0 }) else { throw ExitCode(ExitStatus.nothingRan.rawValue) }
    guard summaries.allSatisfy(\.isSame) else { throw ExitCode(ExitStatus.unexpected.rawValue) }
    let idle = Self.idle(summaries)
    guard idle.isEmpty else {
      throw CommandFailure("compared with nothing: \(idle.joined(separator: ", "))", .incomplete)
    }
  }

  /// Machines and kernels of which no case was compared.
  private static func idle(_ summaries: [TwinSummary]) -> [String] {
    let busy = summaries.filter { $0.compared > 0 }
    let used = Set(busy.map(\.machineName) + busy.map(\.kernel))
    var idle: [String] = []
    for name in summaries.flatMap({ [$0.machineName, $0.kernel] }) where !used.contains(name) && !idle.contains(name) {
      idle.append(name)
    }
    return idle
  }
}
