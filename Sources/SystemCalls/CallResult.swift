import VFIOInterface

/// What came back from one call.
package struct CallResult: Sendable, Hashable {
  /// What the call returned; -1 where it failed.
  package var value: Int64
  /// `errno`, where the call failed.
  package var error: Errno?
  /// The signal that an access to memory raised. A fault is a result: the process lives on.
  package var fault: Fault?
  /// What the call wrote back: the ioctl's argument, the bytes read, the file, the entries of a poll.
  package var bytes: [UInt8]
  /// Where the kernel wrote a byte that it must not write, counted from the start of the memory that the call was given:
  /// before it, in bytes that the call only reads, or behind those that it says it wrote.
  package var strayWrite: Int?

  package init(
    value: Int64 = 0, error: Errno? = nil, fault: Fault? = nil, bytes: [UInt8] = [], strayWrite: Int? = nil
  ) {
    self.value = value
    self.error = error
    self.fault = fault
    self.bytes = bytes
    self.strayWrite = strayWrite
  }

  package static func failure(_ error: Errno, bytes: [UInt8] = []) -> CallResult {
    CallResult(value: -1, error: error, bytes: bytes)
  }

  package static func fault(_ fault: Fault) -> CallResult {
    CallResult(value: -1, fault: fault)
  }

  package var succeeded: Bool { error == nil && fault == nil }
}

/// A signal raised by an access to memory.
package enum Fault: UInt32, Error, Sendable, Hashable, CaseIterable {
  case bus = 7
  case segmentation = 11

  package var name: String {
    switch self {
    case .bus: "SIGBUS"
    case .segmentation: "SIGSEGV"
    }
  }
}
