import SuiteModel
import SystemCalls
import VFIOInterface

/// What a case did, as statements of C: recorded while it is run, by who makes what step.
final class ProgramRecorder {
  indirect enum Item {
    /// A statement. One that only sets a variable is left out if nothing uses the variable.
    case line(ProcessID, String, sets: Int?)
    /// What leaves no statement, and yet tells one round of a loop from another.
    case mark(String)
    case loop(ProcessID, heads: [String], [Item])
    case attempt(ProcessID, limit: String, [Item])
    /// A call that is left under way: the turn passes before it.
    case begin(ProcessID, String, outcome: String)
    case exit(ProcessID, status: String)
  }

  struct Variable {
    var name: String
    /// The declaration, with `$` for the name.
    var declaration: String
  }

  /// A process as the program knows it.
  struct ProcessRecord {
    var name: String
    var options: SpawnOptions
  }

  let interpreter: Interpreter
  private(set) var variables: [Variable] = []
  private(set) var aliases: [Int: Int] = [:]
  private(set) var processes: [ProcessID: ProcessRecord] = [
    Processes.main: ProcessRecord(name: Processes.mainName, options: SpawnOptions())
  ]
  /// The first thing that C cannot say.
  private(set) var problem: String?
  private var open: [[Item]] = [[]]
  private var loops: [Loop] = []
  private var attempts: [(depth: Int, loops: Int, process: ProcessID, limit: String)] = []
  private var scratch: [String: String] = [:]
  private var regions: [RegionKey: Symbol] = [:]
  var started: [String: (call: CCall, outcome: String)] = [:]

  private struct Loop {
    var variable: String?
    var depth: Int
    var rounds: [(value: Value, items: [Item], firstVariable: Int)] = []
  }

  init(_ interpreter: Interpreter) { self.interpreter = interpreter }

  /// Closes what a failure left open: loops with the round that it was in, attempts that were not
  /// repeated.
  func finish() {
    while open.count > 1 {
      if loops.last?.depth == open.count - 1 {
        endRound()
        endLoop()
      } else if attempts.last?.depth == open.count - 1 {
        endAttempt()
      } else {
        let items = open.removeLast()
        open[open.count - 1] += items
      }
    }
  }

  /// All statements, once it was finished.
  var items: [Item] { open[0] }

  func refuse(_ what: String) { if problem == nil { problem = what } }

  /// Does something that C may be unable to say.
  func expressing<Result>(_ otherwise: Result, _ body: () throws(Inexpressible) -> Result) -> Result {
    do {
      return try body()
    } catch {
      let place = interpreter.currentLocation.map { "\($0.file):\($0.line): " } ?? ""
      refuse(place + error.what)
      return otherwise
    }
  }

  // MARK: Statements

  var process: ProcessID { interpreter.process }

  func add(_ item: Item) { open[open.count - 1].append(item) }

  func line(_ text: String) { add(.line(process, text, sets: nil)) }

  func comment(_ text: String) { line("\n/* \(CText.comment(text)) */") }

  /// Says where the program is, for a failure.
  func step() {
    let place = interpreter.currentLocation.map { "\($0.file):\($0.line): \($0.text)" } ?? ""
    let reason = interpreter.currentReason.map(CText.string) ?? "NULL"
    // A fixture's title stands right over its first step.
    if case .line(_, let last, _)? = open[open.count - 1].last, last.hasPrefix("\n/*") {
      line("step(\(CText.string(place)), \(reason));")
    } else {
      line("\nstep(\(CText.string(place)), \(reason));")
    }
  }

  // MARK: Variables

  /// A new variable of the program, as expressions write it until the program is printed.
  ///
  /// - Parameter declaration: With `$` for the name.
  func variable(_ name: String, _ declaration: String = "long long $") -> String {
    variables.append(Variable(name: name, declaration: declaration))
    return "\u{1}\(variables.count - 1)\u{2}"
  }

  /// A variable that serves one step after the other.
  func scratchVariable(_ name: String, _ declaration: String) -> String {
    if let known = scratch[declaration] { return known }
    let new = variable(name, declaration)
    scratch[declaration] = new
    return new
  }

  func set(_ variable: String, to value: String) {
    add(.line(process, "\(variable) = \(value);", sets: Self.number(of: variable)))
  }

  private static func number(of variable: String) -> Int? { Int(variable.dropFirst().dropLast()) }

  // MARK: Symbols

  var symbolizer: Symbolizer {
    let environment = interpreter.environment
    return Symbolizer(scope: environment) { environment.symbol($0) }
  }

  /// The symbol of what a name is bound to.
  func symbol(_ expression: Expression) -> Symbol? {
    do {
      return try symbolizer.symbol(expression)
    } catch {
      return .unknown(error.what)
    }
  }

  /// A number for the kernel. What C cannot compute of a result is taken as it was: a check must not, an argument may.
  func number(_ expression: Expression) -> String {
    if let code = symbol(expression)?.number { return code }
    guard let value = try? expression.evaluate(in: interpreter.environment), let number = value.number else {
      return "0"
    }
    return CText.number(number, names: expression.names)
  }

  func text(_ template: Template) -> String {
    expressing("\"\"") { () throws(Inexpressible) in try symbolizer.text(template) }
  }

  func region(_ key: RegionKey) -> Symbol? { regions[key] }

  /// A region's offset that a recipe asked for.
  func region(_ key: RegionKey, of descriptor: Symbol?) {
    let info = scratchVariable("region_info", "struct vfio_region_info $")
    let offset = variable("region\(key.index)")
    line("\(info) = (struct vfio_region_info){.argsz = sizeof \(info), .index = \(key.index)};")
    line("CALL(ioctl(\(descriptor?.number ?? "\(key.descriptor)"), VFIO_DEVICE_GET_REGION_INFO, &\(info)));")
    line("must_succeed();")
    line("\(offset) = \(info).offset;")
    regions[key] = .number(offset)
  }

  // MARK: Loops

  func beginLoop() { loops.append(Loop(depth: open.count)) }

  /// - Returns: The symbol of the loop's variable, where it is a number.
  func beginRound(_ name: String, _ value: Value) -> Symbol? {
    guard let last = loops.indices.last else { return nil }
    open.append([])
    loops[last].rounds.append((value, [], variables.count))
    guard value.number != nil else { return nil }
    let code = loops[last].variable ?? variable(name, "num $")
    loops[last].variable = code
    if loops[last].rounds.count == 1 { loops[last].rounds[0].firstVariable = variables.count }
    return .number(code)
  }

  func endRound() {
    guard let last = loops.indices.last, !loops[last].rounds.isEmpty else { return }
    loops[last].rounds[loops[last].rounds.count - 1].items = open.removeLast()
  }

  func endLoop() {
    let loop = loops.removeLast()
    if let folded = fold(loop) { return add(folded) }
    for round in loop.rounds {
      if let variable = loop.variable, let value = round.value.number { set(variable, to: CText.number(value)) }
      open[open.count - 1] += round.items
    }
  }

  /// The rounds as one, where each reads as the first does.
  private func fold(_ loop: Loop) -> Item? {
    guard loop.rounds.count > 1, let first = loop.rounds.first, !first.items.isEmpty,
      let process = Self.process(of: first.items)
    else { return nil }
    var values: [Int128] = []
    let text = Self.text(of: first.items, from: first.firstVariable)
    for (index, round) in loop.rounds.enumerated() {
      guard Self.text(of: round.items, from: round.firstVariable) == text else { return nil }
      values.append(round.value.number ?? Int128(index))
      guard index > 0 else { continue }
      let next = index + 1 < loop.rounds.count ? loop.rounds[index + 1].firstVariable : variables.count
      for number in round.firstVariable..<next { aliases[number] = first.firstVariable + number - round.firstVariable }
    }
    return .loop(process, heads: Self.heads(loop.variable, values), first.items)
  }

  private static func heads(_ variable: String?, _ values: [Int128]) -> [String] {
    let isCount = zip(values, values.dropFirst()).allSatisfy { $1 == $0 + 1 }
    guard let variable else { return ["for (int i = 0; i < \(values.count); i++) {"] }
    if isCount, let first = values.first, let last = values.last {
      return ["for (\(variable) = \(CText.number(first)); \(variable) <= \(CText.number(last)); \(variable)++) {"]
    }
    let list = values.map { CText.number($0) }.joined(separator: ", ")
    return [
      "static const num values[] = {\(list)};",
      "for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {", "  \(variable) = values[i];",
    ]
  }

  /// The process that all items belong to; nil where they are of several, or calls that are under way.
  static func process(of items: [Item]) -> ProcessID? {
    var found: ProcessID?
    for item in items {
      let process: ProcessID
      switch item {
      case .mark: continue
      case .line(let id, _, _), .loop(let id, _, _), .attempt(let id, _, _): process = id
      case .begin, .exit: return nil
      }
      guard found == nil || found == process else { return nil }
      found = process
    }
    return found
  }

  /// The items as text in which variables that are newer than a round are counted from its beginning.
  private static func text(of items: [Item], from base: Int) -> String {
    var text = ""
    for item in items {
      switch item {
      case .line(_, let line, _): text += line + "\n"
      case .mark(let mark): text += mark + "\n"
      case .loop(_, let heads, let inner):
        text += heads.joined(separator: "\n") + Self.text(of: inner, from: base) + "}"
      case .attempt(_, let limit, let inner): text += "retry \(limit)" + Self.text(of: inner, from: base) + "}"
      case .begin(_, let call, _): text += call
      case .exit(_, let status): text += status
      }
    }
    guard text.contains("\u{1}") else { return text }
    return text.split(separator: "\u{1}", omittingEmptySubsequences: false).enumerated().map { index, part in
      guard index > 0, let end = part.firstIndex(of: "\u{2}"), let number = Int(part[..<end]), number >= base else {
        return index > 0 ? "\u{1}" + part : String(part)
      }
      return "\u{1}+\(number - base)" + part[end...]
    }.joined()
  }

  // MARK: Attempts

  func beginAttempt(_ limit: Expression) {
    attempts.append((open.count, loops.count, process, number(limit)))
    open.append([])
  }

  /// What the attempt did did not hold, and is done again.
  func repeatAttempt() {
    guard let attempt = attempts.last else { return }
    open.removeSubrange((attempt.depth + 1)...)
    open[attempt.depth] = []
    loops.removeSubrange(attempt.loops...)
  }

  func endAttempt() {
    let attempt = attempts.removeLast()
    let items = open.removeLast()
    if let process = Self.process(of: items) {
      add(.attempt(process, limit: attempt.limit, items))
    } else if !items.isEmpty {
      refuse("several processes inside 'within'")
    }
  }

  // MARK: Processes

  func spawn(_ id: ProcessID, _ name: String, _ options: SpawnOptions) {
    let taken = processes.values.contains { $0.name == name }
    processes[id] = ProcessRecord(name: taken ? "\(name)_\(id.rawValue)" : name, options: options)
    guard let parent = options.parent else { return add(.mark("spawn")) }
    add(.line(parent, "start_process(\(id.rawValue), process_\(processes[id]?.name ?? name));", sets: nil))
  }

  func kill(_ id: ProcessID) { line("kill_process(\(id.rawValue));") }
}
