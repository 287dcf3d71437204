/// A regular expression as a tree.
indirect enum Pattern {
  case bytes(ByteSet)
  case lineStart
  case lineEnd
  case sequence([Pattern])
  case choice([Pattern])
  case repetition(Pattern, minimum: Int, maximum: Int?)
}

/// A set of bytes.
struct ByteSet {
  private var bits = SIMD4<UInt64>()

  static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
  static let spaces = ByteSet(UInt8(ascii: " ")...UInt8(ascii: " ")).union(ByteSet(9...13))
  static let wordBytes = digits.union(ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")))
    .union(ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))).union(ByteSet(UInt8(ascii: "_")...UInt8(ascii: "_")))
  static let allButNewline = ByteSet(10...10).inverted

  init(_ range: ClosedRange<UInt8>) {
    for byte in range { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
  }

  private init(bits: SIMD4<UInt64>) { self.bits = bits }

  func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }
  func union(_ other: ByteSet) -> ByteSet { ByteSet(bits: bits | other.bits) }
  var inverted: ByteSet { ByteSet(bits: ~bits) }
}

/// Reads a regular expression.
struct PatternParser {
  private static let maximumDepth = 32
  private static let maximumRepetition = 255

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func parse() throws(PatternError) -> Pattern {
    guard bytes.count <= RegularExpression.maximumBytes else {
      throw PatternError("it is longer than \(RegularExpression.maximumBytes) bytes")
    }
    let pattern = try choice()
    guard position == bytes.count else { throw PatternError("a ')' that closes nothing") }
    return pattern
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func choice() throws(PatternError) -> Pattern {
    var choices = [try sequence()]
    while take("|") { choices.append(try sequence()) }
    return .choice(choices)
  }

  private mutating func sequence() throws(PatternError) -> Pattern {
    var parts: [Pattern] = []
    while let byte = peek(), byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") { parts.append(try repeated()) }
    return .sequence(parts)
  }

  private mutating func repeated() throws(PatternError) -> Pattern {
    let part = try atom()
    let pattern: Pattern
    if take("*") {
      pattern = .repetition(part, minimum: 0, maximum: nil)
    } else if take("+") {
      pattern = .repetition(part, minimum: 1, maximum: nil)
    } else if take("?") {
      pattern = .repetition(part, minimum: 0, maximum: 1)
    } else if take("{") {
      pattern = try counted(part)
    } else {
      return part
    }
    if let byte = peek(), "*+?{".utf8.contains(byte) { throw PatternError("a repetition of a repetition") }
    return pattern
  }

  private mutating func counted(_ part: Pattern) throws(PatternError) -> Pattern {
    let minimum = try count()
    var maximum: Int? = minimum
    if take(",") { maximum = peek() == UInt8(ascii: "}") ? nil : try count() }
    guard take("}"), minimum <= maximum ?? minimum else { throw PatternError("expected {2}, {2,} or {2,4}") }
    return .repetition(part, minimum: minimum, maximum: maximum)
  }

  private mutating func count() throws(PatternError) -> Int {
    let start = position
    while let byte = peek(), ByteSet.digits.contains(byte) { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let count = Int(digits), count <= Self.maximumRepetition else {
      throw PatternError("expected a count of at most \(Self.maximumRepetition)")
    }
    return count
  }

  private mutating func atom() throws(PatternError) -> Pattern {
    guard let byte = peek() else { throw PatternError("the pattern ends too early") }
    position += 1
    switch Unicode.Scalar(byte) {
    case ".": return .bytes(.allButNewline)
    case "^": return .lineStart
    case "$": return .lineEnd
    case "[": return .bytes(try bracketSet())
    case "\\": return .bytes(try escape())
    case "*", "+", "?", "{": throw PatternError("nothing to repeat in front of '\(Character(Unicode.Scalar(byte)))'")
    case "(":
      depth += 1
      guard depth <= Self.maximumDepth else { throw PatternError("nested too deep") }
      let inner = try choice()
      guard take(")") else { throw PatternError("a '(' is not closed") }
      depth -= 1
      return inner
    default: return .bytes(ByteSet(byte...byte))
    }
  }

  private mutating func escape() throws(PatternError) -> ByteSet {
    guard let byte = peek() else { throw PatternError("it ends with a backslash") }
    position += 1
    switch Unicode.Scalar(byte) {
    case "d": return .digits
    case "D": return ByteSet.digits.inverted
    case "w": return .wordBytes
    case "W": return ByteSet.wordBytes.inverted
    case "s": return .spaces
    case "S": return ByteSet.spaces.inverted
    case "n": return ByteSet(10...10)
    case "t": return ByteSet(9...9)
    case "a"..."z", "A"..."Z", "0"..."9":
      throw PatternError("unknown escape '\\\(Character(Unicode.Scalar(byte)))'")
    default: return ByteSet(byte...byte)
    }
  }

  private mutating func bracketSet() throws(PatternError) -> ByteSet {
    let isInverted = take("^")
    var set: ByteSet?
    while set == nil || peek() != UInt8(ascii: "]") {
      guard let first = peek() else { throw PatternError("a '[' is not closed") }
      position += 1
      var part = ByteSet(first...first)
      if first == UInt8(ascii: "\\") {
        part = try escape()
      } else if peek() == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "]") {
        let last = bytes[position + 1]
        guard first <= last else { throw PatternError("a range that ends before it begins") }
        part = ByteSet(first...last)
        position += 2
      }
      set = set?.union(part) ?? part
    }
    position += 1
    let result = set ?? ByteSet(0...255)
    return isInverted ? result.inverted : result
  }
}
