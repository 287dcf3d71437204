import SystemCalls

/// A static program of the user's own that a guest runs, as root, once its modules are loaded.
package struct GuestProgram: Sendable {
  package var path: String
  package var arguments: [String]

  package init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }

  package enum Outcome: Sendable {
    case ended(Int32)
    case lost(String)
  }

  /// What the executor writes to the console at the program's end.
  private static let end = "program ended "

  /// Boots a guest that was made for a program, and waits until it has powered itself off.
  ///
  /// - Returns: The program's exit status, or why the guest ended before the program did.
  /// - Throws: What kept the guest from starting, or that it took too long.
  package static func run(
    _ image: GuestImage, console: String, within limit: Duration, _ cancellation: Cancellation
  ) throws(MachineError) -> Outcome {
    let (process, streams) = try GuestProcess.start(image, console: console)
    defer { withExtendedLifetime(streams) { _ = process.end() } }
    guard process.awaitEnd(Patience(limit, cancellation)) else {
      throw MachineError(
        "the program did not end within \(limit)", at: image.kernelName, advice: "give it more time with --limit",
        console: process.lastWords)
    }
    let line = process.consoleTail.last { $0.hasPrefix(end) }
    guard let status = line.flatMap({ Int32($0.dropFirst(end.count)) }) else {
      return .lost(process.explainLoss(Patience(.zero, cancellation)))
    }
    return .ended(status)
  }
}
