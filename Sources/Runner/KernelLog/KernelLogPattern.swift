import SystemCalls

/// A line of the kernel's log that is a verdict: the kernel itself says that something is wrong with it.
///
/// Ordinary warnings of drivers (a blocked DMA, an unsafe configuration, a device that is slow) are not among them: a
/// right kernel gives those too.
struct KernelLogPattern {
  let name: String
  /// All of these have to stand in the line, in this order.
  let parts: [String]
  /// The first part has to begin the line.
  var isAnchored = false
  /// What right kernels say, too.
  var exception: String?

  /// What reports of warnings, bugs and UBSAN begin with.
  static let scissors = "------------[ cut here ]------------"

  static let all: [KernelLogPattern] = [
    // WARN(), lockdep and RCU begin their reports alike.
    KernelLogPattern(name: "WARN", parts: ["WARNING: "], isAnchored: true),
    KernelLogPattern(name: "WARN", parts: [scissors]),
    KernelLogPattern(name: "BUG", parts: ["kernel BUG at "]),
    KernelLogPattern(name: "BUG", parts: ["BUG: "]),
    // The slab allocator: `BUG kmalloc-64 (Not tainted): Poison overwritten`.
    KernelLogPattern(name: "slab", parts: ["BUG ", " (", "): "], isAnchored: true),
    KernelLogPattern(name: "Oops", parts: ["Oops: "]),
    // Arm's kernels name what killed them, which is no Oops where a bus did.
    KernelLogPattern(name: "Oops", parts: ["Internal error: "], isAnchored: true),
    KernelLogPattern(name: "panic", parts: ["Kernel panic - not syncing"]),
    KernelLogPattern(name: "fault", parts: ["general protection fault"], isAnchored: true),
    KernelLogPattern(name: "fault", parts: ["Unable to handle kernel "]),
    KernelLogPattern(name: "fault", parts: ["double fault: "], isAnchored: true),
    // Every other exception of x86 that kills: `divide error: 0000 [#1] PREEMPT SMP`.
    KernelLogPattern(name: "fault", parts: [": 0000 [#", "]"]),
    KernelLogPattern(name: "UBSAN", parts: ["UBSAN: "]),
    // A soft one is a BUG.
    KernelLogPattern(name: "lockup", parts: ["Watchdog detected hard LOCKUP on cpu "]),
    // Newer kernels say where: `blocked in I/O wait for more than`.
    KernelLogPattern(name: "hung task", parts: ["INFO: task ", " blocked", " for more than "]),
    KernelLogPattern(name: "RCU stall", parts: ["INFO: rcu_", " stall"]),
    KernelLogPattern(name: "lockdep", parts: ["INFO: trying to register non-static key"]),
    KernelLogPattern(name: "refcount", parts: ["refcount_t: "], isAnchored: true),
    KernelLogPattern(name: "list corruption", parts: ["list_", " corruption"], isAnchored: true),
    KernelLogPattern(name: "sysfs", parts: ["sysfs: cannot create duplicate filename"], isAnchored: true),
    KernelLogPattern(name: "debugfs", parts: ["debugfs: ", " already present!"], isAnchored: true),
    KernelLogPattern(name: "debugfs", parts: ["debugfs: '", "' already exists in '"], isAnchored: true),
    KernelLogPattern(name: "kobject", parts: ["kobject", "tried to init an initialized object"], isAnchored: true),
    KernelLogPattern(name: "kobject", parts: [" with -EEXIST, don't try to register things with the same name"]),
    KernelLogPattern(name: "lost interrupt", parts: ["irq ", ": nobody cared"], isAnchored: true),
    // Plain warnings of a kernel that did to a device what it must not.
    // The reset of one function, pci_reset_bus_function(), warns once a boot, of whichever case comes first: POWER's
    // kernels do so each time. That of a whole bus is what VFIO asks for.
    KernelLogPattern(name: "unlocked reset", parts: ["unlocked secondary bus reset via: pci_reset_bus+"]),
    KernelLogPattern(name: "unlocked reset", parts: ["unlocked secondary bus reset via: pci_bus_reset+"]),
    KernelLogPattern(name: "power count", parts: ["Runtime PM usage count underflow!"]),
    // AMBA's bus and vfio-amba both enable the runtime power management of a device: the first bind of a boot says so.
    KernelLogPattern(name: "power count", parts: ["Unbalanced pm_runtime_enable!"], exception: "vfio-amba "),
    KernelLogPattern(name: "page table", parts: ["ERROR: DMA PTE for vPFN ", " already set "]),
    KernelLogPattern(name: "virtual functions left", parts: ["vfio-pci ", "driver left SR-IOV enabled after remove"]),
    KernelLogPattern(name: "memory leak", parts: ["kmemleak: ", " new suspected memory leaks"]),
  ]

  func matches(_ line: String) -> Bool {
    if let exception, line.hasPrefix(exception) { return false }
    if isAnchored, let first = parts.first, !line.hasPrefix(first) { return false }
    var rest = line[...]
    for part in parts {
      guard let end = rest.endOfFirst(part) else { return false }
      rest = rest[end...]
    }
    return true
  }
}

/// What the kernel said during a case.
package struct KernelLogVerdict {
  /// Lines that are kept with a case.
  static let lineLimit = 400

  /// All lines, cut where there are too many.
  let lines: [String]
  /// The lines that are verdicts, each with its pattern's name. One that only begins a report is left out where it says
  /// no more than the lines behind it.
  package let complaints: [(name: String, line: String)]
  /// The first of them.
  package var complaint: (name: String, line: String)? { complaints.first }

  /// The first complaint as reports show it: `WARN: WARNING: CPU: 0 …`.
  var complaintText: String? { complaint.map { "\($0.name): \($0.line)" } }

  package init(_ messages: [KernelMessage]) {
    let all = messages.flatMap { $0.text.split(separator: "\n").map(String.init) }
    let cut = all.count - Self.lineLimit
    lines = cut > 0 ? all.prefix(Self.lineLimit) + ["… \(cut) more lines"] : all
    let found = all.compactMap { line in
      KernelLogPattern.all.first { $0.matches(line) }.map { (name: $0.name, line: line) }
    }
    let telling = found.filter { !$0.line.contains(KernelLogPattern.scissors) }
    complaints = telling.isEmpty ? found : telling
  }
}

extension Substring {
  /// The index behind the first occurrence of a text.
  fileprivate func endOfFirst(_ text: String) -> Index? {
    let (haystack, needle) = (utf8, Array(text.utf8))
    var start = haystack.startIndex
    while haystack.distance(from: start, to: haystack.endIndex) >= needle.count {
      let end = haystack.index(start, offsetBy: needle.count)
      if haystack[start..<end].elementsEqual(needle) { return end }
      start = haystack.index(after: start)
    }
    return nil
  }
}
