import SystemCalls
import VFIOInterface

extension Kernel {
  func readFile(_ path: String, _ limit: Int, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let file = try files.open(path, flags: [], caller: caller)
    file.retain()
    do {
      return try readAll(of: file, after: [], limit, caller).then { (bytes) throws(Errno) in
        file.release()
        return .done(CallResult(value: Int64(bytes.count), bytes: bytes))
      }
    } catch {
      file.release()
      throw error
    }
  }

  private func readAll(
    of file: OpenFile, after bytes: [UInt8], _ limit: Int, _ caller: Process
  ) throws(Errno) -> Progress<[UInt8]> {
    guard bytes.count < limit else { return .done(bytes) }
    return try file.read(count: limit - bytes.count, caller: caller).then { (part) throws(Errno) in
      part.isEmpty ? .done(bytes) : try self.readAll(of: file, after: bytes + part, limit, caller)
    }
  }

  func writeFile(_ path: String, _ bytes: [UInt8], _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let file = try files.open(path, flags: .writeOnly, caller: caller)
    file.retain()
    let progress: Progress<Int>
    do {
      progress = try file.write(bytes, caller: caller)
    } catch {
      file.release()
      throw error
    }
    return try progress.then { (count) throws(Errno) in
      file.release()
      return .done(CallResult(value: Int64(count)))
    }
  }

  func list(_ path: String, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    guard let directory = try files.look(path, caller: caller) as? Directory else { throw .ENOTDIR }
    guard directory.permits(4, to: caller) else { throw .EACCES }
    let names = directory.names(for: caller)
    return .done(CallResult(value: Int64(names.count), bytes: names.flatMap { Array($0.utf8) + [0] }))
  }

  func readLink(_ path: String, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    guard let link = try files.look(path, caller: caller, followsLast: false) as? Link else { throw .EINVAL }
    let bytes = Array(link.target.utf8)
    return .done(CallResult(value: Int64(bytes.count), bytes: bytes))
  }

  func status(_ path: String, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let node = try files.look(path, caller: caller)
    let (major, minor) = node.deviceNumber
    let words = [node.kind | node.permissions, node.user, node.group, major, minor, 0]
    let bytes = words.flatMap(\.littleEndianBytes) + node.size.littleEndianBytes
    return .done(CallResult(bytes: bytes))
  }

  func changeMode(_ path: String, _ mode: UInt32, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let node = try files.look(path, caller: caller)
    guard caller.user == 0 || caller.user == node.user else { throw .EPERM }
    node.permissions = mode & 0o7777
    return .done(CallResult())
  }
}
