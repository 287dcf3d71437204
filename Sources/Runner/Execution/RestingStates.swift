import SystemCalls

/// Whether the devices that a case had are again as the next case may expect them: their BARs are where they were, no
/// interrupt and no DMA is enabled that was not, and their endpoint (PE) is in the state that it was in.
final class RestingStates {
  /// What is read of a configuration space: all that is asked for lies in there.
  private static let configurationSize = 256

  private let harnessProcess: HarnessProcess
  /// The states before the first case of the system that had the device.
  private var known: [String: State] = [:]

  init(_ harnessProcess: HarnessProcess) { self.harnessProcess = harnessProcess }

  struct State: Hashable {
    var bars: [UInt8]
    /// What is on: names of bits.
    var enabled: Set<String>
    var endpoint: String?
  }

  /// Remembers how a device is before a case has it.
  func learn(_ device: HostDevice) throws(SystemError) {
    guard known[device.name] == nil else { return }
    known[device.name] = try state(of: device, interrupts())
  }

  /// Puts devices into the state that they had, as far as sysfs can.
  ///
  /// - Returns: What a case left behind, a sentence each, and whether some of it is still there.
  func settle(_ devices: [HostDevice]) throws(SystemError) -> (found: [String], isLeft: Bool) {
    var found: [String] = []
    var isLeft = false
    guard !devices.isEmpty else { return (found, isLeft) }
    var interrupts = try interrupts()
    for device in devices {
      guard let first = known[device.name], let now = try state(of: device, interrupts) else { continue }
      let differences = Self.differences(now, from: first)
      guard !differences.isEmpty else { continue }
      try heal(device)
      interrupts = try self.interrupts()
      let rest = try state(of: device, interrupts).map { Self.differences($0, from: first) } ?? []
      let outcome = rest.isEmpty ? "it was reset" : "a reset does not mend it"
      found.append("the case left \(device.name) with \(differences.joined(separator: ", ")): \(outcome)")
      isLeft = isLeft || !rest.isEmpty
    }
    return (found, isLeft)
  }

  private func heal(_ device: HostDevice) throws(SystemError) {
    let probe = try harnessProcess.probe()
    if known[device.name]?.endpoint != nil { try probe.write("0", to: device.sysfs + "/eeh_pe_state") }
    try probe.write("1", to: device.sysfs + "/reset")
  }

  static func differences(_ now: State, from first: State) -> [String] {
    var words = now.enabled.subtracting(first.enabled).sorted()
    if now.bars != first.bars { words.append("other addresses in its BARs") }
    if let endpoint = now.endpoint, endpoint != first.endpoint {
      words.append("its endpoint (PE) in state \(endpoint), not \(first.endpoint ?? "none")")
    }
    return words
  }

  private func interrupts() throws(SystemError) -> String { try harnessProcess.probe().text("/proc/interrupts") ?? "" }

  /// Nothing where the device is not there, or does not answer.
  private func state(of device: HostDevice, _ interrupts: String) throws(SystemError) -> State? {
    let result = try harnessProcess.perform(.readFile(path: device.sysfs + "/config", limit: Self.configurationSize))
    guard result.succeeded, result.bytes.count >= 64 else { return nil }
    let space = ConfigurationSpace(result.bytes)
    // VFIO's interrupts bear the device's address; a driver of the host gives them names of its own.
    let isListening = interrupts.split(separator: "\n").contains { $0.contains("vfio-") && $0.contains(device.name) }
    return State(
      space, isListening: isListening,
      endpoint: device.hasEndpoint ? try harnessProcess.probe().text(device.sysfs + "/eeh_pe_state") : nil)
  }
}

extension RestingStates.State {
  init(_ space: ConfigurationSpace, isListening: Bool, endpoint: String?) {
    let bits: [(name: String, isSet: Bool)] = [
      ("an interrupt enabled", isListening),
      ("bus mastering on", space.value(4, 2) >> 2 & 1 == 1), ("INTx disabled", space.value(4, 2) >> 10 & 1 == 1),
      ("MSI on", space.value(inCapability: 0x05, 2, 2) & 1 == 1),
      ("MSI-X on", space.value(inCapability: 0x11, 2, 2) >> 15 & 1 == 1),
      ("no answer in configuration space", space.vendor == 0xffff),
    ]
    self.init(
      bars: Array(space.bytes[0x10..<0x28]), enabled: Set(bits.filter(\.isSet).map(\.name)), endpoint: endpoint)
  }
}
