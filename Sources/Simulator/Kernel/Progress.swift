import VFIOInterface

/// The result of an operation that may have to wait.
enum Progress<Value> {
  case done(Value)
  case waiting(Waiting<Value>)

  /// Goes on with the value once it is there.
  func then<Next>(_ next: @escaping (Value) throws(Errno) -> Progress<Next>) throws(Errno) -> Progress<Next> {
    switch self {
    case .done(let value): try next(value)
    case .waiting(let waiting):
      .waiting(
        Waiting<Next>(deadline: waiting.deadline, until: waiting.until) { () throws(Errno) in
          try waiting.resume().then(next)
        })
    }
  }
}

/// Something under way: it goes on when its condition holds or its time is over.
struct Waiting<Value> {
  /// The instant of virtual time at which waiting ends in any case.
  var deadline: UInt64?
  var until: () -> Bool
  var resume: () throws(Errno) -> Progress<Value>
}
