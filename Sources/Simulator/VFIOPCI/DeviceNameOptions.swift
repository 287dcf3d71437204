import VFIOInterface

/// What may stand behind a PCI device's name in `VFIO_GROUP_GET_DEVICE_FD`: spaces, and a token that physical and
/// virtual functions share.
struct DeviceNameOptions {
  private static let tokenOption = "vf_token="
  private static let tokenLength = 36

  /// - Returns: nil where the name goes on, so that it is another one.
  /// - Throws: EINVAL for what is no option, and for a token: no function of the machine takes one.
  init?(_ text: Substring, _ kernel: Kernel) throws(Errno) {
    guard text.first == nil || text.first == " " else { return nil }
    var rest = text.drop { $0 == " " }
    guard !rest.isEmpty else { return }
    let isToken = rest.hasPrefix(Self.tokenOption)
    rest = rest.dropFirst(Self.tokenOption.count)
    let isAlone = rest.dropFirst(Self.tokenLength).allSatisfy { $0 == " " }
    guard isToken, isAlone, Self.isUUID(rest.prefix(Self.tokenLength)) else {
      try kernel.require(.nameOptions, false, or: .EINVAL)
      return
    }
    try kernel.require(.tokenNeedsFunctions, false, or: .EINVAL)
  }

  private static func isUUID(_ text: Substring) -> Bool {
    guard text.utf8.count == tokenLength else { return false }
    return text.utf8.enumerated().allSatisfy { index, byte in
      [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : Character(UnicodeScalar(byte)).isHexDigit
    }
  }
}
