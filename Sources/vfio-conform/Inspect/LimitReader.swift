import Runner
import SystemCalls

/// Reads the limits that decide how much a case can map and lock.
struct LimitReader {
  private static let parameters = [
    "/sys/module/vfio_iommu_type1/parameters/dma_entry_limit",
    "/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts",
    "/sys/module/vfio_iommu_type1/parameters/disable_hugepages",
    "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode",
    "/proc/sys/vm/max_map_count",
    "/proc/sys/vm/nr_hugepages",
  ]

  let probe: Probe

  /// Those limits that the machine tells.
  func limits() throws(SystemError) -> [Inspection.Limit] {
    var limits: [Inspection.Limit] = []
    for row in ["Max locked memory", "Max open files"] {
      if let value = try limit(row, of: "self") {
        let unit = row == "Max locked memory" && value != "unlimited" ? " bytes" : ""
        limits.append(Inspection.Limit(name: String(row.dropFirst(4)), value: value + unit))
      }
    }
    for path in Self.parameters {
      if let value = try probe.text(path), !value.isEmpty { limits.append(Inspection.Limit(name: path, value: value)) }
    }
    return limits
  }

  /// A row of `/proc/PROCESS/limits`: what holds now, in the kernel's words.
  func limit(_ row: String, of process: String) throws(SystemError) -> String? {
    let lines = (try probe.text("/proc/\(process)/limits") ?? "").split(separator: "\n")
    return lines.first { $0.hasPrefix(row) }?.dropFirst(row.count).split(separator: " ").first.map(String.init)
  }

  /// What a process has locked, as `/proc/PROCESS/status` tells it: mapped for DMA, through iommufd, or by itself.
  func locked(by process: String) throws(SystemError) -> [String] {
    let lines = (try probe.text("/proc/\(process)/status") ?? "").split(separator: "\n")
    return lines.filter { $0.hasPrefix("VmLck:") || $0.hasPrefix("VmPin:") }
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }
}
