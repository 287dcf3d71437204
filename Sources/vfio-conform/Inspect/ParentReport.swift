import Runner
import SystemCalls

/// A driver's device that makes mediated devices, and what it can make now.
struct ParentReport: Encodable {
  var parent: String
  var types: [TypeReport]

  struct TypeReport: Encodable {
    var name: String
    /// How many of them can still be made.
    var available: Int
  }

  private static let directory = "/sys/class/mdev_bus"

  /// All parents of the machine; nothing is made.
  static func all(_ probe: Probe) throws(SystemError) -> [ParentReport] {
    var parents: [ParentReport] = []
    for parent in try probe.names(directory).sorted() {
      let types = "\(directory)/\(parent)/mdev_supported_types"
      var found: [TypeReport] = []
      for name in try probe.names(types).sorted() {
        let available = try probe.text("\(types)/\(name)/available_instances").flatMap { Int($0) }
        found.append(TypeReport(name: name, available: available ?? 0))
      }
      parents.append(ParentReport(parent: parent, types: found))
    }
    return parents
  }

  var line: String {
    let kinds = types.map { "\($0.name) (\($0.available) to be had)" }
    return "  \(parent): " + (kinds.isEmpty ? "no type" : kinds.joined(separator: ", "))
  }
}
