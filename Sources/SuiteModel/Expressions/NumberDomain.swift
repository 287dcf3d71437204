/// The numbers that a place of the language takes. Lint holds constants against it, and a run every value, so that none
/// is ever cut.
package enum NumberDomain: Sendable, Hashable {
  /// A word of the kernel's of so many bits, signed or not: -1 stands for its bits.
  case bits(Int)
  case range(ClosedRange<Int128>)
  /// Bytes of one access to memory.
  case width

  package static let descriptor = bits(32)
  package static let address = bits(64)
  /// Bytes that the harness itself has to hold.
  package static let copied = range(0...1 << 20)
  /// Bytes that only the kernel has to hold.
  package static let size = range(0...Int128(Int.max))
  package static let repetitions = range(0...1 << 20)
  /// Up to an hour.
  package static let milliseconds = range(0...3_600_000)
  package static let permissions = range(0...0o7777)
  /// What `wait(2)` can tell of an exit.
  package static let exitStatus = range(0...255)
  /// A user or a group. The last number means "as it is" to `setresuid(2)`, and would keep root.
  package static let user = range(0...0xffff_fffe)
  package static let capability = range(0...63)

  /// What is wrong with a number here; nil where nothing is.
  package func complaint(about number: Int128) -> String? {
    switch self {
    case .bits(let count):
      guard number < -(1 << Int128(count - 1)) || number >= 1 << Int128(count) else { return nil }
      return "\(number) does not fit \(count) bits"
    case .range(let range):
      guard !range.contains(number) else { return nil }
      return "\(number) is not between \(range.lowerBound) and \(range.upperBound)"
    case .width:
      return [1, 2, 4, 8].contains(number) ? nil : "the width is \(number), but must be 1, 2, 4 or 8"
    }
  }
}

extension Expression {
  /// The expression's value as a number that its place takes.
  package func number(in scope: some Scope, as domain: NumberDomain) throws(EvaluationError) -> Int128 {
    let number = try number(in: scope)
    if let complaint = domain.complaint(about: number) { throw EvaluationError(complaint, at: location) }
    return number
  }
}
