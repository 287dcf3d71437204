import Foundation

/// A file that appears whole or not at all.
public enum AtomicFile {
  public static func write(_ contents: Data, to path: String) throws(ReportError) {
    let folder = (path as NSString).deletingLastPathComponent
    let draft = path + ".\(getpid()).tmp"
    if !folder.isEmpty {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw .unwritable(path: path, reason: "the folder \(folder) cannot be made")
      }
    }
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    guard writeAll(contents, to: descriptor) else {
      let error = failure(path)
      close(descriptor)
      unlink(draft)
      throw error
    }
    guard close(descriptor) == 0, rename(draft, path) == 0 else {
      let error = failure(path)
      unlink(draft)
      throw error
    }
  }

  private static func writeAll(_ contents: Data, to descriptor: Int32) -> Bool {
    contents.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }

  private static func failure(_ path: String) -> ReportError {
    .unwritable(path: path, reason: String(cString: strerror(errno)))
  }
}
