/// What a step does.
package indirect enum Action: Sendable, Hashable {
  /// One call of the process.
  case call(CallAction)
  /// A few calls on an eventfd.
  case event(EventAction)
  /// Steps in steps, names, conditions, and what is done to processes.
  case flow(FlowAction)
}

/// A step that is one call, by what it is about. It is handed on many times for each call, and so is not copied.
package indirect enum CallAction: Sendable, Hashable {
  case file(FileAction)
  case descriptor(DescriptorAction)
  case ioctl(Ioctl)
  case memory(MemoryAction)
  case process(ProcessAction)
}

extension Action {
  /// The step in short: its word and what it is done to.
  package var text: String { outline.text }

  var outline: ActionOutline {
    switch self {
    case .call(let call): call.outline
    case .event(let event): event.outline
    case .flow(let flow): flow.outline
    }
  }
}

extension CallAction {
  var outline: ActionOutline {
    switch self {
    case .file(let action): action.outline
    case .descriptor(let action): action.outline
    case .ioctl(let action): action.outline
    case .memory(let action): action.outline
    case .process(let action): action.outline
    }
  }
}

/// A step's word, what it is done to, and its operands. Lint checks the names in them, and reports show the text. Steps
/// inside it, and a structure's fields, are not part of it.
struct ActionOutline {
  var word: String
  var subject: String?
  var operands: [Operand] = []
  var templates: [Template] = []

  init(_ word: some RawRepresentable<String>, name: String? = nil, _ operands: Operand?...) {
    self.word = word.rawValue
    subject = name
    self.operands = operands.compactMap { $0 }
  }

  /// The first operand is what the step is done to.
  init(_ word: some RawRepresentable<String>, on first: Operand, _ operands: Operand?...) {
    self.word = word.rawValue
    subject = first.expression.text
    self.operands = [first] + operands.compactMap { $0 }
  }

  /// The first text is what the step is done to.
  init(_ word: some RawRepresentable<String>, to texts: Template..., with operands: Operand?...) {
    self.word = word.rawValue
    subject = texts.first?.text
    templates = texts
    self.operands = operands.compactMap { $0 }
  }

  func adding(_ operands: [Operand]) -> ActionOutline {
    var outline = self
    outline.operands += operands
    return outline
  }

  func adding(_ templates: [Template]) -> ActionOutline {
    var outline = self
    outline.templates += templates
    return outline
  }

  var text: String { subject.map { "\(word) \($0)" } ?? word }
}
