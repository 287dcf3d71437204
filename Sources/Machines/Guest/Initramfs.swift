/// Writes the archive that a kernel unpacks as its first file system: the `newc` format of cpio.
struct Initramfs {
  private enum Kind: UInt32 {
    case file = 0o100000
    case folder = 0o040000
    case characterDevice = 0o020000
  }

  private(set) var bytes: [UInt8] = []
  private var entries: UInt32 = 0

  /// Starts with the root folder, which users without privileges must be able to pass, and the console.
  init() {
    for folder in [".", "dev", "proc", "sys", "tmp"] { addFolder(folder) }
    add("dev/console", .characterDevice, mode: 0o600, device: (5, 1))
  }

  mutating func addFolder(_ path: String) { add(path, .folder, mode: 0o755) }

  mutating func addFile(_ path: String, mode: UInt32, _ data: [UInt8]) { add(path, .file, mode: mode, data) }

  /// Ends the archive.
  mutating func finish() { add("TRAILER!!!", .file, mode: 0) }

  private mutating func add(
    _ path: String, _ kind: Kind, mode: UInt32, device: (UInt32, UInt32) = (0, 0), _ data: [UInt8] = []
  ) {
    entries += 1
    let size = UInt32(truncatingIfNeeded: data.count)
    let name = Array(path.utf8) + [0]
    let fields: [UInt32] = [
      entries, kind.rawValue | mode, 0, 0, 1, 0, size, 0, 0, device.0, device.1, UInt32(truncatingIfNeeded: name.count),
      0,
    ]
    bytes += Array("070701".utf8)
    for field in fields {
      let digits = String(field, radix: 16, uppercase: true)
      bytes += Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
    }
    bytes += name
    pad()
    bytes += data
    pad()
  }

  private mutating func pad() {
    while !bytes.count.isMultiple(of: 4) { bytes.append(0) }
  }
}
