/// The names of a field's bits, or of its values.
package struct FlagSet: Sendable, Hashable {
  package struct Flag: Sendable, Hashable {
    /// The short name that suites use (`READ`).
    package var name: String
    /// The name in the kernel's header (`VFIO_DMA_MAP_FLAG_READ`).
    package var constant: String
    package var value: UInt64
  }

  package var flags: [Flag]
  /// True where the names stand for whole values (an index, a type) rather than for bits.
  package var isEnumeration: Bool

  /// - Parameters:
  ///   - prefix: What the header's names have in front of the short ones.
  init(prefix: String, isEnumeration: Bool = false, _ flags: KeyValuePairs<String, UInt64>) {
    self.flags = flags.map { Flag(name: $0.key, constant: prefix + $0.key, value: $0.value) }
    self.isEnumeration = isEnumeration
  }

  package subscript(name: String) -> UInt64? {
    flags.first { $0.name == name || $0.constant == name }?.value
  }

  /// All bits that have a name.
  package var mask: UInt64 { flags.reduce(0) { $0 | $1.value } }

  /// The value as a person writes it: `READ|WRITE`, `TYPE1v2`, or a number where no name fits.
  package func describe(_ value: UInt64) -> String {
    if isEnumeration {
      return flags.first { $0.value == value }?.name ?? "\(value)"
    }
    let (known, rest) = parts(of: value)
    let parts = known.map(\.name) + (rest == 0 ? [] : ["0x" + String(rest, radix: 16)])
    return parts.isEmpty ? "0" : parts.joined(separator: "|")
  }

  /// The flags that make a value, and the bits that have no name. A flag that another one holds is not told beside it.
  package func parts(of value: UInt64) -> (known: [Flag], rest: UInt64) {
    let known = flags.filter { $0.value != 0 && value & $0.value == $0.value }
    let told = known.filter { flag in
      !known.contains { $0.value != flag.value && $0.value & flag.value == flag.value }
    }
    return (told, known.reduce(value) { $0 & ~$1.value })
  }
}
