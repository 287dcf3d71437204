/// One ioctl of the UAPI.
package struct Request: Sendable, Hashable {
  /// The constant in the kernel's header.
  package var name: String
  /// In the generic encoding; see `CallEncoding`.
  package var number: UInt32
  package var argument: Argument

  /// What the third argument of the ioctl is.
  package enum Argument: Sendable, Hashable {
    case none
    /// A plain integer, with the names of its values.
    case value(FlagSet)
    /// The address of one `__s32`.
    case integer
    /// The address of a string that a zero byte ends.
    case string
    /// The address of a structure that begins with `argsz`.
    case structure(Structure)
  }

  /// `VFIO_TYPE`.
  static let type = UInt8(ascii: ";")

  /// `_IO(VFIO_TYPE, VFIO_BASE + offset)`: VFIO encodes neither size nor direction in its numbers.
  init(_ name: String, _ offset: UInt32, _ argument: Argument) {
    self.name = name
    self.number = UInt32(Self.type) << 8 | (100 + offset)
    self.argument = argument
  }
}
