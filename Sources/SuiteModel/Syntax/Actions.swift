import VFIOInterface

// What the steps are told. Flags and other named numbers are expressions that know their names (`Expression.names`), so
// that evaluation gives the number that the kernel takes; what a suite leaves out has its default here already.

/// `open`: see `FlagSet.openFlags`.
public struct OpenFile: Sendable, Hashable {
  public var path: Template
  public var flags: Expression
}

/// `fcntl`
public struct ControlDescriptor: Sendable, Hashable {
  public var descriptor: Expression
  public var command: Expression
  public var argument: Expression
}

/// `ioctl`
public struct Ioctl: Sendable, Hashable {
  public enum Request: Sendable, Hashable {
    case named(VFIOInterface.Request)
    case number(Expression)
  }

  public var request: Request
  public var descriptor: Expression
  /// `in`: the structure's fields; nil where the suite gives no structure.
  public var fields: [FieldValue]?
  /// `arg`: what a request without a structure is given.
  public var argument: Argument?
  /// An address that is passed instead of that of a private buffer.
  public var address: Expression?
  /// The least number of bytes of the buffer.
  public var room: Expression?

  public enum Argument: Sendable, Hashable {
    /// A number, or bytes whose address is passed.
    case value(Expression)
    /// A string whose address is passed, with the zero byte that ends it.
    case text(Template)
  }
}

/// A field of a structure, or a part of its tail, and what it is set to.
public struct FieldValue: Sendable, Hashable {
  public var name: String
  public var location: SourceLocation
  public var content: Content

  public indirect enum Content: Sendable, Hashable {
    case expression(Expression)
    case list([Content])
    case structure([FieldValue])
  }
}

/// Where bytes come from.
public enum DataSource: Sendable, Hashable {
  /// Bytes, or text of hex bytes.
  case bytes(Expression)
  /// A number of so many bytes, in the target's order.
  case number(Expression, width: Expression)
  /// The process's memory.
  case memory(address: Expression, count: Expression)
}

/// `read`, and `pread` with an offset.
public struct ReadDescriptor: Sendable, Hashable {
  public var descriptor: Expression
  public var offset: Expression?
  public var count: Expression
  /// The address that the kernel is given; without one a private buffer, whose bytes are the result.
  public var destination: Expression?
}

/// `write`, and `pwrite` with an offset.
public struct WriteDescriptor: Sendable, Hashable {
  public var descriptor: Expression
  public var offset: Expression?
  public var data: DataSource
}

/// `lseek`
public struct SeekDescriptor: Sendable, Hashable {
  public var descriptor: Expression
  public var offset: Expression
  public var whence: Expression
}

/// `mmap`
public struct MapMemory: Sendable, Hashable {
  public var length: Expression
  public var protection: Expression
  /// Without flags: shared with a descriptor, anonymous and private without one.
  public var flags: Expression?
  public var descriptor: Expression?
  public var offset: Expression
  public var address: Expression?
}

/// `mremap`
public struct RemapMemory: Sendable, Hashable {
  public var address: Expression
  public var length: Expression
  public var newLength: Expression
  public var flags: Expression
}

/// `mprotect`
public struct ProtectMemory: Sendable, Hashable {
  public var address: Expression
  public var length: Expression
  public var protection: Expression
}

/// `load`
public struct LoadMemory: Sendable, Hashable {
  public var address: Expression
  /// 1, 2, 4 or 8 bytes.
  public var width: Expression
  public var value: Conditional<Expectation>?
}

/// `store`
public struct StoreMemory: Sendable, Hashable {
  public var address: Expression
  /// 1, 2, 4 or 8 bytes.
  public var width: Expression
  public var value: Expression
}

/// `poll`
public struct PollDescriptor: Sendable, Hashable {
  public var descriptor: Expression
  public var events: Expression
  /// In milliseconds.
  public var limit: Expression
}

/// `read-file`
public struct ReadFile: Sendable, Hashable {
  public var path: Template
  /// Whether the result is bytes; text without its last newline otherwise.
  public var asBytes: Bool
}

/// `spawn`
public struct SpawnProcess: Sendable, Hashable {
  public var name: String
  /// The process that forks; a fresh one starts without.
  public var parent: String?
  public var user: Expression
  public var group: Expression
  /// Capabilities that are given up, each by its number.
  public var withoutCapabilities: [Expression]
  public var limits: [SpawnLimit]
  /// Done in the new process.
  public var steps: [Step]
}

/// A limit of a new process; see `FlagSet.resourceLimits`.
public struct SpawnLimit: Sendable, Hashable {
  public var resource: Expression
  public var value: Expression
}

/// `use`
public struct UseFixture: Sendable, Hashable {
  public var fixture: String
  public var arguments: [Binding]
}

/// `operate`
public struct OperateDevice: Sendable, Hashable {
  public var operation: String
  /// The role of the device.
  public var role: String
  public var descriptor: Expression
  public var arguments: [Binding]
}
