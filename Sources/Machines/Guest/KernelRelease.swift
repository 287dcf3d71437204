import Foundation

/// What kernels and modules say of the release that they belong to (`uname -r`).
enum KernelRelease {
  /// The longest that `uname` can tell.
  private static let limit = 64

  /// The release of a kernel's image; nil where it is compressed and keeps it to itself.
  static func ofKernel(_ image: Data) -> String? {
    if let bzImage = BootImage.version(of: image) { return bzImage }
    // The banner, `Linux version 6.12.1 (…) …`; the format of the same text has no digit there.
    return word(behind: "Linux version ", in: image) { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// The release that a module was built for; nil where the file is no module.
  static func ofModule(_ bytes: Data) -> String? {
    // A text of its own, `vermagic=6.12.1 SMP …`, behind the NUL of the one before.
    bytes.starts(with: ELF.magic) ? word(behind: "\0vermagic=", in: bytes) { $0 > 0x20 && $0 < 0x7f } : nil
  }

  /// The first word behind a text that begins as it should.
  private static func word(behind text: String, in data: Data, beginning: (UInt8) -> Bool) -> String? {
    let mark = Data(text.utf8)
    var rest = data[...]
    while let found = rest.range(of: mark) {
      let word = data[found.upperBound...].prefix(limit).prefix { $0 > 0x20 && $0 < 0x7f }
      if let first = word.first, beginning(first) { return String(decoding: word, as: UTF8.self) }
      rest = data[found.upperBound...]
    }
    return nil
  }
}
