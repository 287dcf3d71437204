/// A pattern of names: `*` stands for any characters, `?` for one; all others, brackets too, for themselves.
package struct Glob: Sendable, Hashable {
  package let text: String
  private let pattern: [UInt8]
  /// Bytes in front of the first star or question mark: most names differ from them.
  private let literalCount: Int

  package init(_ text: String) {
    self.text = text
    pattern = Array(text.utf8)
    literalCount = pattern.prefix { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") }.count
  }

  /// Linear in the product of both lengths, whatever the pattern: on a mismatch only the last star is tried again.
  package func matches(_ name: String) -> Bool {
    var name = name
    return name.withUTF8(matches)
  }

  private func matches(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard name.count >= literalCount, (0..<literalCount).allSatisfy({ pattern[$0] == name[$0] }) else { return false }
    var (inPattern, inName) = (literalCount, literalCount)
    var star: (pattern: Int, name: Int)?
    while inName < name.count {
      if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "*") {
        star = (inPattern, inName)
        inPattern += 1
      } else if inPattern < pattern.count,
        pattern[inPattern] == UInt8(ascii: "?") || pattern[inPattern] == name[inName]
      {
        inPattern += 1
        inName += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        inPattern = last.pattern + 1
        inName = last.name + 1
      } else {
        return false
      }
    }
    return pattern[inPattern...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Whether some name that begins so matches: whatever is left of the pattern then, there is a text for it.
  package func mayMatch(beginning: String) -> Bool {
    var states: Set<Int> = [0]
    for byte in beginning.utf8 {
      states = Set(skippingStars(states).flatMap { state in step(state, byte) })
      if states.isEmpty { return false }
    }
    return true
  }

  /// The places in the pattern where a match may be, once its stars have taken nothing.
  private func skippingStars(_ states: Set<Int>) -> Set<Int> {
    var all = states
    for var state in states {
      while state < pattern.count, pattern[state] == UInt8(ascii: "*") {
        state += 1
        all.insert(state)
      }
    }
    return all
  }

  private func step(_ state: Int, _ byte: UInt8) -> [Int] {
    guard state < pattern.count else { return [] }
    switch pattern[state] {
    case UInt8(ascii: "*"): return [state]
    case UInt8(ascii: "?"), byte: return [state + 1]
    default: return []
    }
  }
}
