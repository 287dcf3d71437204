import Documents
import Journal
import SuiteModel

/// Instances of a case by values of its parameters: `type1.overlap/overlap[pages=1,at=4096]`. The values stand in any
/// order, and count by what they are worth (4096 is 4KiB); a parameter that is left out may have any.
package struct InstancePattern {
  private let stem: Glob
  private let values: [(name: String, value: String)]

  /// Nil for a text that does not give values in brackets.
  package init?(_ text: String) {
    guard let bracket = text.firstIndex(of: "["), text.last == "]" else { return nil }
    stem = Glob(String(text[..<bracket]))
    var values: [(name: String, value: String)] = []
    for part in text[text.index(after: bracket)...].dropLast().split(separator: ",", omittingEmptySubsequences: false) {
      if let (name, value) = Self.assignment(part) {
        values.append((name, value))
      } else if values.isEmpty {
        return nil
      } else {
        // A value with a comma in it.
        values[values.count - 1].value += "," + part
      }
    }
    guard !values.isEmpty else { return nil }
    self.values = values
  }

  private static func assignment(_ part: Substring) -> (name: String, value: String)? {
    guard let sign = part.firstIndex(of: "=") else { return nil }
    let name = part[..<sign].drop { $0 == " " }
    let isName = !name.isEmpty && name.utf8.allSatisfy { $0 == 0x5f || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
    return isName ? (String(name), String(part[part.index(after: sign)...])) : nil
  }

  /// - Parameter isOpen: Whether the machine decides on some of the case's values: then any may be meant.
  func matches(_ planned: PlannedCase, isOpen: Bool) -> Bool {
    planned.caseIDs.contains(where: stem.matches)
      && values.allSatisfy { name, value in
        guard let known = planned.parameters[name] else { return isOpen && name == Role.mediatedType }
        return isOpen || Self.isSame(value, known)
      }
  }

  private static func isSame(_ value: String, _ known: String) -> Bool {
    guard !Glob(value).matches(known) else { return true }
    guard let worth = worth(value) else { return false }
    if case .text(let text) = worth { return text == known }
    return self.worth(known)?.isEqual(to: worth) == true
  }

  /// What a value is worth, where that needs no machine.
  private static func worth(_ text: String) -> Value? {
    let start = SourceLocation(file: "")
    return try? Expression(text, at: start).evaluate(in: DictionaryScope())
  }

  /// What was probably meant where nothing matches.
  ///
  /// - Parameter instances: The instances of the case that is named.
  package func hint(among instances: [PlannedCase]) -> String? {
    guard let first = instances.first, !first.parameters.isEmpty else { return nil }
    var fixed: [String] = []
    for (given, value) in values {
      let names = first.parameters.keys.sorted()
      guard let name = names.contains(given) ? given : nearest(to: given, among: names) else {
        return "\(stem.text) has no parameter '\(given)'; it has \(names.joined(separator: ", "))"
      }
      var seen: Set<String> = []
      let known = instances.compactMap { $0.parameters[name] }.filter { seen.insert($0).inserted }
      let isKnown = known.contains { Self.isSame(value, $0) }
      guard let meant = isKnown ? value : nearest(to: value, among: known) else {
        let more = known.count > Self.shownValues ? ", …" : ""
        return "'\(name)' is never \(value); it is \(known.prefix(Self.shownValues).joined(separator: ", "))\(more)"
      }
      fixed.append("\(name)=\(meant)")
    }
    let text = "\(stem.text)[\(fixed.joined(separator: ","))]"
    guard let pattern = InstancePattern(text), instances.contains(where: { pattern.matches($0, isOpen: false) }) else {
      return "\(stem.text) has no instance with all of these values at once"
    }
    return "did you mean '\(text)'?"
  }

  private static let shownValues = 12
}
