import SystemCalls

extension Process {
  /// `/proc/self/smaps`: each mapping with its size and the kernel's flags.
  var smapsText: String {
    memory.areas.map { area in
      let range = "\(hexadecimal(area.start, 8))-\(hexadecimal(area.end, 8))"
      return """
        \(range) \(area.permissions) \(hexadecimal(area.offset, 8)) 00:00 0 \(area.file?.link ?? "")
        Size:           \(area.length >> 10) kB
        VmFlags: \(area.kernelFlags)
        """
    }.joined(separator: "\n")
  }
}

extension MemoryArea {
  fileprivate var permissions: String {
    let letters: [(Protection, String)] = [(.read, "r"), (.write, "w"), (.execute, "x")]
    return letters.map { protection.contains($0.0) ? $0.1 : "-" }.joined() + (isShared ? "s" : "p")
  }

  /// The two letters of each of the area's flags, in the order of their bits.
  fileprivate var kernelFlags: String {
    let now: [(Protection, String)] = [(.read, "rd"), (.write, "wr"), (.execute, "ex")]
    var flags = now.filter { protection.contains($0.0) }.map(\.1)
    if isShared { flags.append("sh") }
    flags += ["mr", "mw", "me"] + (isShared ? ["ms"] : [])
    return (flags + (isDevice && file?.kernel.keeps(.mappingIsIO) != false ? ["pf", "io", "de", "dd"] : ["sd"])).joined(
      separator: " ")
  }
}
