import Glibc
import SystemCalls

/// This machine's own kernel, through the executor as a child process.
public final class LocalSystem: ExecutorClient {
  private let child: ChildProcess

  /// Starts the executor at the path.
  public init(executor: String) throws(MachineError) {
    guard let (ours, theirs) = ByteChannel.pair() else {
      throw MachineError("no socket could be made", advice: "raise the limit of open files")
    }
    do {
      // It has no guard: it ends when its channel does, and takes every process along.
      child = try ChildProcess([executor, "--connect-fd", "3"], error: 2, others: [theirs])
      // Only the child holds its end now, so that its death is seen.
      close(theirs)
    } catch {
      close(ours)
      close(theirs)
      throw MachineError(
        "the executor cannot be run: \(error.text)", at: executor, advice: "run scripts/build-executor")
    }
    let session: ExecutorSession
    do {
      session = try ExecutorSession(greetingOn: [ours], within: .seconds(10))
    } catch {
      throw MachineError("the executor does not answer", at: executor, advice: "run scripts/build-executor")
    }
    super.init(session, backend: "local")
  }

  override func explainLoss() -> String { "the executor ended with status \(child.wait())" }

  public override func shutDown() {
    super.shutDown()
    child.wait()
  }
}
