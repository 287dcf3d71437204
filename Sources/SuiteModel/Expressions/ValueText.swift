extension Value: CustomStringConvertible {
  /// The value as templates and reports show it: bytes as pairs of hex digits, a list in brackets.
  package var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .boolean(let boolean): "\(boolean)"
    case .text(let text): text
    case .bytes(let bytes): bytes.map(Self.hexPair).joined(separator: " ")
    case .list(let list): "[" + list.map(\.description).joined(separator: ", ") + "]"
    case .record(let record): "{" + record.entries.map { "\($0.name): \($0.text)" }.joined(separator: ", ") + "}"
    case .version(let version): version.description
    }
  }

  private static func hexPair(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
  }
}

extension Record.Entry {
  /// The value, with the names of its bits.
  package var text: String {
    guard let names, case .number(let number) = value, let bits = UInt64(exactly: number) else {
      return value.description
    }
    return names.describe(bits)
  }
}

extension Template {
  /// The text with every reference replaced.
  package func expand(in scope: some Scope) throws(EvaluationError) -> String {
    var text = ""
    let budget = scope.nextBudget
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .expression(let expression):
        let value = try expression.evaluate(in: scope)
        switch value {
        case .list, .record:
          throw EvaluationError("expected text or a number, found \(value.kind)", at: expression.location)
        case .number, .boolean, .text, .bytes, .version:
          if let problem = budget.spend(4 * value.extent.work) {
            throw EvaluationError(problem, at: expression.location)
          }
          text += value.description
        }
      }
      guard text.utf8.count <= Expression.maximumCount else {
        throw EvaluationError("the text is too long", at: location)
      }
    }
    return text
  }
}
