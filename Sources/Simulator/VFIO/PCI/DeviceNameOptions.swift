import VFIOInterface

/// What may stand behind a PCI device's name in `VFIO_GROUP_GET_DEVICE_FD`: spaces, and a token that physical and
/// virtual functions share.
struct DeviceNameOptions {
  /// 16 bytes, where there is one.
  private(set) var token: [UInt8]?

  private static let tokenOption = "vf_token="
  private static let tokenLength = 36

  /// - Returns: nil where the name goes on, so that it is another one.
  /// - Throws: EINVAL for what is no option, or no token.
  init?(_ text: Substring, _ kernel: Kernel) throws(Errno) {
    guard text.first == nil || text.first == " " else { return nil }
    var rest = text.drop { $0 == " " }
    guard !rest.isEmpty else { return }
    let isToken = rest.hasPrefix(Self.tokenOption)
    rest = rest.dropFirst(Self.tokenOption.count)
    let isAlone = rest.dropFirst(Self.tokenLength).allSatisfy { $0 == " " }
    guard isToken, isAlone, let uuid = Self.bytes(ofUUID: rest.prefix(Self.tokenLength)) else {
      try kernel.refuse(.nameOptions, with: .EINVAL)
      return
    }
    token = uuid
  }

  /// Digits in five parts, of 8, 4, 4, 4 and 12.
  private static func bytes(ofUUID text: Substring) -> [UInt8]? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
    let digits = parts.joined().compactMap(\.hexDigitValue)
    guard digits.count == 32 else { return nil }
    return stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
