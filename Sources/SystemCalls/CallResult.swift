import VFIOInterface

/// What came back from one call.
public struct CallResult: Sendable, Hashable {
  /// What the call returned; -1 where it failed.
  public var value: Int64
  /// `errno`, where the call failed.
  public var error: Errno?
  /// The signal that an access to memory raised. A fault is a result: the process lives on.
  public var fault: Fault?
  /// What the call wrote back: the ioctl's argument, the bytes read, the file, the entries of a poll.
  public var bytes: [UInt8]
  /// Where the kernel wrote what was not its to write, counted from the start of the memory that the call was given:
  /// before it, or into bytes that a call only reads or that lie behind those that it says it wrote.
  public var strayWrite: Int?

  public init(
    value: Int64 = 0, error: Errno? = nil, fault: Fault? = nil, bytes: [UInt8] = [], strayWrite: Int? = nil
  ) {
    self.value = value
    self.error = error
    self.fault = fault
    self.bytes = bytes
    self.strayWrite = strayWrite
  }

  public static func failure(_ error: Errno, bytes: [UInt8] = []) -> CallResult {
    CallResult(value: -1, error: error, bytes: bytes)
  }

  public static func fault(_ fault: Fault) -> CallResult {
    CallResult(value: -1, fault: fault)
  }

  public var succeeded: Bool { error == nil && fault == nil }
}

/// A signal raised by an access to memory.
public enum Fault: UInt32, Error, Sendable, Hashable, CaseIterable {
  case bus = 7
  case segmentation = 11

  public var name: String {
    switch self {
    case .bus: "SIGBUS"
    case .segmentation: "SIGSEGV"
    }
  }
}
