import ArgumentParser
import Runner

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
      "sim: a simulated kernel; guest: a real one in QEMU; local: this machine's own (default: sim, but inspect: local).",
      valueName: "backend"))
  var backend: Backend?

  @Option(
    help: ArgumentHelp(
      "For sim the version that it behaves as: 6.1, 6.12 or 7.2. For guest the kernel: a bzImage, a vmlinux, or a build tree.",
      valueName: "kernel"))
  var kernel: String?

  @Option(help: ArgumentHelp("The guest's modules: a tree as lib/modules/VERSION.", valueName: "dir"))
  var modules: String?

  @Option(help: ArgumentHelp("The machine; see 'vfio-conform machines'.", valueName: "machine"))
  var machine = Self.defaultMachine

  @Option(
    help: ArgumentHelp(
      "A device of this machine that cases may have: 0000:03:00.0 (local; repeatable). No other is touched.",
      valueName: "address"))
  var device: [String] = []

  @Option(help: ArgumentHelp("What the simulator's choices begin with: the same seed, the same run.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "A need that the machine must meet: iommu=type1v2, device=edu (repeatable). Cases that have it fail where it does not, instead of being skipped.",
      valueName: "need=value"))
  var require: [RequiredNeed] = []

  func validate() throws {
    switch backend {
    case .guest where kernel == nil:
      throw ValidationError("--backend guest needs --kernel IMAGE, and --modules DIR unless all is built in")
    case .guest: break
    case .local:
      try refuse(kernel != nil, "--kernel", "sim or guest")
      try refuse(modules != nil, "--modules", "guest")
    case .sim, nil: try refuse(modules != nil, "--modules", "guest")
    }
    try refuse(backend != .local && !device.isEmpty, "--device", "local")
  }

  private func refuse(_ isGiven: Bool, _ option: String, _ backends: String) throws {
    if isGiven { throw ValidationError("\(option) is for --backend \(backends)") }
  }

  /// The options as they were given, so that one case can be run again on the same system.
  var words: [String] {
    var words: [String] = []
    if let backend { words += ["--backend", backend.rawValue] }
    if let kernel { words += ["--kernel", kernel] }
    if let modules { words += ["--modules", modules] }
    if machine != Self.defaultMachine { words += ["--machine", machine] }
    for device in device { words += ["--device", device] }
    for need in require { words += ["--require", "\(need.name)=\(need.value)"] }
    if seed != 0 { words += ["--seed", String(seed)] }
    return words
  }

  static let defaultMachine = "x86-intel"
}

extension RequiredNeed: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
