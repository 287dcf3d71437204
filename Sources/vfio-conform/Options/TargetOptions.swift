import ArgumentParser
import Documents
import Runner
import Simulator
import SuiteModel

/// Where the cases run.
enum Backend: String, ExpressibleByArgument, CaseIterable {
  case sim
  case guest
  case local
}

/// What the cases are run on.
struct TargetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "sim: a simulated kernel; guest: a real one in QEMU; local: this machine's own (default: sim; for inspect, local).",
      valueName: "backend"))
  var backend: Backend?

  @Option(
    help: ArgumentHelp(
      "For sim, the version that the simulator behaves as, from 6.1 to 7.3 (6.12, 6.12.63). For guest, the kernel: a bzImage, a vmlinux or a build tree.",
      valueName: "kernel"), completion: .kernels)
  var kernel: String?

  @Option(
    help: ArgumentHelp("The guest's modules: a folder such as lib/modules/VERSION.", valueName: "dir"),
    completion: .directory)
  var modules: String?

  @Option(
    help: ArgumentHelp(
      "The machine of sim or guest (default: \(Self.defaultMachine)); see 'vfio-conform machines'.",
      valueName: "machine"), completion: .machines)
  var machine: String?

  @Option(
    help: ArgumentHelp(
      "For local, a device that cases may use: 0000:03:00.0 (repeatable). No other device is touched.",
      valueName: "address"))
  var device: [String] = []

  /// Refuses options that the backend has no use for: who gives one believes that it does something.
  func check(_ backend: Backend) throws {
    try refuse(kernel != nil, "--kernel", unlessFor: [.sim, .guest], backend)
    try refuse(modules != nil, "--modules", unlessFor: [.guest], backend)
    try refuse(machine != nil, "--machine", unlessFor: [.sim, .guest], backend)
    try refuse(!device.isEmpty, "--device", unlessFor: [.local], backend)
    guard backend != .guest || kernel != nil else {
      throw CommandFailure("--backend guest needs --kernel IMAGE, and --modules DIR unless all is built in", .usage)
    }
  }

  func refuse(_ isGiven: Bool, _ option: String, unlessFor allowed: [Backend], _ backend: Backend) throws {
    guard isGiven, !allowed.contains(backend) else { return }
    let names = allowed.map(\.rawValue).joined(separator: " or ")
    // Who names no backend has not chosen it.
    let hint = self.backend == nil ? allowed.first.map { "; add --backend \($0.rawValue)" } ?? "" : ""
    throw CommandFailure("\(option) is for --backend \(names), and the backend is \(backend.rawValue)\(hint)", .usage)
  }

  /// The options as they were given, so that one case can be run again on the same system.
  var words: [String] {
    var words: [String] = []
    if let backend { words += ["--backend", backend.rawValue] }
    if let kernel { words += ["--kernel", kernel] }
    if let modules { words += ["--modules", modules] }
    if let machine { words += ["--machine", machine] }
    for device in device { words += ["--device", device] }
    return words
  }

  static let defaultMachine = "x86-intel"
}

/// What the cases of a run are run on, and what that is declared to have.
struct SystemOptions: ParsableArguments {
  @OptionGroup var target: TargetOptions

  @Option(
    help: ArgumentHelp(
      "A need that the machine must meet: iommu=type1v2, device=edu (repeatable). If it does not, cases with this need fail instead of being skipped.",
      valueName: "need=value"))
  var require: [String] = []

  @OptionGroup var simulation: SimulationOptions

  var backend: Backend { target.backend ?? .sim }

  func check() throws {
    try target.check(backend)
    try simulation.check(target, backend)
  }

  /// The needs that are declared to be met. Some case has, or may have, each of them.
  func required(in library: SuiteLibrary) throws -> [RequiredNeed] {
    try require.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw CommandFailure("--require '\(text)' is not of the form NEED=VALUE, such as iommu=type1v2", .usage)
      }
      switch library.need(parts[0], parts[1]) {
      case .success(let needs): return RequiredNeed(parts[0], parts[1], needs: needs)
      case .failure(let mistake):
        let hint = mistake.hint.map { "; \($0)" } ?? ""
        throw CommandFailure("--require '\(text)': \(mistake.message)\(hint)", .usage)
      }
    }
  }

  var words: [String] {
    target.words + require.flatMap { ["--require", $0] } + simulation.words
  }
}

/// Reads a number that counts something; the error for any other text says which numbers are allowed.
func wholeNumber<Number: FixedWidthInteger>(_ text: String) throws -> Number {
  guard let number = Number(text), number >= 0 else {
    throw ValidationError("it takes a number from 0 to \(Number.max)")
  }
  return number
}
