import Reports

/// An inspection for a person to read.
struct InspectionText {
  private let inspection: Inspection

  init(_ inspection: Inspection) { self.inspection = inspection }

  var lines: [String] { head + groups + ungrouped + parents + suites }

  private var head: [String] {
    let loaded = inspection.modules.filter(\.value).keys.sorted()
    let missing = inspection.modules.filter { !$0.value }.keys.sorted()
    var lines = [
      "Linux \(inspection.release) (\(inspection.kernel)), \(inspection.architecture), "
        + "pages of \(inspection.pageSize) bytes, \(place)", "",
    ]
    if let absence = inspection.absence {
      lines += ["VFIO      absent: \(absence.reason)"] + absence.remedies.map { "  → \($0)" }
    }
    lines += [
      "IOMMU     " + (inspection.iommu.isEmpty ? "no container can be had" : inspection.iommu.joined(separator: ", ")),
      "modules   " + (loaded.isEmpty ? "none of VFIO's" : loaded.joined(separator: ", ")),
    ]
    if !missing.isEmpty { lines.append("absent    " + missing.joined(separator: ", ")) }
    let doors = DoorReader.containers.map { path in
      inspection.doors.first { $0.path == path }.map { "\(path) \($0.access)" } ?? "no \(path)"
    }
    lines.append("doors     " + doors.joined(separator: ", "))
    lines += inspection.doors.flatMap(\.holders).map { "  held by \($0.text)" }
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
      var lines = ["", "group \(group.group), \(group.viable ? "viable" : "NOT viable")"]
      lines += group.door?.lines(indent: 2) ?? ["  no node: no driver of VFIO has a device of the group"]
      lines += group.dma.lines + group.devices.flatMap(device)
      return lines + group.obstacles.map { "  → \($0)" }
    }
  }

  private var ungrouped: [String] {
    guard !inspection.ungrouped.isEmpty else { return [] }
    return ["", "without an IOMMU group"] + inspection.ungrouped.flatMap(device)
  }

  private var parents: [String] {
    inspection.parents.isEmpty ? [] : ["", "mediated devices"] + inspection.parents.map(\.line)
  }

  private func device(_ device: DeviceReport) -> [String] {
    let recipe = device.model.map { ", known as \($0)" } ?? ""
    let line =
      "  \(device.address)  \(device.identity)  \((device.driver ?? "-").padded(to: 10))  \(device.kind): \(device.name)"
    let resets = resets(of: device)
    let state = resets.isEmpty ? "no reset" : "resets: " + resets.joined(separator: ", ")
    let power = device.power.isEmpty ? "" : "; power: \(device.power.joined(separator: ", "))"
    return [line + recipe, "      \(state)\(power)"] + (device.door?.lines(indent: 6) ?? [])
      + (device.refused.map { ["      not to be had: \($0)"] } ?? [])
  }

  /// Each way to reset the function, with what it reaches. The method `bus` works for a function alone on its bus.
  private func resets(of device: DeviceReport) -> [String] {
    let works = device.resetMethods.filter { $0 != "bus" || device.hotReset.count < 2 }
    return (works.isEmpty ? [] : [works.joined(separator: ", ") + " (itself alone)"])
      + (works == device.resetMethods ? [] : ["bus (fails, because others are on the bus)"])
      + (device.hotReset.isEmpty ? [] : ["hot reset (\(device.hotReset.joined(separator: ", ")))"])
  }

  private var suites: [String] {
    guard inspection.absence == nil else { return ["", "no case can run here"] }
    let some = inspection.suites.filter { $0.runnable > 0 }
    let none = inspection.suites.filter { $0.runnable == 0 }
    let width = some.map(\.suite.count).max() ?? 0
    let rows = some.map { "  \($0.suite.padded(to: width + 2))\($0.runnable) of \($0.cases)" }
    return ["", "cases that can run here"] + rows
      + (none.isEmpty ? [] : ["  none of \(none.map(\.suite).joined(separator: ", "))"]) + reasons
  }

  /// Each reason once, with the suites that it takes cases from.
  private var reasons: [String] {
    let pairs = inspection.suites.flatMap { suite in suite.reasons.map { (reason: $0, suite: suite.suite) } }
    guard !pairs.isEmpty else { return [] }
    let byReason = Dictionary(grouping: pairs, by: \.reason).sorted {
      ($1.value.count, $0.key) < ($0.value.count, $1.key)
    }
    return ["", "why others cannot"]
      + byReason.map { reason, pairs in
        let first = pairs.prefix(3).map(\.suite).joined(separator: ", ")
        let more = pairs.count > 3 ? " and \(pairs.count - 3) more suites" : ""
        return "  \(reason): \(first)\(more)"
      }
  }
}

extension Door {
  /// Who may open the node, and who has.
  fileprivate func lines(indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return ["\(margin)\(path) \(access)\(isRootsAlone ? ", for root alone" : "")"]
      + holders.map { "\(margin)held by \($0.text)" }
  }
}

extension Door.Holder {
  fileprivate var text: String {
    "\(name) (\(process)), \(locked.joined(separator: ", "))" + (limit.map { ", of locked memory at most \($0)" } ?? "")
  }
}

extension DMARanges {
  fileprivate var lines: [String] {
    let kept = reserved.isEmpty ? [] : ["kept by the host: " + reserved.joined(separator: ", ")]
    let room = mappings.map { ["\($0) mappings"] } ?? []
    let parts = (usable.map { [$0.joined(separator: ", ")] } ?? []) + room + kept
    return parts.isEmpty ? [] : ["  IOVA " + parts.joined(separator: "; ")]
  }
}
