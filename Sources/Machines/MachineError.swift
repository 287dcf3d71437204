/// Why a machine could not be had: what is wrong, where, and what to do about it.
package struct MachineError: Error, Sendable, Hashable, CustomStringConvertible {
  package var what: String
  /// The file, folder or program that it is about; empty where there is none.
  package var place: String
  package var advice: String
  /// The last lines of the guest's console, where there was a guest.
  package var console: [String]

  package init(_ what: String, at place: String = "", advice: String, console: [String] = []) {
    self.what = what
    self.place = place
    self.advice = advice
    self.console = console
  }

  package var description: String {
    (place.isEmpty ? what : "\(place): \(what)") + " (\(advice))"
  }
}
