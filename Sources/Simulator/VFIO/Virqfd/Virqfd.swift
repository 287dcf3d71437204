/// An eventfd that makes the kernel do something (`struct virqfd`): unmask an interrupt, write to a BAR.
///
/// It holds a reference of the eventfd's context, not of the file: user space can close that at any time.
final class Virqfd {
  private let event: EventFile
  private let kernel: Kernel
  private var watch = 0
  private(set) var isActive = true
  /// Whether the work item is queued and has not run.
  private var isWorkPending = false
  private let actions: Actions
  private let hangUp: () -> Void

  /// What its owner does.
  struct Actions {
    /// Done in the waking of the eventfd; its answer says whether the work item is needed.
    var handler: () -> Bool
    /// Done a moment later, where the handler asked for it: signalling an eventfd cannot be done from the waking of another.
    var work: () -> Void = {}
  }

  /// - Parameter hangUp: Called when user space gave the eventfd up.
  init(_ event: EventFile, kernel: Kernel, actions: Actions, hangUp: @escaping () -> Void) {
    self.event = event
    self.kernel = kernel
    self.actions = actions
    self.hangUp = hangUp
    watch = event.watch { [weak self] in self?.wake($0) }
    lookForPending()
  }

  /// A count from before is seen, and left in the eventfd.
  private func lookForPending() {
    if event.counter == 0 {
      if !kernel.keeps(.virqfdWaits) { handle() }
    } else if kernel.keeps(.virqfdSeesPending) {
      if !kernel.keeps(.virqfdLeavesPending) { take() }
      handle()
    }
  }

  /// Stops it, and waits for what it has under way.
  func disable() {
    guard isActive else { return }
    isActive = false
    event.unwatch(watch)
    let rule: Rule = event.isSemaphore ? .virqfdRemovalTakesUnit : .virqfdRemovalDrains
    if kernel.keeps(rule) { event.takeLeft() }
    if kernel.keeps(.virqfdFlushes) { doWork() } else { isWorkPending = false }
    if !kernel.keeps(.virqfdGivesUpEvent) { kernel.virqfds.forget(event) }
  }

  private func wake(_ wakeup: EventFile.Wakeup) {
    switch wakeup {
    case .readable:
      let found = kernel.keeps(.virqfdDrains) ? take() : true
      if found || kernel.keeps(.virqfdsShareEvent) { handle() }
    case .writable: if !kernel.keeps(.virqfdIgnoresReaders) { handle() }
    case .hangUp:
      if !kernel.keeps(.virqfdHangUpIsNoSignal) { handle() }
      if !kernel.keeps(.hangUpLetsGo) { kernel.virqfds.forget(event) }
      if kernel.keeps(.virqfdHangUp) { hangUp() }
    }
  }

  /// Takes the count, or one unit of a semaphore; whether there was any.
  @discardableResult
  private func take() -> Bool {
    guard event.take() != nil else { return false }
    while !kernel.keeps(.virqfdTakesOneUnit), event.take() != nil {}
    return true
  }

  private func handle() {
    guard actions.handler() else { return }
    isWorkPending = true
    let delay = kernel.keeps(.virqfdFlushes) ? Duration.microseconds(1) : .milliseconds(1)
    kernel.clock.schedule(after: delay) { [weak self] in self?.doWork() }
  }

  private func doWork() {
    guard isWorkPending else { return }
    isWorkPending = false
    if kernel.keeps(.virqfdWorks) { actions.work() }
  }
}
