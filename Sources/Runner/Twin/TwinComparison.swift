import Journal
import SuiteModel
import SystemCalls
import VFIOInterface

/// Holds the traces of one case on two systems against each other.
struct TwinComparison {
  /// Calls that are shown before a difference.
  private static let context = 8

  let exemptions: [TwinExemption]
  /// Exemptions that were needed, with the number of calls.
  private(set) var uses: [String: Int] = [:]

  init(exemptions: [TwinExemption]) { self.exemptions = exemptions }

  mutating func difference(
    of planned: PlannedCase, _ first: CaseReport, _ second: CaseReport
  ) -> TwinDifference? {
    let relevant = exemptions.filter { $0.names(planned) }
    var kinds = DescriptorKinds()
    for (index, pair) in zip(first.trace.entries, second.trace.entries).enumerated() {
      if let what = difference(pair.0, pair.1, kinds, relevant) { return describe(what, index, first, second) }
      kinds.note(pair.0)
    }
    let counts = (first.trace.entries.count, second.trace.entries.count)
    if counts.0 != counts.1 {
      return describe("one makes \(counts.0) calls, the other \(counts.1)", min(counts.0, counts.1), first, second)
    }
    guard first.outcome.name == second.outcome.name else {
      return describe("the outcome: \(first.outcome.name) and \(second.outcome.name)", counts.0, first, second)
    }
    return nil
  }

  /// What differs between two entries; nil where nothing does, or what does is exempt.
  private mutating func difference(
    _ first: Trace.Entry, _ second: Trace.Entry, _ kinds: DescriptorKinds, _ exemptions: [TwinExemption]
  ) -> String? {
    guard first != second else { return nil }
    guard case .call(let call, let process, let mine) = first,
      case .call(let otherCall, let otherProcess, let theirs) = second, call == otherCall, process == otherProcess
    else { return "the call" }
    guard let mine, let theirs else { return "one call ended, the other did not" }
    let request = kinds.request(of: call, by: process)
    var left = Part.differences(mine, theirs)
    for exemption in exemptions where exemption.concerns(call, request) {
      let kept = exemption.part.matchesText(mine, theirs) ? [] : left.filter { !exemption.covers($0, request) }
      if kept.count < left.count { uses[exemption.id, default: 0] += 1 }
      left = kept
    }
    return Part.text(of: left)
  }

  private func describe(
    _ what: String, _ index: Int, _ first: CaseReport, _ second: CaseReport
  ) -> TwinDifference {
    func excerpt(_ report: CaseReport) -> [String] {
      var renderer = TraceRenderer(names: report.processNames)
      let lines = report.trace.entries.prefix(index + 1).map { renderer.line($0) }
      let padded = lines.count <= index ? lines + ["(\(report.outcome.name))"] : lines
      return Array(padded.suffix(Self.context + 1))
    }
    return TwinDifference(what: what, first: excerpt(first), second: excerpt(second))
  }
}

extension TwinComparison {
  /// One thing in which two results differ.
  enum Part: Hashable {
    case value
    case error
    case fault
    case length
    case strayWrite
    case byte(Int)

    static func differences(_ first: CallResult, _ second: CallResult) -> [Part] {
      var parts: [Part] = []
      if first.error != second.error { parts.append(.error) }
      if first.fault != second.fault { parts.append(.fault) }
      if first.value != second.value { parts.append(.value) }
      if first.strayWrite != second.strayWrite { parts.append(.strayWrite) }
      if first.bytes.count != second.bytes.count { parts.append(.length) }
      for (index, pair) in zip(first.bytes, second.bytes).enumerated() where pair.0 != pair.1 {
        parts.append(.byte(index))
      }
      return parts
    }

    static func text(of parts: [Part]) -> String? {
      guard let first = parts.first else { return nil }
      switch first {
      case .value: return "the value"
      case .error: return "the error"
      case .fault: return "the signal"
      case .length: return "the number of bytes"
      case .strayWrite: return "a write outside of what the call was given"
      case .byte(let start):
        let all = parts.compactMap { part in if case .byte(let index) = part { index } else { nil } }
        return all.count == 1 ? "byte \(start)" : "\(all.count) bytes, \(start) to \(all.last ?? start)"
      }
    }
  }
}

extension TwinExemption {
  /// Whether it may exempt something in a case.
  func names(_ planned: PlannedCase) -> Bool {
    cases.contains { (planned.ids + planned.caseIDs).contains(where: Glob($0).matches) }
  }

  /// Whether it may exempt something in a case, though not all of the case's values are known.
  func mayName(_ outline: Outline) -> Bool {
    names(outline.planned)
      || outline.isOpen && cases.contains { Glob($0).mayMatch(beginning: outline.planned.caseID + "[") }
  }

  fileprivate func concerns(_ call: SystemCall, _ request: Request?) -> Bool {
    if let name = self.call, name != call.name, name != request?.name { return false }
    if let path { return call.path.map(Glob(path).matches) ?? false }
    return true
  }

  fileprivate func covers(_ difference: TwinComparison.Part, _ request: Request?) -> Bool {
    switch (part, difference) {
    case (.everything, _), (.value, .value): return true
    case (.bytes(let range), .byte(let index)): return range.contains(index)
    case (.field(let name), .byte(let index)):
      guard case .structure(let structure) = request?.argument, let field = structure[field: name] else { return false }
      return (field.offset..<field.end).contains(index)
    case (.value, _), (.bytes, _), (.field, _), (.linesBut, _), (.wordsBut, _): return false
    }
  }
}

extension TwinExemption.Part {
  /// Whether two texts are the same in what the exemption leaves to compare.
  fileprivate func matchesText(_ first: CallResult, _ second: CallResult) -> Bool {
    guard first.succeeded, second.succeeded else { return false }
    switch self {
    case .linesBut(let globs): return Self.kept(first, "\n", globs) == Self.kept(second, "\n", globs)
    case .wordsBut(let globs): return Self.kept(first, " \n\t", globs) == Self.kept(second, " \n\t", globs)
    case .everything, .value, .field, .bytes: return false
    }
  }

  private static func kept(_ result: CallResult, _ separators: String, _ globs: [String]) -> [String] {
    String(decoding: result.bytes, as: UTF8.self).split { separators.contains($0) }.map(String.init)
      .filter { part in globs.contains { Glob($0).matches(part) } }
  }
}
