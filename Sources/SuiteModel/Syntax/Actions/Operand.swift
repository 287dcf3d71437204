/// An expression of an action, and the values that its place takes.
struct Operand {
  enum Domain {
    case anything
    case condition
    /// Bytes, or text for its bytes.
    case bytes
    case number(NumberDomain)
    /// A number, or bytes or text whose address is passed.
    case argument

    /// What is wrong with a value here; nil where nothing is.
    func complaint(about value: Value) -> String? {
      switch (self, value) {
      case (.anything, _), (.bytes, .bytes), (.bytes, .text), (.argument, .bytes), (.argument, .text): return nil
      case (.condition, _): return value.truth == nil ? "expected a condition, found \(value.kind)" : nil
      case (.bytes, _): return "expected bytes, found \(value.kind)"
      case (.argument, _): return Self.complaint(about: value, as: .bits(64))
      case (.number(let domain), _): return Self.complaint(about: value, as: domain)
      }
    }

    private static func complaint(about value: Value, as domain: NumberDomain) -> String? {
      guard let number = value.number else { return "expected a number, found \(value.kind)" }
      return domain.complaint(about: number)
    }
  }

  var expression: Expression
  var domain: Domain

  init(_ expression: Expression, _ domain: Domain) {
    self.expression = expression
    self.domain = domain
  }

  init(_ expression: Expression, _ domain: NumberDomain) { self.init(expression, .number(domain)) }

  static func bits(_ count: Int, _ expression: Expression) -> Operand { Operand(expression, .bits(count)) }
  static func descriptor(_ expression: Expression) -> Operand { Operand(expression, .descriptor) }
  static func address(_ expression: Expression) -> Operand { Operand(expression, .address) }
  static func milliseconds(_ expression: Expression) -> Operand { Operand(expression, .milliseconds) }
  static func width(_ expression: Expression) -> Operand { Operand(expression, .width) }

  /// A number that must fit `width` bytes, if the width is a constant.
  static func word(_ expression: Expression, width: Expression) -> Operand {
    let bytes = (try? width.number(in: DictionaryScope(), as: .width)).map(Int.init)
    return Operand(expression, .bits(8 * (bytes ?? 8)))
  }
}
