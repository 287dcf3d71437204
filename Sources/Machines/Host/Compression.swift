/// How a kernel or a module is compressed, and what takes it apart.
package struct Compression {
  let name: String
  private let magic: [UInt8]
  private let suffix: String?
  private let command: [String]

  private static let known = [
    Compression(name: "gzip", magic: [0x1f, 0x8b], suffix: ".gz", command: ["gzip", "-dc"]),
    Compression(
      name: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], suffix: ".xz", command: ["xz", "-dc", "--single-stream"]),
    Compression(name: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd], suffix: ".zst", command: ["zstd", "-dqc"]),
    Compression(name: "lz4", magic: [0x02, 0x21, 0x4c, 0x18], suffix: nil, command: ["lz4", "-dqc"]),
    Compression(name: "lzma", magic: [0x5d, 0, 0], suffix: nil, command: ["xz", "-dc", "--format=lzma"]),
    Compression(name: "bzip2", magic: [0x42, 0x5a, 0x68], suffix: nil, command: ["bzip2", "-dc"]),
  ]

  /// The compression whose mark the bytes begin with; nil if no known mark is there.
  package static func of(_ bytes: [UInt8]) -> Compression? { known.first { bytes.starts(with: $0.magic) } }

  /// The endings of names of compressed modules, and of plain ones.
  static let moduleSuffixes = [".ko"] + known.compactMap { $0.suffix.map { ".ko" + $0 } }

  func expand(_ bytes: [UInt8]) throws(MachineError) -> [UInt8] {
    try Tool.run(command, input: Descriptor.temporary(bytes))
  }
}
