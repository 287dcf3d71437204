import SystemCalls
import VFIOInterface

/// `/dev/null`, which a process's standard descriptors are.
final class NullFile: OpenFile {
  override var link: String { "/dev/null" }
  override func read(count: Int, caller: Process) throws(Errno) -> Progress<[UInt8]> { .done([]) }
  override func write(_ bytes: [UInt8], caller: Process) throws(Errno) -> Progress<Int> { .done(bytes.count) }
  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] { [] }
  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int { bytes.count }
  override func seek(offset: Int64, whence: Int32) throws(Errno) -> Int64 { 0 }
}
