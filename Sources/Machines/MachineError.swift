/// Why a machine could not be had: what is wrong, where, and what to do about it.
public struct MachineError: Error, Sendable, Hashable, CustomStringConvertible {
  public var what: String
  /// The file, folder or program that it is about; empty where there is none.
  public var place: String
  public var advice: String
  /// The last lines of the guest's console, where there was a guest.
  public var console: [String]

  public init(_ what: String, at place: String = "", advice: String, console: [String] = []) {
    self.what = what
    self.place = place
    self.advice = advice
    self.console = console
  }

  public var description: String {
    (place.isEmpty ? what : "\(place): \(what)") + " (\(advice))"
  }
}
