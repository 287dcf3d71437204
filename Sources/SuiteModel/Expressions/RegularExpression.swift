/// A regular expression that is matched in linear time, so that no pattern of a suite can hang a run.
///
/// It knows `.`, `[a-z]`, `[^a-z]`, `\d \w \s`, `* + ? {2} {2,} {2,4}`, `( )`, `|`, and `^` and `$` for the ends of a line.
/// Text is matched byte by byte.
///
/// Swift's `Regex` is not used: it goes back and tries again, and has neither a count of its steps nor a way to stop it.
/// `(a|aa)*b` takes it half a minute on 32 letters `a`, and ten times as long on 36.
package struct RegularExpression {
  static let maximumBytes = 256
  private static let maximumInstructions = 4096

  enum Instruction {
    case bytes(ByteSet)
    case split(Int, Int)
    case lineStart
    case lineEnd
    case match
  }

  private let program: [Instruction]

  package init(_ pattern: String) throws(PatternError) {
    var parser = PatternParser(pattern)
    var program: [Instruction] = []
    try Self.compile(try parser.parse(), into: &program)
    program.append(.match)
    self.program = program
  }

  /// Whether the text contains a match. Each instruction that is under way at a byte is a piece of work.
  func matches(in text: String, spending budget: WorkBudget) throws(PatternError) -> Bool {
    let bytes = Array(text.utf8)
    var current = ThreadList(count: program.count)
    var next = ThreadList(count: program.count)
    for position in 0...bytes.count {
      if add(0, to: &current, at: position, in: bytes) { return true }
      guard position < bytes.count else { return false }
      if let problem = budget.spend(1 + current.threads.count) { throw PatternError(tooMuch: problem) }
      next.removeAll()
      for thread in current.threads {
        guard case .bytes(let set) = program[thread], set.contains(bytes[position]) else { continue }
        if add(thread + 1, to: &next, at: position + 1, in: bytes) { return true }
      }
      swap(&current, &next)
    }
    return false
  }

  /// Follows what takes no byte; true where that leads to a match.
  private func add(_ start: Int, to list: inout ThreadList, at position: Int, in bytes: [UInt8]) -> Bool {
    var pending = [start]
    while let index = pending.popLast() {
      guard list.insert(index) else { continue }
      switch program[index] {
      case .match: return true
      case .split(let first, let second): pending += [second, first]
      case .lineStart where position == 0 || bytes[position - 1] == UInt8(ascii: "\n"): pending.append(index + 1)
      case .lineEnd where position == bytes.count || bytes[position] == UInt8(ascii: "\n"): pending.append(index + 1)
      case .lineStart, .lineEnd, .bytes: break
      }
    }
    return false
  }

  /// The instructions that are under way at one byte, each once.
  private struct ThreadList {
    private(set) var threads: [Int] = []
    private var marks: [Bool]

    init(count: Int) { marks = Array(repeating: false, count: count) }

    mutating func insert(_ index: Int) -> Bool {
      guard index < marks.count, !marks[index] else { return false }
      marks[index] = true
      threads.append(index)
      return true
    }

    mutating func removeAll() {
      for thread in threads { marks[thread] = false }
      threads.removeAll(keepingCapacity: true)
    }
  }

  // MARK: Compiling

  private static func compile(_ pattern: Pattern, into program: inout [Instruction]) throws(PatternError) {
    guard program.count <= maximumInstructions else { throw PatternError("the pattern is too large") }
    switch pattern {
    case .bytes(let set): program.append(.bytes(set))
    case .lineStart: program.append(.lineStart)
    case .lineEnd: program.append(.lineEnd)
    case .sequence(let parts): for part in parts { try compile(part, into: &program) }
    case .choice(let choices): try compile(choices: choices[...], into: &program)
    case .repetition(let part, let minimum, let maximum):
      let start = program.count
      for _ in 0..<minimum {
        try compile(part, into: &program)
        // What matches without a byte is the same however often it is repeated.
        if program.count == start { break }
      }
      if let maximum {
        try compileOptional(part, count: maximum - minimum, into: &program)
      } else {
        try compileLoop(part, into: &program)
      }
    }
  }

  private static func compile(choices: ArraySlice<Pattern>, into program: inout [Instruction]) throws(PatternError) {
    var ends: [Int] = []
    for (index, choice) in zip(choices.indices, choices) {
      guard index < choices.endIndex - 1 else {
        try compile(choice, into: &program)
        break
      }
      let split = program.count
      program.append(.split(0, 0))
      try compile(choice, into: &program)
      ends.append(program.count)
      program.append(.split(0, 0))
      program[split] = .split(split + 1, program.count)
    }
    for end in ends { program[end] = .split(program.count, program.count) }
  }

  private static func compileOptional(
    _ part: Pattern, count: Int, into program: inout [Instruction]
  ) throws(PatternError) {
    var splits: [Int] = []
    for _ in 0..<max(0, count) {
      splits.append(program.count)
      program.append(.split(0, 0))
      try compile(part, into: &program)
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
  }

  private static func compileLoop(_ part: Pattern, into program: inout [Instruction]) throws(PatternError) {
    let split = program.count
    program.append(.split(0, 0))
    try compile(part, into: &program)
    program.append(.split(split, split))
    program[split] = .split(split + 1, program.count)
  }
}

/// What is wrong with a regular expression.
package struct PatternError: Error, Sendable, CustomStringConvertible {
  package var message: String
  package var description: String { message }

  init(_ message: String) { self.message = "the regular expression is wrong: \(message)" }

  init(tooMuch message: String) { self.message = message }
}
