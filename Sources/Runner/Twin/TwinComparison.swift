import Journal
import SuiteModel
import SystemCalls
import VFIOInterface

/// Holds the traces of one case on two systems against each other.
struct TwinComparison {
  /// Places of one case that are kept; the others are counted.
  private static let placeLimit = 20

  let exemptions: [TwinExemption]
  /// Calls that are shown before a difference.
  let context: Int
  /// Exemptions that were needed, with the number of calls.
  private(set) var uses: [String: Int] = [:]
  /// Calls that were held against each other.
  private(set) var calls = 0

  init(exemptions: [TwinExemption], context: Int) {
    self.exemptions = exemptions
    self.context = context
  }

  /// All places where the case went differently; nil where there is none.
  mutating func difference(
    of planned: PlannedCase, _ first: CaseReport, _ second: CaseReport
  ) -> TwinDifference? {
    var (differing, areSameCalls) = differences(of: planned, first.trace.entries, second.trace.entries)
    let counts = (first.trace.entries.count, second.trace.entries.count)
    let end = min(counts.0, counts.1)
    if areSameCalls, counts.0 != counts.1 {
      differing.append((end, "one makes \(counts.0) calls, the other \(counts.1)"))
    }
    let endsDiffer = first.outcome.name != second.outcome.name
    if endsDiffer, areSameCalls {
      differing.append((end, "the outcome: \(first.outcome.name) and \(second.outcome.name)"))
    }
    guard !differing.isEmpty else { return nil }
    let lines = (Self.lines(of: first), Self.lines(of: second))
    var difference = TwinDifference(
      differing.prefix(Self.placeLimit).map { index, what in
        TwinDifference.Place(
          what: what, first: excerpt(lines.0, index), second: excerpt(lines.1, index),
          contents: ContentsDifference.lines(first.trace.bytes(at: index), second.trace.bytes(at: index)))
      })
    difference.others = max(0, differing.count - Self.placeLimit)
    if endsDiffer { (difference.firstLog, difference.secondLog) = (first.kernelLog, second.kernelLog) }
    return difference
  }

  /// Where two traces differ. From the first call on that is another one, nothing can be held against each other.
  private mutating func differences(
    of planned: PlannedCase, _ first: [Trace.Entry], _ second: [Trace.Entry]
  ) -> (places: [(index: Int, what: String)], areSameCalls: Bool) {
    let relevant = exemptions.filter { $0.names(planned) }
    var kinds = DescriptorKinds()
    var places: [(Int, String)] = []
    for (index, pair) in zip(first, second).enumerated() {
      guard pair.0.isSameCall(as: pair.1) else { return (places + [(index, "the call")], false) }
      if case .call = pair.0 { calls += 1 }
      if let what = difference(pair.0, pair.1, kinds, relevant) { places.append((index, what)) }
      kinds.note(pair.0)
    }
    return (places, true)
  }

  /// What differs between two entries; nil where nothing does, or what does is exempt.
  private mutating func difference(
    _ first: Trace.Entry, _ second: Trace.Entry, _ kinds: DescriptorKinds, _ exemptions: [TwinExemption]
  ) -> String? {
    guard first != second, case .call(let call, let process, let mine) = first, case .call(_, _, let theirs) = second
    else { return nil }
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

  // MARK: Text

  private static func lines(of report: CaseReport) -> [String] {
    var renderer = TraceRenderer(names: report.processNames)
    let failure = report.failure.map { ": expected \($0.expected), got \($0.actual)" } ?? ""
    return report.trace.entries.map { renderer.line($0) } + ["(\(report.outcome.name)\(failure))"]
  }

  private func excerpt(_ lines: [String], _ index: Int) -> [String] {
    Array(lines.prefix(index + 1).suffix(context + 1))
  }
}

extension Trace {
  /// What came back from the call at a place.
  fileprivate func bytes(at index: Int) -> [UInt8] {
    guard entries.indices.contains(index), case .call(_, _, let result) = entries[index] else { return [] }
    return result?.bytes ?? []
  }
}

extension Trace.Entry {
  /// Whether the same process does the same.
  fileprivate func isSameCall(as other: Trace.Entry) -> Bool {
    switch (self, other) {
    case (.call(let mine, let process, _), .call(let theirs, let otherProcess, _)):
      mine == theirs && process == otherProcess
    default: self == other
    }
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

    /// All parts, in the order in which they stand; nil where there is none.
    static func text(of parts: [Part]) -> String? {
      let bytes = parts.compactMap { part in if case .byte(let index) = part { index } else { nil } }
      var words = parts.compactMap(\.word)
      if let start = bytes.first, let end = bytes.last {
        words.append(start == end ? "byte \(start)" : "\(bytes.count) bytes, \(start) to \(end)")
      }
      return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private var word: String? {
      switch self {
      case .value: "the value"
      case .error: "the error"
      case .fault: "the signal"
      case .length: "the number of bytes"
      case .strayWrite: "a write outside of what the call was given"
      case .byte: nil
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
