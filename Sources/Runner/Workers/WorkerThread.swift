import Dispatch

/// A thread of its own for an actor that waits for a kernel: the threads that all tasks share are there to compute.
final class WorkerThread: SerialExecutor {
  private let queue = DispatchQueue(label: "vfio-conform.worker")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
