import VFIOInterface

/// A C program that asserts of the kernel's header everything that the table says.
struct HeaderProgram {
  /// How many assertions there are.
  var count: Int { assertions.count }
  /// What the installed header does not have (yet).
  private(set) var missing: [String] = []
  private var assertions: [String] = []
  private let header: PreprocessedHeader

  static let includes = """
    #define _GNU_SOURCE
    #include <errno.h>
    #include <fcntl.h>
    #include <linux/capability.h>
    #include <linux/pci_regs.h>
    #include <linux/serial_reg.h>
    #include <linux/vfio.h>
    #if __has_include(<drm/drm_fourcc.h>)
    #include <drm/drm_fourcc.h>
    #endif
    #include <poll.h>
    #include <stddef.h>
    #include <sys/eventfd.h>
    #include <sys/mman.h>
    #include <sys/resource.h>
    """

  init(header: PreprocessedHeader, encoding: CallEncoding) {
    self.header = header
    for request in Request.all { addConstant(request.name, UInt64(encoding.number(request.number))) }
    for flag in FlagSet.everywhere.flatMap(\.flags) {
      let isOfMap = flag.constant.hasPrefix("MAP_")
      addConstant(flag.constant, isOfMap ? UInt64(encoding.mapFlags(UInt32(flag.value))) : flag.value)
    }
    for name in Errno.names {
      if let error = Errno(name: name) { addConstant(name, UInt64(error.rawValue)) }
    }
    for structure in Structure.all { add(structure) }
  }

  /// The program's source.
  var source: String { Self.includes + "\n\n" + assertions.joined(separator: "\n") + "\n" }

  private mutating func addConstant(_ name: String, _ value: UInt64) {
    // The model was never implemented; newer headers keep its number under another name.
    let names = name == "VFIO_TYPE1_NESTING_IOMMU" ? [name, "__VFIO_RESERVED_TYPE1_NESTING_IOMMU"] : [name]
    guard let constant = names.first(where: header.identifiers.contains) else {
      missing.append(name)
      return
    }
    add(name, constant, [value])
  }

  private mutating func add(_ structure: Structure) {
    let type = "struct \(structure.name)"
    guard let body = header.body(of: structure.name) else {
      missing.append(type)
      return
    }
    add("sizeof(\(type))", "sizeof(\(type))", [UInt64(structure.size), UInt64(structure.paddedSize)])
    for field in structure.fields {
      guard body.contains(field.name) else {
        missing.append("\(type).\(field.name)")
        continue
      }
      let member = "((\(type) *)0)->\(field.name)"
      add("\(type).\(field.name) offset", "offsetof(\(type), \(field.name))", [UInt64(field.offset)])
      add("\(type).\(field.name) width", "sizeof(\(member))", [UInt64(field.width)])
    }
    switch structure.tail {
    case .array(let name, _, _), .arms(let name, _, _):
      add("\(type).\(name) offset", "offsetof(\(type), \(name))", [UInt64(structure.size)])
    case .capabilities, nil: break
    }
  }

  private mutating func add(_ name: String, _ value: String, _ expected: Set<UInt64>) {
    let alternatives = expected.sorted().map { "(\(value)) == \($0)ull" }.joined(separator: " || ")
    let numbers = expected.sorted().map(String.init).joined(separator: " or ")
    assertions.append("_Static_assert(\(alternatives), \"\(name) is not \(numbers)\");")
  }
}

/// The header with all that it includes, to know what can be asked of it.
struct PreprocessedHeader {
  let identifiers: Set<Substring>
  private let text: String

  /// - Parameter text: What the preprocessor made, with the macros kept.
  init(_ text: String) {
    self.text = text
    identifiers = Self.identifiers(of: text[...])
  }

  /// The identifiers between the braces of a structure.
  func body(of structure: String) -> Set<Substring>? {
    guard let start = text.firstRange(of: "struct \(structure) {") else { return nil }
    let rest = text[start.upperBound...]
    let end = rest.firstRange(of: "\n};")?.lowerBound ?? rest.endIndex
    return Self.identifiers(of: rest[..<end])
  }

  private static func identifiers(of text: Substring) -> Set<Substring> {
    Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }
}

extension Set<Substring> {
  fileprivate func contains(_ name: String) -> Bool { contains(name[...]) }
}
