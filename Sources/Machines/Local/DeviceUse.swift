/// What this machine needs a PCI function for, so that no run may take it.
///
/// A function is needed for what it does itself and for what sits behind it, so a bridge is needed for all its bus.
package struct DeviceUse {
  private let files: LocalFiles

  /// This machine's own devices.
  package init() { self.init(files: LocalFiles()) }

  init(files: LocalFiles) { self.files = files }

  /// One reason why the device cannot be taken; nil if it can.
  ///
  /// - Parameter device: An address as sysfs names it: `0000:03:00.0`.
  package func reason(against device: String) -> String? {
    guard let path = files.resolved("/sys/bus/pci/devices/\(device)") else { return "there is no such device" }
    if let mount = fileSystem(on: path) { return "it holds \(mount)" }
    if let interface = defaultRoute(through: path) { return "the default route leads through it (\(interface))" }
    if let console = console(on: path) { return console }
    return nil
  }

  private func fileSystem(on device: String) -> String? {
    // 36 35 98:0 /root /mnt options - type source options
    for line in files.lines("/proc/self/mountinfo") {
      let fields = line.split(separator: " ")
      guard fields.count > 4, isBacked("/sys/dev/block/\(fields[2])", by: device, depth: 8) else { continue }
      return "the file system mounted on \(fields[4])"
    }
    for line in files.lines("/proc/swaps").dropFirst() {
      guard let name = line.split(separator: " ").first, let node = name.split(separator: "/").last,
        isBacked("/sys/class/block/\(node)", by: device, depth: 8)
      else { continue }
      return "the swap space \(name)"
    }
    return nil
  }

  /// Whether a block device lies on the PCI function, directly or through others (RAID, LVM, encryption).
  private func isBacked(_ block: String, by device: String, depth: Int) -> Bool {
    guard depth > 0, let path = files.resolved(block) else { return false }
    if path.hasPrefix(device + "/") { return true }
    return files.names(path + "/slaves").contains { isBacked("\(path)/slaves/\($0)", by: device, depth: depth - 1) }
  }

  private func defaultRoute(through device: String) -> String? {
    var interfaces: [Substring] = []
    for line in files.lines("/proc/net/route").dropFirst() {
      let fields = line.split(separator: "\t").map { $0.filter { $0 != " " } }
      if fields.count > 7, fields[1] == "00000000", fields[7] == "00000000" { interfaces.append(Substring(fields[0])) }
    }
    let everywhere = String(repeating: "0", count: 32)
    for line in files.lines("/proc/net/ipv6_route") {
      let fields = line.split(separator: " ")
      if fields.count > 9, fields[0] == everywhere, fields[1] == "00", fields[9] != "lo" {
        interfaces.append(fields[9])
      }
    }
    return interfaces.first { isCarried(String($0), by: device, depth: 4) }.map(String.init)
  }

  /// Whether a network interface is one of the function's, or made of one that is (bridge, bond, VLAN).
  private func isCarried(_ interface: String, by device: String, depth: Int) -> Bool {
    let folder = "/sys/class/net/\(interface)"
    guard depth > 0, let path = files.resolved(folder) else { return false }
    if path.hasPrefix(device + "/") { return true }
    let lower = files.names(folder).filter { $0.hasPrefix("lower_") }.map { String($0.dropFirst(6)) }
    return lower.contains { isCarried($0, by: device, depth: depth - 1) }
  }

  private func console(on device: String) -> String? {
    if files.text(device + "/boot_vga")?.first == "1" { return "it is the display that this machine boots with" }
    let active = files.text("/sys/class/tty/console/active") ?? ""
    for terminal in active.split(whereSeparator: \.isWhitespace) {
      if let path = files.resolved("/sys/class/tty/\(terminal)"), path.hasPrefix(device + "/") {
        return "it carries the console (\(terminal))"
      }
    }
    return nil
  }
}
