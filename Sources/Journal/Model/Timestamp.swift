import Foundation

/// A moment, in milliseconds since 1970 (UTC); written as `2026-01-31T12:00:00.000Z`.
package struct Timestamp: Sendable, Hashable, Comparable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

// Foundation's formatter cuts a millisecond off where binary fractions fall short, so the text is made from integers.
extension Timestamp: CustomStringConvertible {
  package var description: String {
    var seconds = time_t(milliseconds / 1000)
    var fraction = milliseconds % 1000
    if fraction < 0 {
      seconds -= 1
      fraction += 1000
    }
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: some BinaryInteger, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = [padded(Int(parts.tm_year) + 1900, 4), padded(parts.tm_mon + 1, 2), padded(parts.tm_mday, 2)]
    let time = [padded(parts.tm_hour, 2), padded(parts.tm_min, 2), padded(parts.tm_sec, 2)]
    return date.joined(separator: "-") + "T" + time.joined(separator: ":") + "." + padded(fraction, 3) + "Z"
  }

  /// The moment that a text of the form above means, or nil for any other text.
  package init?(_ text: String) {
    guard text.utf8.count == 24 else { return nil }
    let numbers = text.split(whereSeparator: { "-T:.Z".contains($0) }).compactMap { Int32($0) }
    guard numbers.count == 7, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    var parts = tm()
    parts.tm_year = numbers[0] - 1900
    parts.tm_mon = numbers[1] - 1
    parts.tm_mday = numbers[2]
    parts.tm_hour = numbers[3]
    parts.tm_min = numbers[4]
    parts.tm_sec = numbers[5]
    self.init(milliseconds: Int64(timegm(&parts)) * 1000 + Int64(numbers[6]))
    // A date that the calendar lacks, or other separators, would be written in another way.
    guard description == text else { return nil }
  }
}
