import Glibc
import SystemCalls

/// This machine's own kernel, through the executor as a child process.
package final class LocalSystem: ExecutorClient {
  private let program: String
  private let child: ChildProcess
  /// What the executor puts back when it ends: paths and contents, each ended by a NUL.
  private var will: [UInt8] = []
  /// The executor's own process.
  var process: pid_t { child.identifier }

  /// Starts the executor at the path.
  package convenience init(executor: String, cancellation: Cancellation = Cancellation()) throws {
    try self.init(executor: executor, WaitLimits(), cancellation)
  }

  init(executor: String, _ limits: WaitLimits, _ cancellation: Cancellation) throws {
    let ours: Descriptor
    program = executor
    (child, ours) = try Self.start(executor)
    let session: ExecutorSession
    do {
      session = try ExecutorSession(greetingOn: [ours], Patience(limits.greeting, cancellation))
    } catch .interrupted {
      throw SystemError.interrupted
    } catch {
      child.kill()
      throw MachineError("the executor does not answer", at: executor, advice: "run scripts/build-executor")
    }
    super.init(session, backend: "local", limits, cancellation)
  }

  /// The child alone holds the other end of the stream, so that its death is seen.
  private static func start(_ executor: String) throws(MachineError) -> (ChildProcess, Descriptor) {
    let stream = try Descriptor.pair()
    do {
      // It has no guard: it ends when its channel does, and takes every process along.
      return (try ChildProcess([executor, "--connect-fd", "3"], others: [stream.theirs]), stream.ours)
    } catch {
      throw MachineError(
        "the executor cannot be run: \(error)", at: executor, advice: "run scripts/build-executor")
    }
  }

  package override func leaveWill(_ writes: [FileWrite]) throws(SystemError) {
    var data: [UInt8] = []
    for write in writes {
      guard !write.path.utf8.contains(0), !write.bytes.contains(0) else {
        throw .invalid("a NUL cannot be written to \(write.path) after the harness has ended")
      }
      data += write.path.utf8 + [0] + write.bytes + [0]
    }
    // An executor that is lost before it answers may or may not have the will. Putting a thing back twice does no harm.
    will = data
    try operate(.leaveWill, [], data: data, "what is to be put back could not be said")
  }

  override func explainLoss() -> String {
    guard let status = child.wait(Patience(endingLimit, cancellation)) else {
      return "the executor (process \(process)) takes no more calls, and does not end"
    }
    return "the executor ended with status \(status)"
  }

  /// The executor is never killed: only it can still give devices back. One that was stopped is woken for that; one that
  /// the kernel does not let go is left to do it when it can. Where somebody else has killed it, another does it.
  @discardableResult
  package override func shutDown() -> String? {
    guard let status = end() else {
      return
        "the executor (process \(process)) has not ended yet; what it was told to put back, it puts back then"
    }
    guard status != 0, !will.isEmpty else { return nil }
    let loss = "the executor ended with status \(status) before it put back what was changed on this machine"
    do {
      try carryOutWill()
      return "\(loss); another has done so"
    } catch {
      return "\(loss), and no other could: \(error)"
    }
  }

  /// How the executor ended; nil if it did not end in time.
  private func end() -> Int32? {
    super.shutDown()
    child.resume()
    return child.wait(Patience(endingLimit, Cancellation()))
  }

  /// Has another executor put back what this one cannot any more. Should the harness be stopped meanwhile, it still does.
  private func carryOutWill() throws {
    let heir = try LocalSystem(executor: program, limits, Cancellation())
    try heir.operate(.leaveWill, [], data: will, "what is to be put back could not be said")
    will = []
    guard let status = heir.end() else { throw SystemError.timedOut("process \(heir.process) has not ended yet") }
    guard status == 0 else { throw SystemError.lost("process \(heir.process) ended with status \(status)") }
  }
}
