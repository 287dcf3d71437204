import SuiteModel
import SystemCalls
import VFIOInterface

extension FileAction {
  /// Bytes of a file that are read.
  private static let fileLimit = 1 << 20

  func encode(in scope: some CallScope) throws(EvaluationError) -> SystemCall {
    switch self {
    case .open(let path, let flags):
      .open(path: try path.expand(in: scope), flags: OpenFlags(rawValue: try scope.integer(flags)))
    case .readFile(let path, _): .readFile(path: try path.expand(in: scope), limit: Self.fileLimit)
    case .writeFile(let path, let data):
      .writeFile(path: try path.expand(in: scope), bytes: Array(try data.expand(in: scope).utf8))
    case .list(let path): .list(path: try path.expand(in: scope))
    case .readlink(let path): .readLink(path: try path.expand(in: scope))
    case .stat(let path): .status(path: try path.expand(in: scope))
    case .chmod(let path, let mode):
      .changeMode(path: try path.expand(in: scope), mode: UInt32(try scope.count(mode, .permissions)))
    }
  }

  func decode(_ result: CallResult) -> Value? {
    switch self {
    case .open, .writeFile, .chmod: return result.number
    case .readFile(_, asBytes: true): return .bytes(result.bytes)
    case .readFile(_, asBytes: false):
      let text = String(decoding: result.bytes, as: UTF8.self)
      return .text(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    case .list:
      return .list(result.bytes.split(separator: 0).map { .text(String(decoding: $0, as: UTF8.self)) })
    case .readlink: return .text(String(decoding: result.bytes, as: UTF8.self))
    case .stat:
      guard result.succeeded else { return result.number }
      return FileStatus(bytes: result.bytes).map { .record($0.record) }
    }
  }
}

extension FileStatus {
  /// What `stat` gives to suites.
  fileprivate var record: Record {
    func entry(_ name: String, _ number: some BinaryInteger) -> Record.Entry {
      Record.Entry(name, .number(Int128(number)))
    }
    return Record([
      entry("mode", mode), Record.Entry("type", .text(type)), entry("permissions", mode & 0o7777),
      entry("uid", user), entry("gid", group), entry("major", major), entry("minor", minor), entry("size", size),
    ])
  }

  private var type: String {
    switch mode & 0o170000 {
    case 0o020000: "char"
    case 0o040000: "dir"
    case 0o060000: "block"
    case 0o100000: "file"
    case 0o120000: "link"
    case 0o140000: "socket"
    case 0o010000: "fifo"
    default: "unknown"
    }
  }
}
