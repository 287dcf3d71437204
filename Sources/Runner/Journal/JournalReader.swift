import Foundation

/// A journal that was read back.
public struct Journal: Sendable, Hashable {
  /// The most that is read of one file, in bytes.
  public static let sizeLimit = 256 << 20
  /// The longest line, in bytes.
  public static let lineLimit = 16 << 20

  public var events: [Event]
  /// True where the last line was cut off: the harness died while it wrote.
  public var isTorn: Bool

  public init(events: [Event], isTorn: Bool = false) {
    self.events = events
    self.isTorn = isTorn
  }

  public init(path: String) throws(JournalError) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    let data: Data
    do {
      data = try file.read(upToCount: Self.sizeLimit + 1) ?? Data()
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    guard data.count <= Self.sizeLimit else { throw .tooLarge(path: path, limit: Self.sizeLimit) }
    try self.init(bytes: data, path: path)
  }

  /// - Parameter path: Names the source in errors.
  public init(bytes: Data, path: String) throws(JournalError) {
    let newline = UInt8(ascii: "\n")
    let decoder = JSONDecoder()
    var lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    // Behind the last newline there is nothing, or a line that was never finished.
    let isTorn = lines.popLast().map { !$0.isEmpty } ?? false
    events = []
    events.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() {
      guard line.count <= Self.lineLimit else {
        throw .malformed(path: path, line: index + 1, reason: "longer than \(Self.lineLimit) bytes")
      }
      do {
        events.append(try decoder.decode(Event.self, from: line))
      } catch {
        throw .malformed(path: path, line: index + 1, reason: Self.reason(of: error))
      }
    }
    self.isTorn = isTorn
  }

  public var counts: Counts { Counts(events) }

  private static func reason(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, _): return "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }
}
