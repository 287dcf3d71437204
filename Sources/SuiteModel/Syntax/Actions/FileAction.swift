/// A step that is given a path.
package enum FileAction: Sendable, Hashable {
  case open(path: Template, flags: Expression)
  /// Text without its last newline, or bytes.
  case readFile(path: Template, asBytes: Bool)
  case writeFile(path: Template, data: Template)
  case list(path: Template)
  case readlink(path: Template)
  case stat(path: Template)
  case chmod(path: Template, mode: Expression)

  enum Word: String, CaseIterable {
    case open
    case readFile = "read-file"
    case writeFile = "write-file"
    case list, readlink, stat, chmod
  }

  var outline: ActionOutline {
    switch self {
    case .open(let path, let flags): ActionOutline(Word.open, to: path, with: .bits(32, flags))
    case .readFile(let path, _): ActionOutline(Word.readFile, to: path)
    case .writeFile(let path, let data): ActionOutline(Word.writeFile, to: path, data)
    case .list(let path): ActionOutline(Word.list, to: path)
    case .readlink(let path): ActionOutline(Word.readlink, to: path)
    case .stat(let path): ActionOutline(Word.stat, to: path)
    case .chmod(let path, let mode): ActionOutline(Word.chmod, to: path, with: Operand(mode, .permissions))
    }
  }
}
