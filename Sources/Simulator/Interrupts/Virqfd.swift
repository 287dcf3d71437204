/// An eventfd that makes the kernel do something (`struct virqfd`): unmask an interrupt, write to a BAR.
final class Virqfd {
  private let event: EventFile
  private unowned let kernel: Kernel
  private var watch = 0
  private(set) var isActive = true
  /// What a signal does; its answer says whether the work item is needed.
  private let handler: () -> Bool
  private let work: () -> Void
  private let hangUp: () -> Void

  /// - Parameters:
  ///   - work: Done a moment later, after a handler that asked for it: signalling an eventfd cannot be done from the
  ///     waking of another.
  ///   - hangUp: Called when user space gave the eventfd up.
  init(
    _ event: EventFile, kernel: Kernel, handler: @escaping () -> Bool, work: @escaping () -> Void = {},
    hangUp: @escaping () -> Void = {}
  ) {
    self.event = event
    self.kernel = kernel
    self.handler = handler
    self.work = work
    self.hangUp = hangUp
    watch = event.watch { [weak self] in self?.wake($0) }
    if event.counter > 0, kernel.keeps(.virqfdSeesPending) { handle() }
  }

  func disable() {
    guard isActive else { return }
    isActive = false
    event.unwatch(watch)
  }

  private func wake(_ wakeup: EventFile.Wakeup) {
    guard isActive else { return }
    switch wakeup {
    case .readable:
      if kernel.keeps(.virqfdDrains) { _ = event.take() }
      handle()
    case .hangUp:
      guard kernel.keeps(.virqfdHangUp) else { return }
      disable()
      hangUp()
    }
  }

  private func handle() {
    guard handler() else { return }
    kernel.clock.schedule(after: .zero) { [weak self] in
      guard let self, isActive else { return }
      work()
    }
  }
}
