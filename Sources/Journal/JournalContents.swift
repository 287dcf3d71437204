import Foundation
import SystemPackage

/// A journal that was read back, as far as it can be read.
///
/// Reading is total: whatever the bytes are, the lines that are events are there, and the others are named. Only a journal
/// of a newer format is refused.
package struct JournalContents: Sendable, Hashable {
  /// The most that is read, in bytes and events, which is what a writer may write.
  private let limits: JournalLimits
  /// How many damaged lines are told apart.
  package static let damageLimit = 20

  /// A line that tells nothing, or that the reader stopped at.
  package struct Damage: Sendable, Hashable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    package var reason: String

    package init(line: Int, reason: String) {
      self.line = line
      self.reason = reason
    }

    package var description: String { "line \(line): \(reason)" }
  }

  package var events: [Event]
  /// The first damaged lines, at most `damageLimit`.
  package var damage: [Damage]
  /// All damaged lines, those too that are not told apart.
  package var damagedLines: Int
  /// True where the last line was cut off: the harness died while it wrote.
  package var isTorn: Bool

  /// - Parameter path: A regular file; nothing else can be a journal, or be waited for.
  package init(path: String) throws(JournalError) {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
      try self.init(bytes: file.closeAfter { try Self.bytes(of: file, limit: JournalLimits.standard.bytes) })
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
  }

  /// A little more than may be read, where there is more.
  private static func bytes(of file: FileDescriptor, limit: Int) throws -> Data {
    var status = stat()
    guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw NoFile() }
    var bytes = Data()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while bytes.count <= limit {
      let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
      guard count > 0 else { break }
      bytes += piece.prefix(count)
    }
    return bytes
  }

  private struct NoFile: Error, CustomStringConvertible { let description = "it is not a file" }

  package init(bytes: Data, limits: JournalLimits = .standard) throws(UnknownFormat) {
    self.limits = limits
    (events, damage, damagedLines, isTorn) = ([], [], 0, false)
    try read(bytes.prefix(limits.bytes))
    if bytes.count > limits.bytes {
      add(Damage(line: damagedLines + events.count + 1, reason: "more than \(limits.bytes) bytes are not read"))
    }
  }

  private mutating func read(_ bytes: Data) throws(UnknownFormat) {
    var lines = Lines(bytes)
    var order = Order()
    let decoder = JSONDecoder()
    while let line = lines.next() {
      guard events.count < limits.events else {
        return add(Damage(line: lines.number, reason: "more than \(limits.events) events are not read"))
      }
      switch try Self.fact(line, decoder, &order) {
      case .event(let event): events.append(event)
      case .damaged(let reason): add(Damage(line: lines.number, reason: reason))
      case .end(let reason): return add(Damage(line: lines.number, reason: reason))
      }
    }
    isTorn = lines.hasRest
  }

  /// Whether every line that was written is there.
  package var isWhole: Bool { damagedLines == 0 && !isTorn }

  /// Why these cannot be the events of one run; nil where they can, or where some of them are damaged.
  package var contradiction: String? { damagedLines == 0 ? JournalAudit.contradiction(in: events) : nil }

  package var counts: Counts { Counts(events) }

  private mutating func add(_ damage: Damage) {
    damagedLines += 1
    if self.damage.count < Self.damageLimit { self.damage.append(damage) }
  }

  // MARK: Lines

  /// What a line tells.
  private enum Fact {
    case event(Event)
    /// Nothing: why.
    case damaged(String)
    /// Nothing, nor does what is behind it: why.
    case end(String)
  }

  private static func fact(
    _ line: Data, _ decoder: JSONDecoder, _ order: inout Order
  ) throws(UnknownFormat) -> Fact {
    guard line.count <= JournalLimits.lineBytes else { return .damaged("longer than \(JournalLimits.lineBytes) bytes") }
    do {
      let event = try decoder.decode(JournalLine.self, from: line).event
      return order.objection(to: event).map(Fact.end) ?? .event(event)
    } catch let error as UnknownFormat {
      throw error
    } catch {
      return .damaged("not an event: \(sentence(of: error))")
    }
  }

  /// A journal is of one run: it has one beginning, and nothing behind its end.
  private struct Order {
    private var hasBegun = false
    private var hasEnded = false

    mutating func objection(to event: Event) -> String? {
      if hasEnded { return "the run had ended before this line" }
      switch event {
      case .runStarted where hasBegun: return "another run begins here"
      case .runStarted: hasBegun = true
      case .runFinished: hasEnded = true
      case .caseStarted, .attemptFinished, .caseFinished, .note: break
      }
      return nil
    }
  }
}

/// The finished lines of a text, one after the other: a file of nothing but newlines costs no memory.
private struct Lines {
  private var rest: Data
  /// The number of the last line that was returned, from 1.
  private(set) var number = 0

  init(_ bytes: Data) { rest = bytes }

  /// Whether something stands behind the last newline.
  var hasRest: Bool { !rest.isEmpty }

  /// The next line, without its newline.
  mutating func next() -> Data? {
    let length = rest.withUnsafeBytes { bytes -> Int? in
      guard let start = bytes.baseAddress, let end = memchr(start, 10, bytes.count) else { return nil }
      return start.distance(to: UnsafeRawPointer(end))
    }
    guard let length else { return nil }
    defer { rest = rest.dropFirst(length + 1) }
    number += 1
    return rest.prefix(length)
  }
}
