import SuiteModel
import VFIOInterface

/// Constants as C writes them.
enum CText {
  static func number(_ value: Int128, names: FlagSet? = nil) -> String {
    if let names, let bits = UInt64(exactly: value), let text = flags(bits, names) { return text }
    if value >= 0 {
      return value < 4096 ? "\(value)" : "0x" + String(value, radix: 16) + (value > Int128(Int64.max) ? "ull" : "")
    }
    return value == Int128(Int64.min) ? "(-0x7fffffffffffffff - 1)" : "\(value)"
  }

  /// The constants of the header that make a value; nil where no name fits.
  private static func flags(_ value: UInt64, _ names: FlagSet) -> String? {
    if names.isEnumeration { return names.flags.first { $0.value == value }?.constant }
    let (known, rest) = names.parts(of: value)
    guard !known.isEmpty else { return nil }
    return (known.map(\.constant) + (rest == 0 ? [] : ["0x" + String(rest, radix: 16)])).joined(separator: " | ")
  }

  /// Constants that the header of Linux 6.1 does not have yet.
  private static let newer: Set<String> = [
    "VFIO_DEVICE_FLAGS_CDX", "VFIO_PCI_ATOMIC_COMP32", "VFIO_PCI_ATOMIC_COMP64", "VFIO_PCI_ATOMIC_COMP128",
    "VFIO_PCI_HOT_RESET_FLAG_DEV_ID", "VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED", "VFIO_DEVICE_FEATURE_MIG_DATA_SIZE",
    "VFIO_DEVICE_FEATURE_BUS_MASTER", "VFIO_DEVICE_FEATURE_DMA_BUF", "VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2",
    "VFIO_DEVICE_STATE_PRE_COPY", "VFIO_DEVICE_STATE_PRE_COPY_P2P",
  ]

  /// Requests that it does not have yet.
  private static let newerRequests: [Request] = [.migrationGetPrecopyInfo]

  /// Definitions of what some code uses that an older header lacks. The errors that EEH injects stand in a header that
  /// only POWER has.
  static func definitions(for code: String) -> String {
    let words = Set(code.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    let constants = words.filter { newer.contains($0) || $0.hasPrefix("EEH_") }.sorted().compactMap { name -> String? in
      guard case .value(let value) = NamedNumber.lookup(name) else { return nil }
      return "#ifndef \(name)\n#define \(name) \(value)\n#endif"
    }
    let requests = newerRequests.filter { words.contains($0.name) }.map { request in
      "#ifndef \(request.name)\n#define \(request.name) _IO(VFIO_TYPE, \(request.number & 0xff))\n#endif"
    }
    let structures = Structure.all.filter { $0.isNewer && words.contains($0.cName) }.map(declaration)
    return (constants + requests + structures).joined(separator: "\n")
  }

  private static func declaration(_ structure: Structure) -> String {
    var members = structure.fields.map { field in
      if case .structure(let nested) = field.kind { return "struct \(nested.cName) \(field.name);" }
      let sign = field.kind == .signed ? "int" : "uint"
      return "\(sign)\(8 * field.width)_t \(field.name);"
    }
    if case .array(let name, .structure(let element), _) = structure.tail {
      let inner = element.fields.map { "uint\(8 * $0.width)_t \($0.name);" }.joined(separator: " ")
      members.append("struct { \(inner) } \(name)[];")
    }
    return "struct \(structure.cName) { \(members.joined(separator: " ")) };"
  }

  /// A string literal.
  static func string(_ text: String) -> String { "\"" + escaped(Array(text.utf8)) + "\"" }

  /// Bytes as a string literal; the zero byte that C adds is not one of them.
  static func bytes(_ bytes: [UInt8]) -> String { "\"" + escaped(bytes) + "\"" }

  private static func escaped(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"): text += "\\n"
      case UInt8(ascii: "\t"): text += "\\t"
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"): text += "\\" + String(UnicodeScalar(byte))
      case 32..<127: text += String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return text
  }

  /// Text for a comment: nothing in it may end the comment.
  static func comment(_ text: String) -> String { text.split(separator: "*/").joined(separator: "* /") }

  /// A regular expression of the suite language as POSIX writes it.
  static func pattern(_ pattern: String) -> String {
    var text = ""
    var isEscaped = false
    var isInBrackets = false
    for character in pattern {
      if isEscaped {
        switch character {
        case "d": text += isInBrackets ? "0-9" : "[0-9]"
        case "w": text += isInBrackets ? "A-Za-z0-9_" : "[A-Za-z0-9_]"
        case "s": text += isInBrackets ? "[:space:]" : "[[:space:]]"
        default: text += isInBrackets ? String(character) : "\\" + String(character)
        }
        isEscaped = false
        continue
      }
      if character == "\\" {
        isEscaped = true
        continue
      }
      if character == "[" { isInBrackets = true }
      if character == "]" { isInBrackets = false }
      text.append(character)
    }
    return text
  }
}

extension Structure {
  /// Whether the header of Linux 6.1 lacks it.
  var isNewer: Bool {
    [
      "vfio_device_feature_mig_data_size", "vfio_device_feature_bus_master", "vfio_region_dma_range",
      "vfio_device_feature_dma_buf", "vfio_precopy_info", "vfio_device_info_cap_pci_atomic_comp",
    ].contains(name)
  }
}
