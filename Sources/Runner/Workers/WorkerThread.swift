import Dispatch

/// A thread of its own for an actor that waits for a kernel, and for the tasks that use the actor: the threads that all
/// tasks share are there to compute.
final class WorkerThread: SerialExecutor, TaskExecutor {
  private let queue = DispatchQueue(label: "vfio-conform.worker")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      job.runSynchronously(
        isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }
}
