/// A device of s390x's channel subsystem: it is reached through a subchannel, by channel programs.
package struct ChannelDevice: Sendable, Hashable {
  /// How the machine file calls it; QEMU's monitor too.
  package var id: String
  package var model: ChannelModel
  /// Its place among the machine's subchannels, from 0.
  package var number: Int

  /// What the kernel calls its subchannel: `0.0.0000`.
  package var subchannel: String { "0.0." + Self.hexadecimal(number) }
  /// What the kernel calls it: `0.0.0001`.
  package var name: String { "0.0." + Self.hexadecimal(deviceNumber) }
  /// The number that programs name it by, which is not its subchannel's.
  package var deviceNumber: Int { number + 1 }

  /// Four hexadecimal digits.
  private static func hexadecimal(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

/// What QEMU has of such devices; the raw value is its name for the model.
package enum ChannelModel: String, Sendable, Hashable, CaseIterable {
  /// A source of random numbers.
  case rng = "virtio-rng-ccw"
}
