import Foundation

/// On what terms a baseline expects a failure.
package struct BaselineTerms: Sendable, Hashable {
  /// The last day on which it does.
  package var expires: Day
  /// Machines by name, or globs over names; empty for all.
  package var machines: [String]

  /// The name of the machine that the program runs on, which no machine file describes.
  package static let here = "here"

  /// - Parameter machine: The machine file's name; nil for the machine that the program runs on.
  package func apply(on machine: String?) -> Bool {
    machines.isEmpty || machines.contains { Glob($0).matches(machine ?? Self.here) }
  }
}

/// A day of the calendar, in UTC: `2026-12-31`.
package struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Ordered as the days are.
  package let description: String

  /// Nil for a text that is no day of the calendar.
  package init?(_ text: String) {
    guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/) else { return nil }
    let day = DateComponents(
      calendar: Self.calendar, year: Int(match.1), month: Int(match.2), day: Int(match.3))
    guard day.isValidDate else { return nil }
    description = text
  }

  package init(of date: Date) {
    let parts = Self.calendar.dateComponents([.year, .month, .day], from: date)
    description = [(parts.year ?? 0, 4), (parts.month ?? 0, 2), (parts.day ?? 0, 2)].map { number, digits in
      let text = String(number)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }.joined(separator: "-")
  }

  package static func < (left: Day, right: Day) -> Bool { left.description < right.description }

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()
}
