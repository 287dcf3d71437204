import Journal
import SuiteModel

/// An instance as far as the suites alone tell of it, whatever machine it may run on.
package struct Outline: Sendable {
  package var planned: PlannedCase
  /// Whether the machine decides on some of its values, so that its instances have names that are not known yet.
  package var isOpen: Bool

  /// The instances of all cases.
  package static func all(of suites: [Suite]) -> [Outline] {
    suites.flatMap { suite in suite.cases.flatMap { all(of: $0, in: suite) } }
  }

  /// The instances of one case, one for each combination of the values that its suite writes out.
  package static func all(of definition: Case, in suite: Suite) -> [Outline] {
    let template = Instance(definition, in: suite, requirements: [:])
    return template.outlined.map { Outline(planned: $0.planned, isOpen: template.hasOpenValues) }
  }
}

extension Instance {
  /// A case before anything is chosen for it.
  init(_ definition: Case, in suite: Suite, requirements: [String: Requirement]) {
    let covers = definition.covers.map(\.id)
    let severity = definition.severity ?? covers.compactMap { requirements[$0]?.severity }.max() ?? .should
    let planned = PlannedCase(
      id: "\(suite.name)/\(definition.name)", suite: suite.name, name: definition.name,
      formerly: definition.formerly, title: definition.title, parameters: [:],
      covers: covers, severity: PlannedCase.Severity(severity),
      tags: suite.tags + definition.tags.filter { !suite.tags.contains($0) }, file: definition.location.file,
      line: definition.location.line)
    self.init(planned, of: definition, in: suite)
  }

  /// Whether some of the case's values are known only where its needs are met.
  var hasOpenValues: Bool {
    needs.mediated != nil || definition.parameters.contains { if case .list = $0.values { true } else { false } }
  }

  /// Whether its name lacks values that the machine did not tell.
  var isOpen: Bool {
    switch readiness {
    case .ready: false
    case .unmet: hasOpenValues
    case .broken: hasOpenValues || !definition.parameters.isEmpty
    }
  }

  /// One instance for each combination of the values as they are written, but for those that the case's `when` surely
  /// leaves out; only this one where there are too many.
  var outlined: [Instance] {
    var instances = [self]
    for parameter in definition.parameters {
      let outline = parameter.values.outline
      guard instances.count * outline.count <= Planner.instanceLimit else { return [self] }
      instances = instances.flatMap { instance in
        outline.map { instance.adding(parameter.name, $0.value, written: $0.text) }
      }
    }
    return instances.filter(\.mayBeChosen)
  }

  /// Whether the case's `when` holds, or only a machine can tell.
  private var mayBeChosen: Bool {
    guard let condition = definition.when else { return true }
    return (try? condition.holds(in: DictionaryScope(bindings))) ?? true
  }

  /// This instance with one more parameter, in its name too.
  func adding(_ parameter: String, _ value: Value?, written text: String) -> Instance {
    var instance = self
    if let value { instance.parameters.append((parameter, value)) }
    instance.planned.parameters[parameter] = text
    let base = "\(planned.suite)/"
    let bracket = planned.parameters.isEmpty ? "[" : ","
    let stem = planned.parameters.isEmpty ? planned.name : String(planned.name.dropLast())
    instance.planned.name = "\(stem)\(bracket)\(parameter)=\(text)]"
    instance.planned.id = base + instance.planned.name
    return instance
  }
}

extension Parameter.Values {
  /// The values as the suite writes them, with what each is worth where that needs no machine.
  fileprivate var outline: [(text: String, value: Value?)] {
    switch self {
    case .each(let expressions):
      expressions.map { ($0.plainText, try? $0.evaluate(in: DictionaryScope([:]))) }
    case .list(let expression): [(expression.text, nil)]
    }
  }

  /// The values as the suite writes them; one expression stands for all that it gives.
  package var written: [String] {
    switch self {
    case .each(let expressions): expressions.map(\.plainText)
    case .list(let expression): [expression.text]
    }
  }
}

extension Expression {
  /// The expression as a name shows it: text without its quotes.
  var plainText: String {
    if case .literal(.text(let text)) = root.kind { text } else { text }
  }
}

extension PlannedCase.Severity {
  init(_ severity: Severity) {
    switch severity {
    case .must: self = .must
    case .should: self = .should
    case .info: self = .info
    }
  }
}
