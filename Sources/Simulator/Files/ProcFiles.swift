import SystemCalls
import VFIOInterface

extension Kernel {
  /// The files of procfs that suites look at.
  func addProcFiles() {
    let proc = files.root.directory("proc")
    proc["meminfo"] = Attribute(lines: { [unowned self] in
      [
        "SUnreclaim: \(unreclaimableMemory) kB", "PageTables: \(tableMemory) kB", "SecPageTables: 64 kB",
        "VmallocUsed: 8192 kB", "Percpu: 1024 kB",
      ]
    })
    proc["vmstat"] = Attribute(lines: { [unowned self] in
      ["nr_foll_pin_acquired \(10_000 + lostPins)", "nr_foll_pin_released 10000"]
    })
    proc["self"] = ComputedDirectory { $0.ownFiles() }
    let kernel = files.root.directory("proc/sys/kernel")
    kernel["tainted"] = Attribute(lines: { [unowned self] in ["\(taint)"] })
    let release = profile.release
    kernel["osrelease"] = Attribute(release)
  }
}

extension Process {
  /// `/proc/self`.
  fileprivate func ownFiles() -> [String: Node] {
    [
      "status": Attribute(self.statusText),
      "limits": Attribute(self.limitsText),
      "smaps": Attribute(self.smapsText),
      "fd": ComputedDirectory(permissions: 0o500) { $0.descriptorLinks() },
      "fdinfo": ComputedDirectory { $0.descriptorInfos() },
    ]
  }

  private func descriptorLinks() -> [String: Node] {
    var links: [String: Node] = [:]
    for number in descriptors.numbers {
      guard let entry = descriptors[number] else { continue }
      links["\(number)"] = Link(entry.file.link)
    }
    return links
  }

  private func descriptorInfos() -> [String: Node] {
    var infos: [String: Node] = [:]
    for number in descriptors.numbers {
      guard let entry = descriptors[number] else { continue }
      infos["\(number)"] = Attribute(Self.info(of: entry))
    }
    return infos
  }

  private static func info(of entry: DescriptorTable.Entry) -> String {
    let flags = entry.file.flags.rawValue | (entry.closesOnExec ? OpenFlags.closeOnExec.rawValue : 0)
    let lines = [
      "pos:\t\(entry.file.position)", "flags:\t0\(String(flags, radix: 8))", "mnt_id:\t16", "ino:\t1",
    ]
    return (lines + entry.file.descriptorInfo).joined(separator: "\n")
  }

  private var statusText: String {
    let effective = hexadecimal(capabilities, 16)
    return [
      "Name:\texecutor", "State:\tR (running)", "Pid:\t\(kernelID)", "Uid:\t\(user)\t\(user)\t\(user)\t\(user)",
      "Gid:\t\(group)\t\(group)\t\(group)\t\(group)",
      "VmLck:\t\(padded(memory.lockedPages * (kernel.pageSize >> 10))) kB",
      "VmPin:\t\(padded(0)) kB", "CapPrm:\t\(effective)", "CapEff:\t\(effective)",
    ].joined(separator: "\n")
  }

  private var limitsText: String {
    [
      column("Limit", 26) + column("Soft Limit", 21) + column("Hard Limit", 21) + column("Units", 10),
      limitLine("Max open files", limits.openFiles, "files"),
      limitLine("Max locked memory", limits.lockedMemory, "bytes"),
    ].joined(separator: "\n")
  }

  private func limitLine(_ name: String, _ bounds: Limits.Bounds, _ unit: String) -> String {
    column(name, 26) + column(text(bounds.soft), 21) + column(text(bounds.hard), 21) + column(unit, 10)
  }

  private func text(_ limit: UInt64) -> String {
    limit == .max ? "unlimited" : "\(limit)"
  }

  private func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func padded(_ number: UInt64) -> String {
    let digits = "\(number)"
    return String(repeating: " ", count: max(0, 8 - digits.count)) + digits
  }
}
