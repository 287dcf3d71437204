import Runner
import Simulator

/// What `mutants` prints; scripts read these names.
struct MutantSummary: Encodable {
  var quirks: [Entry]
  /// Cases that notice no quirk, and cases that pass on no machine; only where every quirk was tried everywhere.
  var blind: [String]?
  var untried: [String]?

  struct Entry: Encodable {
    var id: String
    var area: String
    /// The requirement that the quirk breaks.
    var requirement: String
    var breaks: String
    /// How many cases that cover the requirement were held against the quirk.
    var tried: Int
    /// Cases, without values of their parameters.
    var noticedBy: [String]
    /// Cases that failed and do not cover the requirement.
    var disturbed: [String]
  }

  init(_ survey: MutantSurvey<Rule>, ofAll: Bool) {
    quirks = survey.reports.map { report in
      Entry(
        id: report.quirk.id, area: report.quirk.area.suites, requirement: report.quirk.requirement,
        breaks: report.quirk.breaks, tried: report.tried.count, noticedBy: Self.cases(report.noticedBy),
        disturbed: Self.cases(report.disturbed))
    }
    guard ofAll else { return }
    (blind, untried) = (survey.blind, survey.untried)
  }

  private static func cases(_ instances: [String]) -> [String] {
    var seen: Set<String> = []
    return instances.map { String($0.prefix { $0 != "[" }) }.filter { seen.insert($0).inserted }
  }
}

// MARK: Text

extension MutantSummary {
  var lines: [String] {
    let width = quirks.map(\.id.count).max() ?? 0
    let missed = quirks.count { $0.noticedBy.isEmpty }
    let total = "\(quirks.count) quirks, \(missed) unnoticed"
    return quirks.map { "\($0.id.padded(to: width + 2))\($0.requirement.padded(to: 10))\($0.verdict)" }
      + Self.list(blind, that: "notice no quirk") + Self.list(untried, that: "pass on no machine, and were not tried")
      + [blind.map { "\(total); \($0.count) cases notice none" } ?? total]
  }

  private static func list(_ cases: [String]?, that what: String) -> [String] {
    guard let cases, !cases.isEmpty else { return [] }
    return ["", "Cases that \(what):"] + cases.map { "  " + $0 } + [""]
  }
}

extension MutantSummary.Entry {
  fileprivate var verdict: String {
    if let first = noticedBy.first {
      return first + (noticedBy.count > 1 ? " and \(noticedBy.count - 1) more" : "")
    }
    let missed = "NOBODY noticed that \(breaks)"
    guard tried > 0 else { return missed + ": no case that covers \(requirement) passes on any of the machines" }
    guard let first = disturbed.first else { return missed }
    let more = disturbed.count > 1 ? " and \(disturbed.count - 1) more" : ""
    return missed + "; \(first)\(more) failed, and \(disturbed.count > 1 ? "do" : "does") not cover \(requirement)"
  }
}
