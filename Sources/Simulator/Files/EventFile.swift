import SystemCalls
import VFIOInterface

extension Kernel {
  fileprivate var eventIdentities: NumberPool { part { _ in NumberPool() } }
}

/// An eventfd: a counter that reading takes and writing adds to.
final class EventFile: OpenFile {
  /// The highest value that a counter holds.
  private static let limit = UInt64.max - 1

  let isSemaphore: Bool
  private(set) var counter: UInt64
  private var watchers: [(id: Int, notify: (Wakeup) -> Void)] = []
  private var lastWatcher = 0
  private let identities: NumberPool
  /// The lowest number that no other eventfd has.
  private let identity: Int

  /// What a watcher learns.
  enum Wakeup {
    /// The counter grew.
    case readable
    /// Somebody read, so there is room.
    case writable
    /// The last reference of user space is gone.
    case hangUp
  }

  init(kernel: Kernel, initial: UInt32, isSemaphore: Bool, flags: OpenFlags) {
    self.counter = UInt64(initial)
    self.isSemaphore = isSemaphore
    identities = kernel.eventIdentities
    identity = identities.take()
    super.init(kernel: kernel, flags: flags.union(.readWrite))
  }

  /// The number is free again once neither user space nor the kernel has a reference left.
  deinit { identities.giveBack(identity) }

  override var link: String { "anon_inode:[eventfd]" }

  override var descriptorInfo: [String] {
    ["eventfd-count: \(String(repeating: " ", count: 16 - hexCount.count))\(hexCount)", "eventfd-id: \(identity)"]
      + (isSemaphore ? ["eventfd-semaphore: 1"] : ["eventfd-semaphore: 0"])
  }

  private var hexCount: String { String(counter, radix: 16) }

  /// The kernel's signal: adds one, and never waits.
  func signal(_ amount: UInt64 = 1) {
    let highest: UInt64 = kernel.keeps(.signalsReachTheTop) ? .max : Self.limit
    counter = kernel.keeps(.signalsAdd) ? min(counter.adding(amount), highest) : amount
    notify(.readable)
  }

  /// What a reader gets: all of the counter, or one unit of a semaphore; nil while it is zero.
  func take() -> UInt64? {
    guard counter > 0 else { return nil }
    let amount = isSemaphore ? 1 : counter
    counter -= amount
    return amount
  }

  /// Takes what is there, for the kernel that gives the eventfd up: who waits for room goes on.
  func takeLeft() {
    if take() != nil { notify(.writable) }
  }

  /// Calls back when the counter grows, when it is read, and when user space gives the file up; who came last is first.
  func watch(_ notify: @escaping (Wakeup) -> Void) -> Int {
    lastWatcher += 1
    watchers.insert((lastWatcher, notify), at: 0)
    return lastWatcher
  }

  func unwatch(_ id: Int) {
    watchers.removeAll { $0.id == id }
  }

  override func read(count: Int, caller: Process) throws(Errno) -> Progress<[UInt8]> {
    guard count >= 8 else { throw .EINVAL }
    if let amount = take() {
      notify(.writable)
      return .done(amount.littleEndianBytes)
    }
    guard !flags.contains(.nonBlocking) else { throw .EAGAIN }
    return .waiting(
      Waiting(until: { self.counter > 0 }) { () throws(Errno) in
        guard self.kernel.keeps(.signalsWakeReaders) else { throw .EAGAIN }
        return try self.read(count: count, caller: caller)
      })
  }

  override func write(_ bytes: [UInt8], caller: Process) throws(Errno) -> Progress<Int> {
    let checksCount = kernel.profile.has(.checksEventWrites) == kernel.keeps(.eventWritesChecked)
    guard bytes.count == 8 || bytes.count > 8 && !checksCount else { throw .EINVAL }
    guard let amount = bytes.integer(at: 0, width: 8), amount != .max else { throw .EINVAL }
    if Self.limit - min(counter, Self.limit) >= amount {
      counter += amount
      notify(.readable)
      return .done(8)
    }
    guard !flags.contains(.nonBlocking) else { throw .EAGAIN }
    return .waiting(
      Waiting(until: { Self.limit - min(self.counter, Self.limit) >= amount }) { () throws(Errno) in
        try self.write(bytes, caller: caller)
      })
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] { throw .ESPIPE }
  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int { throw .ESPIPE }

  override func readiness() -> UInt16 {
    var events: UInt16 = 0
    if counter > 0 { events |= PollEvents.input }
    if counter == .max { events |= PollEvents.error }
    if counter < Self.limit { events |= PollEvents.output }
    return events
  }

  /// Whether user space gave it up.
  private(set) var isGivenUp = false

  override func released() {
    isGivenUp = true
    notify(.hangUp)
  }

  private func notify(_ wakeup: Wakeup) {
    for watcher in watchers { watcher.notify(wakeup) }
  }
}

extension Process {
  /// The eventfd with the number: EBADF where there is no file, EINVAL where it is another kind.
  func eventFile(_ descriptor: Int32) throws(Errno) -> EventFile {
    guard let event = try descriptors.file(descriptor) as? EventFile else { throw .EINVAL }
    return event
  }
}
