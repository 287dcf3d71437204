/// A part of what a call gives that may differ between the simulator and a kernel.
public struct TwinExemption: Sendable, Hashable {
  /// Names the exemption in reports.
  public var id: String
  public var location: SourceLocation
  /// Cases (`suite/case`) or instances, as globs.
  public var cases: [String]
  /// The call, or the request of an ioctl, by name; nil for any.
  public var call: String?
  /// For calls with a path: a glob.
  public var path: String?
  public var part: Part
  /// Why it may, as one sentence.
  public var reason: String

  public enum Part: Sendable, Hashable {
    /// All that came back.
    case everything
    /// What the call returned.
    case value
    /// A field of the structure that came back.
    case field(String)
    /// Bytes of what came back, counted from 0.
    case bytes(ClosedRange<Int>)
    /// Of a text, all lines but those that match one of these globs.
    case linesBut([String])
    /// Of a text, all words but those that match one of these globs.
    case wordsBut([String])
  }

  public init(
    id: String, location: SourceLocation, cases: [String] = ["*"], call: String? = nil, path: String? = nil,
    part: Part = .everything, reason: String
  ) {
    self.id = id
    self.location = location
    self.cases = cases
    self.call = call
    self.path = path
    self.part = part
    self.reason = reason
  }
}
