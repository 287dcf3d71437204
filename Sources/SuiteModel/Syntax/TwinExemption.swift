import Documents

/// A part of what a call gives that may differ between the simulator and a kernel.
package struct TwinExemption: Sendable, Hashable {
  /// Names the exemption in reports.
  package var id: String
  package var location: SourceLocation
  /// Cases (`suite/case`) or instances, as globs.
  package var cases: [String]
  /// The call, or the request of an ioctl, by name; nil for any.
  package var call: String?
  /// For calls with a path: a glob.
  package var path: String?
  package var part: Part
  /// Why it may, as one sentence.
  package var reason: String

  package enum Part: Sendable, Hashable {
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

  package init(
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
