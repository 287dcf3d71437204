import Documents
import VFIOInterface
import Yams

/// The word that says what a step does, by its family.
enum ActionWord: Hashable {
  case file(FileAction.Word)
  case descriptor(DescriptorAction.Word)
  case ioctl
  case memory(MemoryAction.Word)
  case process(ProcessAction.Word)
  case event(EventAction.Word)
  case flow(FlowAction.Word)

  static let all: [String: ActionWord] = {
    var words = [Ioctl.Word.ioctl.rawValue: ActionWord.ioctl]
    for word in FileAction.Word.allCases { words[word.rawValue] = .file(word) }
    for word in DescriptorAction.Word.allCases { words[word.rawValue] = .descriptor(word) }
    for word in MemoryAction.Word.allCases { words[word.rawValue] = .memory(word) }
    for word in ProcessAction.Word.allCases { words[word.rawValue] = .process(word) }
    for word in EventAction.Word.allCases { words[word.rawValue] = .event(word) }
    for word in FlowAction.Word.allCases { words[word.rawValue] = .flow(word) }
    return words
  }()

  /// Whether the result is bytes.
  var givesBytes: Bool { [.descriptor(.read), .descriptor(.pread), .memory(.peek)].contains(self) }

  /// Whether the step gives something that a name can be bound to, and that can be held against an expectation.
  var hasResult: Bool { if case .flow(let word) = self { word == .finish } else { true } }

  /// Whether the result is that of one call.
  var makesOneCall: Bool { if case .event = self { false } else { hasResult } }

  /// Whether the step reaches memory by itself: that ends by a signal, where a call ends by an error.
  var accessesMemory: Bool { [.memory(.load), .memory(.store), .memory(.peek), .memory(.poke)].contains(self) }

  /// Whether a record comes back, of whose fields something can be expected.
  var mayHaveOutput: Bool { [.ioctl, .file(.stat), .event(.announced), .flow(.finish)].contains(self) }
}

extension FileParser {
  /// Reads an action: what stands behind its word, and the arguments beside it.
  func action(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    switch word {
    case .file(let word): .call(.file(fileAction(word, value, mapping)))
    case .descriptor(let word): .call(.descriptor(descriptorAction(word, value, mapping)))
    case .ioctl: .call(.ioctl(ioctl(value, mapping)))
    case .memory(let word): .call(.memory(memoryAction(word, value, mapping)))
    case .process(let word): .call(.process(processAction(word, value, mapping)))
    case .event(let word): .event(eventAction(word, value, mapping))
    case .flow(let word): .flow(flowAction(word, value, mapping))
    }
  }

  // MARK: Arguments

  func argument(_ name: String, of mapping: MappingReader, names: FlagSet? = nil) -> Expression {
    mapping.require(name).map { expression($0, names: names) } ?? .standIn(at: mapping.location)
  }

  func argument(
    _ name: String, of mapping: MappingReader, names: FlagSet? = nil, default value: UInt64
  ) -> Expression {
    guard let node = mapping.take(name) else {
      let text = names?.describe(value) ?? "\(value)"
      return Expression(.number(Int128(value)), text: text, at: mapping.location, names: names)
    }
    return expression(node, names: names)
  }

  func optional(_ name: String, of mapping: MappingReader, names: FlagSet? = nil) -> Expression? {
    mapping.take(name).map { expression($0, names: names) }
  }

  /// Text that may be left out.
  func text(_ node: Node?, _ what: String, of mapping: MappingReader) -> Template {
    node.map { template($0, what) } ?? Template(text: "", location: mapping.location, parts: [])
  }

  /// Reports anything written behind a word that stands alone.
  func expectNothing(_ node: Node, _ what: String) {
    if isNothing(node) { return }
    if case .mapping(let mapping) = node, mapping.isEmpty { return }
    expected("nothing or {} behind '\(what)'", found: node)
  }

  /// An expression for bytes, or pairs of hex digits.
  ///
  /// - Parameter count: Pairs that are digits; fewer may be a name.
  func bytes(_ node: Node, atLeast count: Int) -> Expression {
    guard case .scalar(let scalar) = node, let bytes = hexBytes(scalar.string), bytes.count >= count else {
      return expression(node)
    }
    return Expression(.bytes(bytes), text: scalar.string, at: location(node))
  }

  /// `data`, or `value` and `width`, or `from` and `count`.
  func data(of mapping: MappingReader, mayComeFromMemory: Bool) -> DataSource {
    if let node = mapping.take("data") { return .bytes(bytes(node, atLeast: 1)) }
    if let node = mapping.take("value") { return .number(expression(node), width: argument("width", of: mapping)) }
    if mayComeFromMemory, let node = mapping.take("from") {
      return .memory(address: expression(node), count: argument("count", of: mapping))
    }
    report(
      "\(mapping.what) does not say what to write", at: mapping.location,
      hint: "expected 'data', or 'value' and 'width'")
    return .bytes(.standIn(at: mapping.location))
  }
}
