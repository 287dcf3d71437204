import Foundation

/// Files that a person names, and that may be anything.
enum RegularFile {
  /// The contents. A device, a FIFO, a folder, or a file that is larger than the limit is refused.
  static func contents(_ path: String, limit: Int) throws(MachineError) -> Data {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw MachineError(
        "the file cannot be read: \(String(cString: strerror(errno)))", at: path,
        advice: "check that it is there and may be read")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw MachineError("this is no file", at: path, advice: "give one")
    }
    let data: Data
    do {
      // One byte more than is allowed tells a file that is too large; nil is an empty one.
      data = try file.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw MachineError("the file cannot be read", at: path, advice: "check the disk that holds it")
    }
    guard data.count <= limit else {
      throw MachineError("the file is larger than \(limit >> 20) MiB", at: path, advice: "check what it is")
    }
    return data
  }
}
