import Runner
import SystemCalls

/// A node through which user space comes to VFIO.
struct Door: Encodable {
  var path: String
  /// Who may open it, as ls shows it: `crw-rw---- root kvm`.
  var access: String
  /// Whether root alone may open it.
  var isRootsAlone: Bool
  var holders: [Holder]

  /// A process that has it open.
  struct Holder: Encodable {
    var process: Int
    var name: String
    /// What it has locked, and may lock: `VmLck: 8 kB`.
    var locked: [String]
    var limit: String?
  }
}

/// Finds the nodes, who may open them, and who has.
struct DoorReader {
  /// The container of VFIO, and the one of iommufd.
  static let containers = ["/dev/vfio/vfio", "/dev/iommu"]

  private let probe: Probe
  private let users: [String: String]
  private let groups: [String: String]
  private let holders: [String: [Door.Holder]]

  init(_ probe: Probe) throws(SystemError) {
    self.probe = probe
    users = Self.names(try probe.text("/etc/passwd"))
    groups = Self.names(try probe.text("/etc/group"))
    holders = try Self.holders(probe)
  }

  /// Nil where there is no such node.
  func door(_ path: String) throws(SystemError) -> Door? {
    guard let status = try probe.status(path) else { return nil }
    let letters = zip("rwxrwxrwx", 0...).map { letter, bit in status.mode >> (8 - bit) & 1 == 1 ? letter : "-" }
    let owner = users["\(status.user)"] ?? "\(status.user)"
    let group = groups["\(status.group)"] ?? "\(status.group)"
    return Door(
      path: path, access: "c\(String(letters)) \(owner) \(group)",
      isRootsAlone: status.user == 0 && (status.mode & 0o060 == 0 || status.group == 0) && status.mode & 0o006 == 0,
      holders: holders[path] ?? [])
  }

  /// The node of a device's own (cdev), where it has one.
  func deviceDoor(_ device: String) throws(SystemError) -> Door? {
    guard let name = try probe.names("/sys/bus/pci/devices/\(device)/vfio-dev").first else { return nil }
    return try door("/dev/vfio/devices/" + name)
  }

  /// Names by their numbers, from a table such as /etc/passwd.
  private static func names(_ table: String?) -> [String: String] {
    let rows = (table ?? "").split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
    let pairs = rows.filter { $0.count > 2 }.map { (String($0[2]), String($0[0])) }
    return Dictionary(pairs.isEmpty ? [("0", "root")] : pairs) { first, _ in first }
  }

  /// Who has which node open, as far as /proc lets it be seen.
  private static func holders(_ probe: Probe) throws(SystemError) -> [String: [Door.Holder]] {
    var holders: [String: [Door.Holder]] = [:]
    let limits = LimitReader(probe: probe)
    for process in try probe.names("/proc").compactMap(Int.init).sorted() {
      var nodes: Set<String> = []
      for descriptor in try probe.names("/proc/\(process)/fd") {
        let target = try probe.target("/proc/\(process)/fd/\(descriptor)") ?? ""
        if target.hasPrefix("/dev/vfio/") || target == "/dev/iommu" { nodes.insert(target) }
      }
      guard !nodes.isEmpty else { continue }
      let holder = Door.Holder(
        process: process, name: try probe.text("/proc/\(process)/comm") ?? "?",
        locked: try limits.locked(by: "\(process)"), limit: try limits.limit("Max locked memory", of: "\(process)"))
      for node in nodes { holders[node, default: []].append(holder) }
    }
    return holders
  }
}
