import SystemCalls

/// What POWER says of a device's partitionable endpoint (PE), and of the host bridge (PHB) that keeps its state.
struct PartitionFacts: Sendable, Hashable {
  /// The endpoint's number; nil where errors are not recovered from.
  var number: Int?
  /// The physical address of the bridge's registers; 0 where it is not known.
  var registers: UInt64 = 0
  /// Whether the bridge stops what is said to be stopped.
  var freezes = false
}

extension PartitionFacts {
  init(of device: String, _ probe: Probe) throws(SystemError) {
    let text = try probe.text(device + "/eeh_pe_config_addr") ?? ""
    number = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : nil
    guard let node = try probe.target(device + "/of_node") else { return }
    // The device tree names a bridge by the address of its registers.
    let bridge = node.split(separator: "/").first { $0.hasPrefix(Self.nodeName) }
    registers = bridge.flatMap { UInt64($0.dropFirst(Self.nodeName.count), radix: 16) } ?? 0
    // Only on a machine that is there to be played with: a living one's registers are left alone.
    guard number != nil, registers != 0, probe.system.identity.backend != "local" else { return }
    freezes = try HostBridgeProbe(probe, registers: registers).freezes() ?? false
  }

  private static let nodeName = "pciex@"
}

/// Looks at the tables of a PHB4 through `/dev/mem`.
private struct HostBridgeProbe {
  private static let window: UInt64 = 0x1_0000
  /// Where the process has nothing else yet.
  private static let address: UInt64 = 0x10_0000_0000
  private static let selection: UInt64 = 0x220
  private static let data: UInt64 = 0x228
  private static let stoppedDMA: UInt64 = 8
  private static let summary: UInt64 = 20
  private static let first: UInt64 = 1 << 63
  /// Kernels number endpoints from either end, so this one in the middle is free.
  private static let endpoint: UInt64 = 64

  private let probe: Probe
  private let registers: UInt64

  init(_ probe: Probe, registers: UInt64) {
    self.probe = probe
    self.registers = registers
  }

  /// Whether a stopped endpoint shows in the summary, which the bridge itself makes; nil if it cannot be read.
  ///
  /// Only DMA is stopped, of an endpoint without a device: the bridge may have the line to the harness behind it.
  func freezes() throws(SystemError) -> Bool? {
    let file = try probe.system.perform(.open(path: "/dev/mem", flags: [.readWrite, .closeOnExec]), in: probe.process)
    guard file.succeeded, let descriptor = Int32(exactly: file.value) else { return nil }
    let mapping = try probe.system.perform(
      .map(
        MapRequest(
          address: Self.address, length: Self.window, protection: [.read, .write], flags: [.shared, .fixed],
          descriptor: descriptor, offset: registers)), in: probe.process)
    var answer: Bool?
    if mapping.succeeded {
      let before = try readSummary()
      try write(Self.first)
      let after = try readSummary()
      answer = before & Self.first == 0 && after & Self.first != 0
      try write(0)
      _ = try probe.system.perform(.unmap(address: Self.address, length: Self.window), in: probe.process)
    }
    _ = try probe.system.perform(.close(descriptor), in: probe.process)
    return answer
  }

  /// The row of the summary whose first bit is the endpoint's.
  private func readSummary() throws(SystemError) -> UInt64 {
    try store(Self.selection, Self.summary << 48 | Self.endpoint / 64)
    let call = SystemCall.load(address: Self.address + Self.data, width: 8)
    return try probe.system.perform(call, in: probe.process).bytes.integer(at: 0, width: 8)?.byteSwapped ?? 0
  }

  private func write(_ value: UInt64) throws(SystemError) {
    try store(Self.selection, Self.stoppedDMA << 48 | Self.endpoint)
    try store(Self.data, value)
  }

  /// The registers are big-endian, the processor is not.
  private func store(_ register: UInt64, _ value: UInt64) throws(SystemError) {
    let call = SystemCall.store(address: Self.address + register, width: 8, value: value.byteSwapped)
    _ = try probe.system.perform(call, in: probe.process)
  }
}
