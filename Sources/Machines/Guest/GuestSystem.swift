import SystemCalls

/// A real kernel in a QEMU guest.
package final class GuestSystem: ExecutorClient {
  /// The guest's QEMU. Another thread may end it; code that waits for a call then finds the system lost.
  package let process: GuestProcess
  private let monitor: Monitor
  /// How long a QEMU that has closed its line may take to be gone.
  private static let ending = Duration.seconds(2)

  /// Boots a guest, and waits until its executor answers.
  ///
  /// - Parameters:
  ///   - console: where the kernel's console is appended; nil to keep it only while the guest runs.
  ///   - limit: how long the boot may take.
  ///   - cancellation: what ends the boot, and any wait, before its time.
  package init(
    booting image: GuestImage, console: String? = nil, within limit: Duration = .seconds(60),
    cancellation: Cancellation = Cancellation()
  ) throws {
    let limits = WaitLimits()
    let (process, streams) = try GuestProcess.start(image, console: console)
    self.process = process
    monitor = Monitor(streams.monitor, cancellation)
    let session: ExecutorSession
    do {
      session = try ExecutorSession(greetingOn: [streams.port, streams.line], Patience(limit, cancellation))
    } catch .interrupted {
      process.end(within: limits.endingInHaste)
      throw SystemError.interrupted
    } catch .closed {
      let reason = process.explainLoss(Patience(Self.ending, cancellation))
      throw MachineError(
        reason, at: image.kernelName,
        advice: "check that this kernel boots on QEMU's \(image.machine.chipset.rawValue)", console: process.lastWords)
    } catch {
      throw MachineError(
        "the guest did not answer within \(limit)", at: image.kernelName,
        advice: image.machine.chipset.platform.hasSpareLine
          ? "the kernel needs virtio-console, or a second serial line" : "the kernel needs virtio-console",
        console: process.lastWords)
    }
    super.init(session, backend: "guest", limits, cancellation)
    do {
      try checkVFIO(of: image)
    } catch {
      process.end()
      throw error
    }
  }

  package override var consoleTail: [String] { process.consoleTail }

  package override var hasMonitor: Bool { true }

  /// Has QEMU carry out a command of its human monitor, such as `pcie_aer_inject_error port0 COMP_TIME`.
  package override func monitor(_ command: String) throws(SystemError) {
    let output = try monitor.run(command)
    // A command with an effect prints nothing or OK. Any other output is a refusal.
    guard output.allSatisfy(\.isWhitespace) || output.hasPrefix("OK") else {
      throw .invalid("QEMU's monitor refused '\(command)': \(output.split(separator: "\r\n").first ?? "")")
    }
  }

  override func explainLoss() -> String { process.explainLoss(Patience(Self.ending, cancellation)) }

  @discardableResult
  package override func shutDown() -> String? {
    super.shutDown()
    return process.end(within: endingLimit)
  }

  /// Without VFIO every case would fail, and none would say why.
  private func checkVFIO(of image: GuestImage) throws {
    let names = Set(image.machine.modules.map { String($0.name.map { $0 == "-" ? "_" : $0 }) })
    if let failed = failedModules.first(where: { names.contains($0.name) }) {
      throw MachineError(
        "module '\(failed.name)' cannot be loaded: \(failed.error.words)", at: image.kernelName,
        advice: "give the modules that belong to this kernel")
    }
    let control: CallResult
    do {
      let process = ProcessID(rawValue: 1)
      try spawn(process, SpawnOptions())
      control = try perform(.status(path: "/dev/vfio/vfio"), in: process)
      try endCase()
    } catch SystemError.interrupted {
      throw SystemError.interrupted
    } catch {
      throw MachineError("the guest fails at once: \(error)", at: image.kernelName, advice: "read its console")
    }
    guard control.succeeded else {
      throw MachineError(
        "the kernel has no VFIO", at: image.kernelName, advice: "enable CONFIG_VFIO, or give its modules")
    }
  }
}
