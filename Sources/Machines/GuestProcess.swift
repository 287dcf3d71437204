import Glibc
import MachineModel

/// A running QEMU. It may be ended from any thread.
public final class GuestProcess: Sendable {
  private let child: ChildProcess
  /// When it closes, the guard ends QEMU.
  private let lifeline: Int32
  private let console: Int32
  private let complaints: Int32

  /// The harness's ends of a guest's streams.
  struct Streams {
    var port: Int32
    var line: Int32
    var monitor: Int32
  }

  /// Starts QEMU on an image, and keeps its console in the file at the path, or nowhere that lasts.
  static func start(
    _ image: GuestImage, console path: String?
  ) throws(MachineError) -> (process: GuestProcess, streams: Streams) {
    var pairs: [(ours: Int32, theirs: Int32)] = []
    for _ in 0..<4 {
      guard let pair = ByteChannel.pair() else {
        throw MachineError("no socket could be made", advice: "raise the limit of open files")
      }
      pairs.append(pair)
    }
    defer { pairs.forEach { close($0.theirs) } }
    let console = try openConsole(path)
    let complaints = try AnonymousFile()
    let initramfs = try AnonymousFile()
    try initramfs.append(image.initramfs)
    // In the order in which the guard and QEMU have them, from 3 on: the lifeline first.
    var passed = pairs.map(\.theirs) + [console, initramfs.descriptor]
    var files: [Int32] = []
    defer { files.forEach { close($0) } }
    var roms: [String: Int32] = [:]
    for device in image.machine.devices where device.romSize > 0 {
      let rom = try AnonymousFile()
      try rom.append(ExpansionROM.image(of: device.model.identity, size: device.romSize))
      let copy = fcntl(rom.descriptor, F_DUPFD_CLOEXEC, 3)
      files.append(copy)
      roms[device.id] = Int32(3 + passed.count)
      passed.append(copy)
    }
    let command = GuestCommandLine(
      image, .init(port: 4, line: 5, monitor: 6, console: 7, initramfs: 8, roms: roms))
    do {
      let child = try ChildProcess(
        [image.executor, "--guard", "3"] + command.arguments, error: complaints.descriptor, others: passed)
      let process = GuestProcess(
        child, lifeline: pairs[0].ours, console: console,
        complaints: fcntl(complaints.descriptor, F_DUPFD_CLOEXEC, 3))
      return (process, Streams(port: pairs[1].ours, line: pairs[2].ours, monitor: pairs[3].ours))
    } catch {
      pairs.forEach { close($0.ours) }
      close(console)
      throw MachineError(
        "the guest cannot be started: \(error.text)", at: image.executor, advice: "run scripts/build-executor")
    }
  }

  private init(_ child: ChildProcess, lifeline: Int32, console: Int32, complaints: Int32) {
    (self.child, self.lifeline, self.console, self.complaints) = (child, lifeline, console, complaints)
  }

  deinit {
    end()
    for descriptor in [lifeline, console, complaints] { close(descriptor) }
  }

  private static func openConsole(_ path: String?) throws(MachineError) -> Int32 {
    guard let path else {
      let file = try AnonymousFile()
      return fcntl(file.descriptor, F_DUPFD_CLOEXEC, 3)
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw MachineError(
        "the console's log cannot be written: \(String(cString: strerror(errno)))", at: path, advice: "make room for it"
      )
    }
    return descriptor
  }

  /// Ends QEMU at once.
  public func end() {
    var now: UInt8 = 1
    send(lifeline, &now, 1, Int32(MSG_NOSIGNAL))
    shutdown(lifeline, Int32(SHUT_RDWR))
    child.wait()
  }

  /// Says why the guest is gone, in one line; ends what is left of it.
  func explainLoss() -> String {
    shutdown(lifeline, Int32(SHUT_RDWR))
    let status = child.wait()
    var reason = "the guest ended (QEMU's exit status is \(status))"
    if let panic = consoleTail.last(where: { $0.contains("Kernel panic") }) {
      reason = "the guest's kernel died: \(panic)"
    }
    let words = String(decoding: fileTail(complaints, 1000), as: UTF8.self)
    if status != 0, let last = words.split(separator: "\n").last { reason += "; QEMU says: \(last)" }
    return reason
  }

  /// The console's last lines.
  var consoleTail: [String] {
    // Bytes, since a carriage return and its line feed are one character.
    let text = String(decoding: fileTail(console, 8192).filter { $0 == 10 || $0 >= 32 }, as: UTF8.self)
    return text.split(separator: "\n").suffix(60).map(String.init)
  }
}
