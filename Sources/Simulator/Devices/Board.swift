import MachineModel

/// What a function is plugged into: where its interrupts go, and the time that passes for it.
final class Board {
  let machine: Machine
  unowned let interrupts: any InterruptController
  unowned let clock: any DeviceClock

  init(machine: Machine, interrupts: any InterruptController, clock: any DeviceClock) {
    self.machine = machine
    self.interrupts = interrupts
    self.clock = clock
  }
}

/// Where functions' interrupts go.
protocol InterruptController: AnyObject {
  /// A function may assert its pin now, or not any more.
  func lineMayHaveChanged(_ number: Int, by function: DeviceFunction)
  /// A function sent a message; `requester` is the number by which the bus knows it.
  func deliver(_ message: InterruptMessage, from requester: Int)
}

/// Time, for functions that take some.
protocol DeviceClock: AnyObject {
  /// Nanoseconds since the machine was switched on.
  var now: UInt64 { get }
  /// Calls back once, after the given time.
  @discardableResult
  func schedule(after delay: Duration, _ action: @escaping () -> Void) -> UInt64
  /// Takes back what was scheduled, by the number that was returned.
  func cancel(_ id: UInt64)
}

/// Resolves the addresses that functions use for DMA.
protocol DMATranslator: AnyObject {
  /// The memory behind an address; nil where the access is blocked.
  func translate(_ iova: UInt64, write: Bool) -> MemoryPlace?
}

/// What stands between a function and the host, and can keep them apart.
protocol BusGate: AnyObject {
  /// Whether reads of the function's memory give all ones, and writes to it vanish.
  var stopsMemory: Bool { get }
  /// Whether the function's own accesses to memory fail.
  var stopsDMA: Bool { get }
  /// Whether the kernel lets nobody at the configuration space.
  var blocksConfiguration: Bool { get }
  /// Whether a cycle of configuration space gets through; one that does not reads as ones.
  func admitsConfiguration(write: Bool) -> Bool
  /// A DMA of the function led nowhere.
  func dmaFailed()
}
