import Runner
import SuiteModel
import SystemCalls
import VFIOInterface

/// What the devices of a group can be given for DMA.
struct DMARanges: Encodable {
  /// What IOMMU_GET_INFO lists, or the windows of sPAPR; nil where no container could ask for it.
  var usable: [String]?
  /// What the host keeps for itself, from sysfs, with the kernel's word for the reason.
  var reserved: [String]
  /// How many mappings a container takes.
  var mappings: Int?
}

/// Asks for them: in sysfs, and where the group is free in a container of its own, which goes again at once.
struct DMARangeReader {
  /// Room for a structure with its capabilities.
  private static let room = 4096

  let probe: Probe
  let models: Set<IOMMUModel>

  func ranges(of group: Int, isFree: Bool) throws(SystemError) -> DMARanges {
    let text = try probe.text("/sys/kernel/iommu_groups/\(group)/reserved_regions") ?? ""
    var ranges = DMARanges(reserved: text.split(separator: "\n").map(Self.shortened))
    guard isFree, let info = try information(group) else { return ranges }
    if case .record(let caps)? = info["caps"] {
      if case .record(let capability)? = caps["IOVA_RANGE"] {
        ranges.usable = capability["iova_ranges"]?.elements?.compactMap { Self.range($0, "start", "end") }
      }
      if case .record(let capability)? = caps["DMA_AVAIL"] {
        ranges.mappings = capability["avail"]?.number.flatMap { Int(exactly: $0) }
      }
    } else if let start = info["dma32_window_start"]?.number, let size = info["dma32_window_size"]?.number {
      ranges.usable = [Self.text(start, start + size - 1)]
    }
    return ranges
  }

  /// What a container with the group says of its IOMMU; nil where it cannot be had.
  private func information(_ group: Int) throws(SystemError) -> Record? {
    let (model, request): (String, Request) =
      models.contains(.spaprTCE) ? ("SPAPR_TCE_IOMMU", .spaprTCEGetInfo) : ("TYPE1v2_IOMMU", .iommuGetInfo)
    guard let number = FlagSet.extensions[model], case .structure(let structure) = request.argument else {
      return nil
    }
    guard let node = try open("/dev/vfio/\(group)"), let container = try open("/dev/vfio/vfio") else { return nil }
    let argument = IoctlArgument.bytes(withUnsafeBytes(of: container.littleEndian, Array.init))
    var info: CallResult?
    if try ioctl(node, .groupSetContainer, argument).succeeded,
      try ioctl(container, .setIOMMU, .word(number)).succeeded
    {
      var bytes = [UInt8](repeating: 0, count: Self.room)
      bytes.replaceSubrange(0..<4, with: withUnsafeBytes(of: UInt32(Self.room).littleEndian, Array.init))
      info = try ioctl(container, request, .bytes(bytes))
    }
    for descriptor in [node, container] { _ = try probe.system.perform(.close(descriptor), in: probe.process) }
    return info.flatMap { $0.succeeded ? Record(DecodedStructure(structure, in: $0.bytes), returned: 0) : nil }
  }

  private func open(_ path: String) throws(SystemError) -> Int32? {
    let result = try probe.system.perform(.open(path: path, flags: [.readWrite, .closeOnExec]), in: probe.process)
    return result.succeeded ? Int32(exactly: result.value) : nil
  }

  private func ioctl(
    _ descriptor: Int32, _ request: Request, _ argument: IoctlArgument
  ) throws(SystemError) -> CallResult {
    try probe.system.perform(.ioctl(descriptor, request: request.number, argument: argument), in: probe.process)
  }

  // MARK: Text

  private static func range(_ value: Value, _ start: String, _ end: String) -> String? {
    guard case .record(let record) = value, let first = record[start]?.number, let last = record[end]?.number else {
      return nil
    }
    return text(first, last)
  }

  private static func text(_ first: Int128, _ last: Int128) -> String {
    "0x\(String(first, radix: 16))-0x\(String(last, radix: 16))"
  }

  /// `0x00000000fee00000 0x00000000feefffff msi` without its zeros.
  private static func shortened(_ line: some StringProtocol) -> String {
    let words = String(line).split(separator: " ").map(String.init)
    guard words.count == 3, let first = Int128(words[0].dropFirst(2), radix: 16),
      let last = Int128(words[1].dropFirst(2), radix: 16)
    else { return String(line) }
    return "\(text(first, last)) \(words[2])"
  }
}
