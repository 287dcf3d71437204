import MachineModel

/// QEMU's source of random numbers behind a subchannel, as far as commands go.
final class RandomChannelHardware: ChannelHardware {
  /// What it says of itself by SENSE ID: the control unit 3832 of virtio, and the number of the virtio device.
  private static let identity: [UInt8] = [0xff, 0x38, 0x32, 0x04] + [UInt8](repeating: 0, count: 36)
  private static let newestRevision = 2
  private static let queueSize: UInt8 = 8

  /// nil before it is told; virtio speaks to it by this.
  private var revision: Int?

  override func disabled() { revision = nil }

  override func perform(_ code: UInt8, _ data: ChannelData, checksLength: Bool) -> Outcome {
    switch code {
    case ChannelCommand.noOperation: return .done
    case ChannelCommand.senseID:
      return sized(Self.identity.count, data, checksLength, least: 0) {
        data.write(Array(Self.identity.prefix(data.count)), at: 0)
      }
    case ChannelCommand.setRevision:
      let wanted = Int(data.read(at: 1, count: 1).first ?? 0)
      guard revision == nil, wanted <= Self.newestRevision else { return .rejected }
      return sized(4, data, checksLength, least: 4) { revision = wanted }
    case ChannelCommand.readQueue:
      return sized(4, data, checksLength, least: 4) {
        let index = data.read(at: 0, count: 2)
        data.write(index == [0, 0] ? [0, Self.queueSize] : [0, 0], at: 2)
      }
    default: return .rejected
    }
  }

  private func sized(
    _ size: Int, _ data: ChannelData, _ checksLength: Bool, least: Int, _ body: () -> Void
  ) -> Outcome {
    guard checksLength ? data.count == size : data.count >= least else { return .wrongLength }
    body()
    return .done
  }
}

/// Codes of commands.
enum ChannelCommand {
  static let noOperation: UInt8 = 0x03
  static let transfer: UInt8 = 0x08
  static let senseID: UInt8 = 0xe4
  static let setRevision: UInt8 = 0x83
  static let readQueue: UInt8 = 0x32
}

extension ChannelHardware {
  static func make(_ entry: ChannelDevice) -> ChannelHardware {
    switch entry.model {
    case .rng: RandomChannelHardware(entry)
    }
  }
}
