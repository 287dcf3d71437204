import SystemCalls
import VFIOInterface

/// A dma-buf: part of a device's memory behind a descriptor of its own, for other drivers to reach. All that user space
/// learns of it is its size.
final class DMABufferFile: OpenFile {
  private let size: UInt64

  init(kernel: Kernel, size: UInt64, flags: OpenFlags = []) {
    self.size = size
    super.init(kernel: kernel, flags: flags)
  }

  override var link: String { "/dmabuf:" }

  override func seek(offset: Int64, whence: Int32) throws(Errno) -> Int64 {
    guard offset == 0, whence == 0 || whence == 2 else { throw .EINVAL }
    return whence == 0 ? 0 : Int64(clamping: size)
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace { throw .EINVAL }
}
