import Foundation
import Journal

/// What the summary of a run that lies beside another tells of it.
package struct PastRun: Sendable, Hashable {
  /// The largest summary that is read, in bytes.
  private static let sizeLimit = 32 << 20

  var name: String
  var started: String
  var system: String
  var isComplete: Bool
  var counts: Counts
  var duration: Double

  init(name: String, started: String, system: String, isComplete: Bool, counts: Counts, duration: Double) {
    self.name = name
    self.started = started
    self.system = system
    self.isComplete = isComplete
    self.counts = counts
    self.duration = duration
  }

  /// Reads a run's `summary.json`; nil where it tells of no run.
  package init?(summary path: String) {
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size <= Self.sizeLimit,
      let data = FileManager.default.contents(atPath: path),
      let summary = try? JSONDecoder().decode(Summary.self, from: data)
    else { return nil }
    self.init(
      name: summary.run, started: summary.started,
      system:
        "\(summary.system.release) on \(summary.system.machine ?? summary.system.architecture) (\(summary.system.backend))",
      isComplete: summary.incomplete == nil, counts: summary.counts.model,
      duration: summary.duration.isFinite ? min(max(0, summary.duration), 1e9) : 0)
  }

  private struct Summary: Decodable {
    struct System: Decodable {
      var release: String
      var machine: String?
      var architecture: String
      var backend: String
    }

    struct Numbers: Decodable {
      var passed, failed, errored, skipped, expectedFailures, unexpectedPasses, observed: UInt32
      var flaky: UInt32?

      var model: Counts {
        Counts(
          passed: Int(passed), failed: Int(failed), errored: Int(errored), skipped: Int(skipped),
          expectedFailures: Int(expectedFailures), unexpectedPasses: Int(unexpectedPasses), observed: Int(observed),
          flaky: Int(flaky ?? 0))
      }
    }

    var run: String
    var started: String
    var incomplete: String?
    var system: System
    var counts: Numbers
    var duration: Double
  }
}

/// How the last runs of a folder went, as two small charts and a table of the same numbers.
struct HistoryChart {
  private static let limit = 40
  private static let (step, bar, height) = (16, 12, 80)

  /// The oldest first.
  private let runs: [PastRun]

  init(_ runs: [PastRun]) {
    self.runs = runs.sorted { ($0.started, $0.name) < ($1.started, $1.name) }.suffix(Self.limit)
  }

  /// One run is no history.
  var isEmpty: Bool { runs.count < 2 }

  var html: String {
    let most = max(1, runs.map { $0.counts.finished }.max() ?? 1)
    let longest = max(0.001, runs.map(\.duration).max() ?? 0)
    let outcomes = runs.enumerated().map { index, run in
      let counts = run.counts
      let good = Self.height * (counts.finished - counts.unexpected - counts.skipped) / most
      let bad = counts.unexpected == 0 ? 0 : max(3, Self.height * counts.unexpected / most)
      let other = Self.height * counts.skipped / most
      return Self.column(
        index, run,
        [("passed", good), ("failed", bad), ("other", min(other, max(0, Self.height - good - bad)))])
    }
    let times = runs.enumerated().map { index, run in
      Self.column(index, run, [("time", max(1, Int(Double(Self.height) * run.duration / longest)))])
    }
    return figure("Outcomes of the last runs, the oldest first: as expected, not as expected, skipped", outcomes)
      + figure("Time in cases, at most \(longest.milliseconds) s", times)
      + "<details><summary>The same as a table</summary>\(table)</details>"
  }

  private func figure(_ caption: String, _ columns: [String]) -> String {
    let width = Self.step * runs.count
    return """
      <figure><svg width="\(width)" height="\(Self.height)" viewBox="0 0 \(width) \(Self.height)" role="img" \
      aria-label="\(HTMLText.escaped(caption))">\(columns.joined())</svg>
      <figcaption>\(HTMLText.escaped(caption))</figcaption></figure>
      """
  }

  /// Bars on top of one another, from the bottom up.
  private static func column(_ index: Int, _ run: PastRun, _ bars: [(word: String, height: Int)]) -> String {
    var base = height
    let parts = bars.map { bar in
      base -= bar.height
      return
        "<rect class=\"\(bar.word)\" x=\"\(index * step)\" y=\"\(base)\" width=\"\(Self.bar)\" height=\"\(max(0, bar.height))\"/>"
    }
    let title =
      "\(run.name), \(run.system): \(run.counts.text)\(run.isComplete ? "" : ", incomplete"), \(run.duration.milliseconds) s"
    return "<g><title>\(HTMLText.escaped(title))</title>\(parts.joined())</g>"
  }

  private var table: String {
    HTMLText.table(
      heads: ["run", "system", "outcomes", "seconds"],
      rows: runs.reversed().map { run in
        HTMLText.element(
          "tr",
          HTMLText.head(HTMLText.code(run.name), scope: "row")
            + HTMLText.cell(HTMLText.escaped(run.system), label: "system")
            + HTMLText.cell(
              HTMLText.escaped(run.counts.text + (run.isComplete ? "" : ", incomplete")), label: "outcomes")
            + HTMLText.cell(run.duration.milliseconds, class: "number", label: "seconds"))
      })
  }
}
