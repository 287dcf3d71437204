import SeededNumbers

/// Makes expressions that mostly parse, of names that mostly exist.
struct Grammar {
  var names: [String]
  private static let numbers = [
    "0", "1", "-1", "2", "7", "255", "256", "4096", "page", "4KiB", "2MiB", "1GiB", "0x7fffffff", "0xffffffff",
    "1 << 31",
    "1 << 32", "1 << 63", "1 << 64", "(1 << 126) * 1", "6.12", "20ms", "2s", "3600s", "true", "false", "65535",
    "1048576",
    "16777216", "0x7fffffffffffffff",
  ]
  private static let operators = [
    "+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^", "==", "!=", "<", "<=", ">", ">=", "&&", "||",
  ]
  private static let functions = [
    ("align", 2), ("min", 2), ("max", 3), ("len", 1), ("le", 3), ("sum", 1), ("contains", 2), ("has", 2), ("match", 2),
    ("lines", 1), ("hex", 1), ("str", 1), ("list", 3), ("bytes", 2), ("slice", 3), ("lookup", 2), ("all", 2),
    ("filename", 1), ("number", 1), ("swap", 2),
  ]
  private static let texts = [
    "\"a\"", "'0x1f'", "\"VmLck:  64 kB\"", "\"00 ff\"", "\"\"", "\"é\\n\"", "\"[a-z]+(b|c)*\"",
  ]

  func expression(_ random: inout Seeded, depth: Int = 0) -> String {
    guard depth < 6 else { return leaf(&random) }
    switch random.number(below: 12) {
    case 0...3: return leaf(&random)
    case 4: return "\(random.pick(["-", "~", "!"]))\(expression(&random, depth: depth + 1))"
    case 5...7:
      let (left, right) = (expression(&random, depth: depth + 1), expression(&random, depth: depth + 1))
      return "(\(left) \(random.pick(Self.operators)) \(right))"
    case 8:
      let parts = (0..<3).map { _ in expression(&random, depth: depth + 1) }
      return "(\(parts[0]) ? \(parts[1]) : \(parts[2]))"
    case 9: return "\(random.pick(names))[\(expression(&random, depth: depth + 1))]"
    default:
      let (name, count) = random.pick(Self.functions)
      return "\(name)(\((0..<count).map { _ in expression(&random, depth: depth + 1) }.joined(separator: ", ")))"
    }
  }

  private func leaf(_ random: inout Seeded) -> String {
    switch random.number(below: 5) {
    case 0, 1: random.pick(Self.numbers)
    case 2: random.pick(Self.texts)
    default: random.pick(names)
    }
  }

  func pattern(_ random: inout Seeded, depth: Int = 0) -> String {
    let atoms = ["a", "b", ".", "\\d", "\\w", "\\s", "[a-c]", "[^x]", "^", "$", "é", "-", "\\.", "\n", " "]
    guard depth < 5 else { return random.pick(atoms) }
    switch random.number(below: 6) {
    case 0: return random.pick(atoms)
    case 1:
      return "(\(pattern(&random, depth: depth + 1)))\(random.pick(["*", "+", "?", "{2}", "{0,255}", "{1,}", ""]))"
    case 2: return "(\(pattern(&random, depth: depth + 1))|\(pattern(&random, depth: depth + 1)))"
    default: return pattern(&random, depth: depth + 1) + pattern(&random, depth: depth + 1)
    }
  }
}
