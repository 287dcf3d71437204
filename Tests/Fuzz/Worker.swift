import Foundation

/// Tries inputs one after the other until one ends the process.
struct Worker {
  /// Seconds of the processor's time for one input.
  static let timeLimit = 20
  /// Bytes of memory for all.
  static let memoryLimit: UInt = 3 << 30

  let target: FuzzTarget
  let seed: UInt64
  let state: SharedState

  init(_ target: FuzzTarget, seed: UInt64, state: SharedState) {
    self.target = target
    self.seed = seed
    self.state = state
  }

  func run(from first: Int, count: Int) throws {
    var memory = rlimit(rlim_cur: Self.memoryLimit, rlim_max: Self.memoryLimit)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    for index in first..<first + count {
      state.index = index
      // SIGPROF ends the process where the time is over.
      var limit = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: Self.timeLimit, tv_usec: 0))
      setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
      if try target.execute(target.input(seed: seed, index: index)) { state.accepted += 1 }
    }
    state.index = first + count
  }
}
