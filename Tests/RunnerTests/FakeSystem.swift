import Journal
import SuiteModel
import SystemCalls
import VFIOInterface

@testable import Runner

/// A system whose answers are written down: files and links by path, and a closure for all else.
final class FakeSystem: System {
  var identity = SystemIdentity(
    release: "6.1.0-56-amd64", version: "#1 SMP Debian 6.1.192-2", architecture: "x86_64", pageSize: 4096,
    backend: "sim")
  var files: [String: String] = [:]
  var binaries: [String: [UInt8]] = [:]
  var links: [String: String] = [:]
  /// Asked first; nil leaves the call to the defaults.
  var answer: (SystemCall, ProcessID) -> CallResult? = { _, _ in nil }
  /// Calls that never end.
  var hangs: (SystemCall) -> Bool = { _ in false }
  /// Calls that take the system down.
  var dies: (SystemCall) -> Bool = { _ in false }
  /// What the kernel says about a call.
  var comment: (SystemCall) -> String? = { _ in nil }

  /// What the kernel says by itself, by how often its log was read before.
  var afterthoughts: [Int: String] = [:]
  private var logReads = 0

  private(set) var calls: [(call: SystemCall, process: ProcessID)] = []
  private(set) var spawned: [ProcessID: SpawnOptions] = [:]
  private(set) var isShutDown = false
  private var isDead = false
  private var log: [KernelMessage] = []
  private var results: [UInt32: CallResult?] = [:]
  private var nextDescriptor: Int64 = 3

  let consoleTail = ["last words"]

  func spawn(_ process: ProcessID, _ options: SpawnOptions) throws(SystemError) {
    guard spawned[process] == nil else { throw .invalid("process \(process.rawValue) is there already") }
    spawned[process] = options
  }

  func kill(_ process: ProcessID) throws(SystemError) { spawned[process] = nil }

  func start(_ call: SystemCall, in process: ProcessID) throws(SystemError) -> PendingCall {
    guard !isDead else { throw .lost("the kernel is gone") }
    guard spawned[process] != nil else { throw .invalid("no process \(process.rawValue)") }
    calls.append((call, process))
    if let text = comment(call) { log.append(KernelMessage(level: 4, text: text)) }
    isDead = dies(call)
    let id = UInt32(calls.count)
    results[id] = hangs(call) ? CallResult?.none : answer(call, process) ?? standardAnswer(call)
    return PendingCall(rawValue: id)
  }

  func finish(_ call: PendingCall, within: Duration) throws(SystemError) -> CallResult? {
    guard !isDead else { throw .lost("the kernel is gone") }
    return results[call.rawValue] ?? nil
  }

  func endCase() throws(SystemError) {
    guard !isDead else { throw .lost("the kernel is gone") }
    spawned = [:]
    nextDescriptor = 3
  }

  func kernelLog() throws(SystemError) -> [KernelMessage] {
    defer { (log, logReads) = ([], logReads + 1) }
    return log + (afterthoughts[logReads].map { [KernelMessage(level: 4, text: $0)] } ?? [])
  }

  func shutDown() -> String? {
    isShutDown = true
    return leftBehind
  }

  /// What shutting down cannot end.
  var leftBehind: String?

  private var will: [FileWrite] = []

  func leaveWill(_ writes: [FileWrite]) throws(SystemError) { will = writes }

  /// What the machine does when the harness dies.
  func carryOutWill() {
    for item in will { _ = write(item.bytes, to: item.path) }
  }

  // MARK: What a plain kernel answers

  private func standardAnswer(_ call: SystemCall) -> CallResult {
    switch call {
    case .readFile(let path, _):
      (binaries[path] ?? files[path].map { Array($0.utf8) }).map { CallResult(bytes: $0) } ?? .failure(.ENOENT)
    case .writeFile(let path, let bytes): write(bytes, to: path)
    case .readLink(let path): links[path].map { CallResult(bytes: Array($0.utf8)) } ?? .failure(.ENOENT)
    case .list(let path): list(path)
    case .status(let path): exists(path) ? CallResult(bytes: [UInt8](repeating: 0, count: 32)) : .failure(.ENOENT)
    case .open, .eventfd, .duplicate: newDescriptor()
    case .map(let request): CallResult(value: Int64(bitPattern: request.address))
    case .ioctl(_, _, .bytes(let bytes)): CallResult(bytes: bytes)
    case .peek(_, let count): CallResult(value: Int64(count), bytes: [UInt8](repeating: 0, count: count))
    case .poll(let entries, _): CallResult(bytes: [UInt8](repeating: 0, count: entries.count * 8))
    default: CallResult()
    }
  }

  private func newDescriptor() -> CallResult {
    defer { nextDescriptor += 1 }
    return CallResult(value: nextDescriptor)
  }

  /// Drivers as sysfs has them: `unbind`, `bind` and `drivers_probe` move the link of a device.
  private func write(_ bytes: [UInt8], to path: String) -> CallResult {
    let text = String(decoding: bytes, as: UTF8.self)
    let device = "/sys/bus/pci/devices/\(text)"
    switch path.lastPathComponent {
    case "unbind": links[device + "/driver"] = nil
    case "drivers_probe":
      if let driver = files[device + "/driver_override"] { links[device + "/driver"] = "../drivers/\(driver)" }
    default:
      guard files[path] != nil else { return .failure(.ENOENT) }
      files[path] = text == "\n" ? "(null)" : text
    }
    return CallResult(value: Int64(bytes.count))
  }

  private var paths: [String] { Array(files.keys) + Array(links.keys) + Array(binaries.keys) }

  private func exists(_ path: String) -> Bool {
    files[path] != nil || links[path] != nil || paths.contains { $0.hasPrefix(path + "/") }
  }

  private func list(_ path: String) -> CallResult {
    let below = paths.filter { $0.hasPrefix(path + "/") }
    guard !below.isEmpty else { return .failure(.ENOENT) }
    let names = Set(below.compactMap { $0.dropFirst(path.count + 1).split(separator: "/").first.map(String.init) })
    return CallResult(bytes: names.sorted().flatMap { Array($0.utf8) + [0] })
  }
}

extension FakeSystem {
  /// A machine with devices of the given identities, each alone in a group of its own.
  static func machine(_ devices: [(name: String, vendor: UInt16, id: UInt16)]) -> FakeSystem {
    let system = FakeSystem()
    for driver in ["vfio-pci", "pci-stub"] { system.files["/sys/bus/pci/drivers/\(driver)/bind"] = "" }
    for (index, device) in devices.enumerated() {
      let directory = "/sys/bus/pci/devices/" + device.name
      var config = [UInt8](repeating: 0, count: 256)
      config.set(UInt64(device.vendor), at: 0, width: 2)
      config.set(UInt64(device.id), at: 2, width: 2)
      system.binaries[directory + "/config"] = config
      system.files[directory + "/resource"] = "0x00000000fe000000 0x00000000fe0fffff 0x0000000000040200\n"
      system.files[directory + "/driver_override"] = "(null)"
      system.files[directory + "/reset_method"] = "pm bus\n"
      system.links[directory] = "../../../devices/pci0000:00/\(device.name)"
      system.links[directory + "/iommu_group"] = "../../../kernel/iommu_groups/\(index + 1)"
      system.links["/sys/kernel/iommu_groups/\(index + 1)/devices/\(device.name)"] = device.name
    }
    system.answer = { call, _ in
      guard case .ioctl(_, request: 0x3b65, .word(let model)) = call else { return nil }
      return CallResult(value: model == 1 || model == 3 ? 1 : 0)
    }
    return system
  }

  static var twoDevices: FakeSystem {
    machine([("0000:00:05.0", 0x1234, 0x11e8), ("0000:00:06.0", 0x1234, 0x11e8)])
  }
}

extension RunnableLibrary {
  /// A library of one suite, `t`, with the given text for its cases.
  init(cases text: String, needs: String = "{}", more: String = "") throws {
    let suite = "suite: t\ntitle: Test\nneeds: \(needs)\n\(more)cases:\n\(text)\n"
    let (parsed, diagnostics) = Suite.parse(suite, file: "t.yaml")
    for diagnostic in diagnostics where diagnostic.severity == .error { throw diagnostic }
    self.init(suites: parsed.map { [$0] } ?? [])
  }
}

extension Runner {
  /// A runner with one worker, whose systems the test looks at before and after the run.
  convenience init(
    _ library: RunnableLibrary, options: Options, cancellation: Cancellation = Cancellation(),
    alone makeSystem: @escaping () throws -> any System, record: @escaping (Event) throws -> Void
  ) {
    // The test waits for the run meanwhile.
    nonisolated(unsafe) let makeSystem = makeSystem
    self.init(
      library, options: options, cancellation: cancellation, makeSystem: { _ in try makeSystem() }, record: record)
  }
}

/// Runs a library on fake systems and keeps the events.
final class Recording {
  private(set) var events: [Event] = []
  private(set) var systems: [FakeSystem] = []
  /// Called for each event, when it is kept.
  var heard: (Event) -> Void = { _ in }

  @discardableResult
  func run(
    _ library: RunnableLibrary, devices: Inventory.Selection = .endpoints, selector: Selector = Selector(),
    choice: Choice = Choice(), attempts: Attempts = .once,
    limits: (instance: Duration?, run: Duration?) = (nil, nil),
    cancellation: Cancellation = Cancellation(), on system: @escaping () -> FakeSystem
  ) async throws -> Counts {
    let runner = Runner(
      library,
      options: .init(
        id: "run", program: "1.0", devices: devices, selector: selector, choice: choice, attempts: attempts,
        limits: limits),
      cancellation: cancellation,
      alone: {
        let system = system()
        self.systems.append(system)
        return system
      },
      record: { event in
        self.events.append(event)
        self.heard(event)
      })
    return try await runner.run()
  }

  var finished: [CaseFinished] {
    events.compactMap { event in if case .caseFinished(let finished) = event { finished } else { nil } }
  }

  /// The outcomes of attempts, in order.
  var attempts: [Outcome] {
    events.compactMap { event in if case .attemptFinished(let finished) = event { finished.outcome } else { nil } }
  }

  var started: RunStarted? {
    events.lazy.compactMap { event in if case .runStarted(let started) = event { started } else { nil } }.first
  }

  var end: RunFinished? { if case .runFinished(let finished) = events.last { finished } else { nil } }

  func outcome(_ id: String) -> Outcome? { finished.first { $0.id == id }?.outcome }
}
