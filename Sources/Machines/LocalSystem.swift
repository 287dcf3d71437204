import SystemCalls

/// This machine's own kernel, through the executor as a child process.
public final class LocalSystem: ExecutorClient {
  private let child: ChildProcess

  /// Starts the executor at the path.
  public init(executor: String) throws(MachineError) {
    let ours: Descriptor
    (child, ours) = try Self.start(executor)
    let session: ExecutorSession
    do {
      session = try ExecutorSession(greetingOn: [ours], within: .seconds(10))
    } catch {
      throw MachineError("the executor does not answer", at: executor, advice: "run scripts/build-executor")
    }
    super.init(session, backend: "local")
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

  public override func leaveWill(_ writes: [FileWrite]) throws(SystemError) {
    var data: [UInt8] = []
    for write in writes {
      guard !write.path.utf8.contains(0), !write.bytes.contains(0) else {
        throw .invalid("no NUL can be written to \(write.path) once the harness is gone")
      }
      data += write.path.utf8 + [0] + write.bytes + [0]
    }
    try operate(.leaveWill, [], data: data, "what is to be put back could not be said")
  }

  override func explainLoss() -> String { "the executor ended with status \(child.wait())" }

  public override func shutDown() {
    super.shutDown()
    child.wait()
  }
}
