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
  /// Rows of `/proc/self/limits`, whose columns begin at fixed places.
  private static let rows = ["Max locked memory", "Max open files"]

  private let system: any System
  private let process = ProcessID(rawValue: 1)

  init(_ system: any System) { self.system = system }

  /// Those limits that the machine tells.
  func limits() throws -> [Inspection.Limit] {
    try system.spawn(process, SpawnOptions())
    var limits: [Inspection.Limit] = []
    for line in try text("/proc/self/limits").split(separator: "\n") {
      guard let row = Self.rows.first(where: line.hasPrefix),
        let value = line.dropFirst(row.count).split(separator: " ").first
      else { continue }
      limits.append(Inspection.Limit(name: row.dropFirst(4).description, value: String(value)))
    }
    for path in Self.parameters {
      let value = try text(path)
      if !value.isEmpty { limits.append(Inspection.Limit(name: path, value: value)) }
    }
    try system.endCase()
    return limits
  }

  /// A file's first lines; empty where there is none.
  private func text(_ path: String) throws -> String {
    let result = try system.perform(.readFile(path: path, limit: 4096), in: process)
    guard result.succeeded else { return "" }
    let text = String(decoding: result.bytes, as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
