import SystemCalls
import VFIOInterface

/// What a case changed on the machine beyond its own processes, and how to put it back.
final class ChangeLog {
  /// Whether the case may have changed which driver a device has, or whether the device is there.
  private(set) var touchedDevices = false
  private(set) var undo: [Change] = []
  /// What modules that the case removes were loaded with.
  private(set) var parameters: [String: String] = [:]
  private let harnessProcess: HarnessProcess

  enum Change {
    case contents(path: String, previous: [UInt8])
    case mode(path: String, previous: UInt32)
    /// An identity that was added to a driver.
    case identity(driver: String, text: String)
    /// Mediated devices may have been made, beside those that were there.
    case created(previous: [String])
    case loaded(module: String)
    case removed(module: String, parameters: String)

    func concerns(_ file: String) -> Bool {
      if case .contents(file, _) = self { true } else { false }
    }
  }

  /// Files of a device whose contents outlive the case; all others of sysfs are commands, or follow from the drivers.
  private static let settings: Set<String> = [
    "control", "d3cold_allowed", "driver_override", "enable", "msi_bus", "reset_method", "sriov_numvfs",
  ]

  private static let mediatedBus = "/sys/bus/mdev/"
  private static let mediatedDevices = mediatedBus + "devices/"

  init(_ harnessProcess: HarnessProcess) { self.harnessProcess = harnessProcess }

  // MARK: What the case does

  /// Notes what has to be put back after a call. Called before the call.
  func prepare(for call: SystemCall) throws(SystemError) {
    switch call {
    case .open(let path, let flags):
      // A file that is open for writing may be written later, by any call.
      let canWrite = flags.contains(.writeOnly) || flags.contains(.readWrite)
      if canWrite, path.hasPrefix("/sys/") { touchedDevices = true }
    case .writeFile(let path, let bytes): try prepareWrite(String(decoding: bytes, as: UTF8.self), to: path)
    case .changeMode(let path, _): try prepareModeChange(path)
    case .removeModule(let name): parameters[name] = try currentParameters(of: name)
    default: break
    }
  }

  /// Notes what a call changed that has to be put back. Called after it.
  func note(_ call: SystemCall, _ result: CallResult) {
    guard result.succeeded else { return }
    switch call {
    case .loadModule(let name, _): undo.append(.loaded(module: name))
    case .removeModule(let name): undo.append(.removed(module: name, parameters: parameters[name] ?? ""))
    default: return
    }
    touchedDevices = true
  }

  private func prepareWrite(_ text: String, to path: String) throws(SystemError) {
    guard path.hasPrefix("/sys/") || path.hasPrefix("/proc/") else { return }
    let name = path.lastPathComponent
    if name == "driver_override" { touchedDevices = true }
    if path.contains("/mdev_supported_types/"), name == "create" { return try prepareCreation() }
    // Mediated devices come and go without a change of the PCI devices.
    guard !path.hasPrefix(Self.mediatedBus) else { return }
    if path.hasPrefix("/sys/module/") || path.hasPrefix("/proc/sys/") || Self.settings.contains(name) {
      guard !undo.contains(where: { $0.concerns(path) }) else { return }
      guard let previous = try harnessProcess.probe().bytes(path) else { return }
      undo.append(.contents(path: path, previous: previous))
      try harnessProcess.will.add(FileWrite(path: path, bytes: Self.writable(previous)))
    } else {
      touchedDevices = true
      if name == "new_id" { undo.append(.identity(driver: String(path.dropLast(name.count)), text: text)) }
    }
  }

  /// A kernel may make a device that it should not make, under any name: it is one that was not there before.
  private func prepareCreation() throws(SystemError) {
    let isKnown = undo.contains { if case .created = $0 { true } else { false } }
    guard !isKnown else { return }
    undo.append(.created(previous: try harnessProcess.probe().names(Self.mediatedDevices)))
  }

  private func prepareModeChange(_ path: String) throws(SystemError) {
    guard path.hasPrefix("/dev/") || path.hasPrefix("/sys/") else { return }
    guard let status = try harnessProcess.probe().status(path) else { return }
    undo.append(.mode(path: path, previous: status.mode & 0o7777))
  }

  /// What a module has to be loaded with to be as it is now.
  private func currentParameters(of module: String) throws(SystemError) -> String {
    let name = String(module.map { $0 == "-" ? "_" : $0 })
    let directory = "/sys/module/\(name)/parameters"
    let probe = try harnessProcess.probe()
    var words: [String] = []
    for parameter in try probe.names(directory) {
      guard let value = try probe.text("\(directory)/\(parameter)"), !value.isEmpty else { continue }
      words.append("\(parameter)=\(value)")
    }
    return words.joined(separator: " ")
  }

  // MARK: Afterwards

  /// Puts everything back, the last change first. What the kernel refuses stays: the next case's preparation says so.
  func putBack() throws(SystemError) {
    for change in undo.reversed() { try putBack(change) }
    undo = []
    try harnessProcess.will.forgetSettings()
  }

  /// What to write so that a file reads as it did: no override reads as "(null)", and is written as an empty line.
  static func writable(_ contents: [UInt8]) -> [UInt8] {
    contents.starts(with: Array("(null)".utf8)) ? [UInt8(ascii: "\n")] : contents
  }

  private func putBack(_ change: Change) throws(SystemError) {
    switch change {
    case .contents(let path, let previous):
      guard try harnessProcess.probe().bytes(path) != previous else { return }
      _ = try harnessProcess.perform(.writeFile(path: path, bytes: Self.writable(previous)))
    case .mode(let path, let previous): _ = try harnessProcess.perform(.changeMode(path: path, mode: previous))
    case .identity(let driver, let text):
      // The driver knows an identity by its first two numbers.
      let identity = text.split(separator: " ").prefix(2).joined(separator: " ")
      _ = try harnessProcess.perform(.writeFile(path: driver + "remove_id", bytes: Array(identity.utf8)))
    case .created(let previous):
      for name in try harnessProcess.probe().names(Self.mediatedDevices) where !previous.contains(name) {
        _ = try harnessProcess.perform(
          .writeFile(path: Self.mediatedDevices + name + "/remove", bytes: Array("1".utf8)))
      }
    case .loaded(let module): _ = try harnessProcess.perform(.removeModule(name: module))
    case .removed(let module, let parameters):
      _ = try harnessProcess.perform(.loadModule(name: module, parameters: parameters))
    }
  }
}
