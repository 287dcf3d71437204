import SuiteModel
import SystemCalls
import VFIOInterface

extension Interpreter {
  /// Bytes of a file that are read.
  private static let fileLimit = 1 << 20

  func performFileAction(_ action: Action) throws(StepError) -> StepResult {
    switch action {
    case .open(let open): try self.open(open)
    case .readFile(let file): try read(file)
    case .writeFile(let path, let data): try write(try text(data), to: try text(path))
    case .list(let path): try list(try text(path))
    case .readlink(let path): try readLink(try text(path))
    case .stat(let path): try status(try text(path))
    case .chmod(let path, let mode): try changeMode(try text(path), to: try integer(mode))
    default: throw .harness("not an action on files")
    }
  }

  private func open(_ open: OpenFile) throws(StepError) -> StepResult {
    let path = try text(open.path)
    let flags = OpenFlags(rawValue: try integer(open.flags))
    if flags.contains(.writeOnly) || flags.contains(.readWrite) { changes.noteOpening(path) }
    return StepResult(try call(.open(path: path, flags: flags)))
  }

  private func read(_ file: ReadFile) throws(StepError) -> StepResult {
    let result = try call(.readFile(path: try text(file.path), limit: Self.fileLimit))
    if file.asBytes { return StepResult(result, .bytes(result.bytes)) }
    var text = String(decoding: result.bytes, as: UTF8.self)
    if text.hasSuffix("\n") { text.removeLast() }
    return StepResult(result, .text(text))
  }

  private func write(_ text: String, to path: String) throws(StepError) -> StepResult {
    try changes.prepareWrite(text, to: path, by: self)
    return StepResult(try call(.writeFile(path: path, bytes: Array(text.utf8))))
  }

  private func list(_ path: String) throws(StepError) -> StepResult {
    let result = try call(.list(path: path))
    let names = result.bytes.split(separator: 0).map { Value.text(String(decoding: $0, as: UTF8.self)) }
    return StepResult(result, .list(names))
  }

  private func readLink(_ path: String) throws(StepError) -> StepResult {
    let result = try call(.readLink(path: path))
    return StepResult(result, .text(String(decoding: result.bytes, as: UTF8.self)))
  }

  private func status(_ path: String) throws(StepError) -> StepResult {
    let result = try call(.status(path: path))
    guard result.succeeded else { return StepResult(result) }
    guard let status = FileStatus(bytes: result.bytes) else { throw .harness("the answer to stat is too short") }
    return StepResult(result, .record(status.record))
  }

  private func changeMode(_ path: String, to mode: UInt32) throws(StepError) -> StepResult {
    try changes.prepareModeChange(path, by: self)
    return StepResult(try call(.changeMode(path: path, mode: mode)))
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
