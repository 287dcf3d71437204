import Documents
import Journal
import Runner
import SuiteModel
import VFIOInterface

private let place = SourceLocation(file: "fuzz.yaml", line: 1, column: 1)

extension FuzzTarget {
  /// Expressions and templates: parsed, evaluated, held against one another and printed.
  static let expression = FuzzTarget(name: "expression", cost: 1) { random in
    let grammar = Grammar(names: ["a", "data", "info.x", "info", "list", "text", "page", "READ", "CAPS", "nobody"])
    var bytes = Array(grammar.expression(&random).utf8)
    if random.chance(of: 8) { bytes = Array("$(".utf8) + bytes + Array(") $a $$".utf8) }
    guard random.chance(of: 3) else { return bytes }
    return Mutation.damage(bytes, &random, interesting: Array("[](){}<>=!&|?:,.\"'$\\ 0x".utf8))
  } execute: { input in
    let scope = DictionaryScope([
      "a": .number(.max), "data": .bytes([1, 2, 3]), "text": .text("VmLck:  64 kB\nb"), "page": .number(4096),
      "list": .list([.list([.number(1), .text("x")]), .bytes([0x55, 0xaa])]),
      "info": .record(Record([Record.Entry("x", .number(3), names: .deviceInfo)])),
    ])
    let text = String(decoding: input, as: UTF8.self)
    _ = try? Template(text, at: place).expand(in: scope)
    guard let expression = try? Expression(text, at: place), let value = try? expression.evaluate(in: scope) else {
      return false
    }
    _ = value.description
    return true
  }

  /// Regular expressions, held against a text.
  static let pattern = FuzzTarget(name: "pattern", cost: 1) { random in
    var bytes = Array(Grammar(names: []).pattern(&random).utf8)
    if random.chance(of: 3) { bytes = Mutation.damage(bytes, &random, interesting: Array("[](){}*+?|^$\\-,0".utf8)) }
    return Array(bytes.prefix(300))
  } execute: { input in
    let scope = DictionaryScope([
      "text": .text(String(repeating: "aab1\nab-é x", count: 20)),
      "pattern": .text(String(decoding: input, as: UTF8.self)),
    ])
    return (try? Expression("match(text, pattern)", at: place).evaluate(in: scope)) != nil
  }

  /// What selects cases: patterns, globs, tags, requirements.
  static let selection = FuzzTarget(name: "selection", cost: 1) { random in
    let words = ["type1", ".map", "/overlap", "[at=4KiB", ",pages=1", "]", "*", "?", "T1-024", "msi", "é", "[", "**a"]
    let text = (0..<random.number(below: 8)).map { _ in random.pick(words) }.joined()
    return random.chance(of: 3) ? Mutation.damage(Array(text.utf8), &random) : Array(text.utf8)
  } execute: { input in
    let text = String(decoding: input, as: UTF8.self)
    let planned = PlannedCase(
      id: "type1.map/overlap[at=4KiB,pages=1]", suite: "type1.map", name: "overlap[at=4KiB,pages=1]", title: "T",
      parameters: ["at": "4KiB", "pages": "1"], covers: ["T1-024"], severity: .must, tags: ["msi"], file: "f", line: 1)
    let selectors = [Selector(patterns: [text]), Selector(tags: [text]), Selector(requirements: [text])]
    _ = selectors.map { $0.unused(in: [(planned, isOpen: true)]) }
    _ = selectors.map { $0.knowing([text, planned.id]).selects(planned, isOpen: true) }
    return selectors.contains { $0.selects(planned) }
  }
}
