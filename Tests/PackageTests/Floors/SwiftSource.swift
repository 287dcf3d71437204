/// What one file of Swift declares, and what it names. Comments and the texts of strings say nothing.
struct SwiftSource {
  struct Token {
    var text: String
    var line: Int
  }

  /// A member that an extension adds to a type.
  struct Addition: Hashable {
    var type: String
    var member: String
  }

  let path: String
  let tokens: [Token]
  /// Types that other files can name.
  private(set) var types: Set<String> = []
  /// Types of any depth.
  private(set) var allTypes: Set<String> = []
  /// Members of its own types.
  private(set) var members: Set<String> = []
  private(set) var additions: Set<Addition> = []
  /// The types that it extends.
  private(set) var extended: Set<String> = []

  init(path: String, _ text: String) {
    self.path = path
    var lexer = SwiftLexer(text)
    tokens = lexer.tokens()
    readDeclarations()
  }

  private static let kinds: Set = ["actor", "class", "enum", "protocol", "struct", "typealias"]
  private static let memberKinds: Set = ["case", "func", "let", "var"]
  private static let modifiers: Set = [
    "async", "convenience", "final", "fileprivate", "indirect", "lazy", "mutating", "override", "package", "private",
    "public", "static", "unowned", "weak",
  ]

  private mutating func readDeclarations() {
    var depth = 0
    var extended: String?
    for (index, token) in tokens.enumerated() {
      switch token.text {
      case "{": depth += 1
      case "}":
        depth -= 1
        if depth == 0 { extended = nil }
      case "extension" where depth == 0:
        extended = nextName(after: index)
        if let extended { self.extended.insert(extended) }
      case let kind where Self.kinds.contains(kind): declareType(at: index, depth)
      case let kind where Self.memberKinds.contains(kind) && depth == 1 && !isPrivate(index):
        guard let name = nextName(after: index) else { break }
        if let extended { additions.insert(Addition(type: extended, member: name)) } else { members.insert(name) }
      default: break
      }
    }
  }

  private mutating func declareType(at index: Int, _ depth: Int) {
    guard let name = nextName(after: index), name.first?.isUppercase == true else { return }
    allTypes.insert(name)
    if depth == 0, !isPrivate(index) { types.insert(name) }
  }

  private func nextName(after index: Int) -> String? {
    tokens[(index + 1)...].first { $0.text.first?.isLetter == true }?.text
  }

  /// Whether a declaration is for its file alone.
  private func isPrivate(_ index: Int) -> Bool {
    let before = tokens[..<index].reversed().prefix { Self.modifiers.contains($0.text) }
    return before.contains { $0.text == "private" || $0.text == "fileprivate" }
  }
}
