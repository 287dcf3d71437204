import VFIOInterface

extension Record {
  /// What an ioctl's structure came back with, as expressions see it: fields, the tail by its name, `caps` by name, and
  /// `returned`, what the call itself returned.
  package init(_ decoded: DecodedStructure, returned: Int64) {
    self.init(decoded)
    entries.append(Entry("returned", .number(Int128(returned))))
  }

  private init(_ decoded: DecodedStructure) {
    self.init(decoded.members.map { Entry($0.name, Self.value($0.content), names: $0.content.names) })
    guard let capabilities = decoded.capabilities else { return }
    let chain = capabilities.map { Entry($0.name, .record(Record($0.structure))) }
    entries.append(Entry("caps", .record(Record(chain))))
  }

  private static func value(_ content: DecodedStructure.Content) -> Value {
    switch content {
    case .number(let number, .signed): .number(Int128(Int64(bitPattern: number)))
    case .number(let number, _): .number(Int128(number))
    case .structure(let structure): .record(Record(structure))
    case .list(let list): .list(list.map(value))
    }
  }
}

extension DecodedStructure.Content {
  fileprivate var names: FlagSet? {
    if case .number(_, .flags(let names)) = self { names } else { nil }
  }
}
