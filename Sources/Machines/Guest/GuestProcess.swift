import Glibc
import MachineModel
import SystemCalls

/// A running QEMU. It may be ended from any thread.
package final class GuestProcess: Sendable {
  private let child: ChildProcess
  /// The process group of QEMU and its guard.
  var group: pid_t { child.identifier }
  /// When it closes, the guard ends QEMU.
  private let lifeline: Descriptor
  private let console: Descriptor
  /// Where this guest's part of the console begins. What stands before it comes from earlier guests.
  private let consoleStart: Int
  private let complaints: Descriptor

  /// The harness's ends of a guest's streams.
  struct Streams {
    var port: Descriptor
    var line: Descriptor
    var monitor: Descriptor
  }

  /// Starts QEMU on an image, and keeps its console in the file at the path, or in a temporary file.
  static func start(
    _ image: GuestImage, console path: String?
  ) throws(MachineError) -> (process: GuestProcess, streams: Streams) {
    var pairs: [(ours: Descriptor, theirs: Descriptor)] = []
    for _ in 0..<4 { pairs.append(try Descriptor.pair()) }
    let console = try openConsole(path)
    let consoleStart = console.size
    let complaints = try Descriptor.temporary()
    // In the order in which the guard and QEMU have them, from 3 on: the lifeline first.
    var passed = pairs.map(\.theirs) + [console, try Descriptor.temporary(image.initramfs)]
    var roms: [String: Int32] = [:]
    for device in image.machine.devices where device.romSize > 0 {
      roms[device.id] = Int32(3 + passed.count)
      passed.append(try Descriptor.temporary(ExpansionROM.image(of: device.model.identity, size: device.romSize)))
    }
    var deviceTree: Int32?
    if let bytes = image.deviceTree {
      deviceTree = Int32(3 + passed.count)
      passed.append(try Descriptor.temporary(bytes))
    }
    let command = GuestCommandLine(
      image,
      .init(port: 4, line: 5, monitor: 6, console: 7, initramfs: 8, deviceTree: deviceTree, roms: roms))
    do {
      let child = try ChildProcess(
        [image.keeper, "--guard", "3"] + command.arguments, error: complaints, others: passed)
      let process = GuestProcess(
        child, lifeline: pairs[0].ours, console: console, from: consoleStart, complaints: complaints)
      return (process, Streams(port: pairs[1].ours, line: pairs[2].ours, monitor: pairs[3].ours))
    } catch {
      throw MachineError(
        "the guest cannot be started: \(error)", at: image.keeper, advice: "run scripts/build-executor")
    }
  }

  private init(
    _ child: ChildProcess, lifeline: Descriptor, console: Descriptor, from consoleStart: Int, complaints: Descriptor
  ) {
    (self.child, self.lifeline, self.complaints) = (child, lifeline, complaints)
    (self.console, self.consoleStart) = (console, consoleStart)
  }

  deinit { end() }

  private static func openConsole(_ path: String?) throws(MachineError) -> Descriptor {
    guard let path else { return try Descriptor.temporary() }
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw MachineError(
        "the console's log cannot be written: \(String(cString: strerror(errno)))", at: path, advice: "make room for it"
      )
    }
    return Descriptor(owning: descriptor)
  }

  /// Ends QEMU at once: its guard kills it.
  ///
  /// - Returns: What may be left behind, as a sentence; nil where nothing is.
  @discardableResult
  package func end(within limit: Duration = .seconds(2)) -> String? {
    shutdown(lifeline.number, Int32(SHUT_RDWR))
    if child.wait(Patience(limit, Cancellation())) != nil { return nil }
    child.kill()
    _ = child.wait(Patience(.milliseconds(100), Cancellation()))
    return "QEMU (process group \(group)) did not end when it was told to, and was killed"
  }

  /// Whether QEMU has ended by itself in time.
  func awaitEnd(_ patience: Patience) -> Bool { child.wait(patience) != nil }

  /// Says why the guest is gone, in one line; ends what is left of it.
  func explainLoss(_ patience: Patience) -> String {
    // One that is about to end does so with a status of its own.
    guard let status = child.wait(patience) else { return end() ?? "the guest closed its line, and was ended" }
    var reason = "the guest ended (QEMU's exit status is \(status))"
    if let panic = consoleTail.last(where: { $0.contains("Kernel panic") }) {
      reason = "the guest's kernel died: \(panic)"
    }
    let words = String(decoding: complaints.tail(1000), as: UTF8.self)
    if status != 0, let last = words.split(separator: "\n").last { reason += "; QEMU says: \(last)" }
    return reason
  }

  /// How much of the console an error shows.
  var lastWords: [String] { Array(consoleTail.suffix(15)) }

  /// The console's last lines.
  var consoleTail: [String] {
    // Bytes, since a carriage return and its line feed are one character.
    let text = String(decoding: console.tail(8192, from: consoleStart).filter { $0 == 10 || $0 >= 32 }, as: UTF8.self)
    return text.split(separator: "\n").suffix(60).map(String.init)
  }
}
