import SystemCalls
import VFIOInterface

extension Kernel {
  /// `/dev/null`, and what administrators set under `/proc/sys`.
  func addSystemFiles() {
    files.root.directory("dev")["null"] = DeviceNode(permissions: 0o666, major: 1, minor: 3) {
      [unowned self] (flags, _) throws(Errno) in NullFile(kernel: self, flags: flags)
    }
    // QEMU's POWER9 has none to offer.
    guard machine.chipset != .powernv9 else { return }
    let pool = hugePages
    files.root.directory("proc/sys/vm")["nr_hugepages"] = Attribute(
      text: { "\(pool.total)" },
      write: { (text) throws(Errno) in
        guard let count = UInt64(text) else { throw .EINVAL }
        pool.resize(to: count)
      })
  }
}
