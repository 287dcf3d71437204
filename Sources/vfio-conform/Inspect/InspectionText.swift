import Reports

/// An inspection for a person to read.
struct InspectionText {
  private let inspection: Inspection

  init(_ inspection: Inspection) { self.inspection = inspection }

  var lines: [String] { head + groups + ungrouped + suites }

  private var head: [String] {
    let loaded = inspection.modules.filter(\.value).keys.sorted()
    let missing = inspection.modules.filter { !$0.value }.keys.sorted()
    var lines = [
      "Linux \(inspection.release) (\(inspection.kernel)), \(inspection.architecture), "
        + "pages of \(inspection.pageSize) bytes, \(place)", "",
      "IOMMU     " + (inspection.iommu.isEmpty ? "no container can be had" : inspection.iommu.joined(separator: ", ")),
      "modules   " + (loaded.isEmpty ? "none of VFIO's" : loaded.joined(separator: ", ")),
    ]
    if !missing.isEmpty { lines.append("absent    " + missing.joined(separator: ", ")) }
    for (index, limit) in inspection.limits.enumerated() {
      lines.append((index == 0 ? "limits" : "").padded(to: 10) + "\(limit.name): \(limit.value)")
    }
    return lines
  }

  private var place: String {
    switch inspection.backend {
    case "sim": "on the simulator"
    case "local": "this machine"
    default: "in a \(inspection.backend)"
    }
  }

  private var groups: [String] {
    inspection.groups.flatMap { group in
      ["", "group \(group.group), \(group.viable ? "viable" : "NOT viable")"]
        + group.devices.flatMap(device) + group.obstacles.map { "  → \($0)" }
    }
  }

  private var ungrouped: [String] {
    guard !inspection.ungrouped.isEmpty else { return [] }
    return ["", "without an IOMMU group"] + inspection.ungrouped.flatMap(device)
  }

  private func device(_ device: DeviceReport) -> [String] {
    let recipe = device.model.map { ", known as \($0)" } ?? ""
    let line =
      "  \(device.address)  \(device.identity)  \((device.driver ?? "-").padded(to: 10))  \(device.kind): \(device.name)"
    return [line + recipe] + (device.refused.map { ["      not to be had: \($0)"] } ?? [])
  }

  private var suites: [String] {
    let width = inspection.suites.map(\.suite.count).max() ?? 0
    let rows = inspection.suites.flatMap { suite in
      ["  \(suite.suite.padded(to: width + 2))\(suite.runnable) of \(suite.cases)"]
        + suite.reasons.map { "      \($0)" }
    }
    return ["", "cases that can run here"] + rows
  }
}
