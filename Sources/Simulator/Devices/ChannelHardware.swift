import MachineModel

/// A device behind a subchannel: it carries out commands, one after the other. It knows no kernel.
class ChannelHardware {
  let entry: ChannelDevice
  /// Whether it was taken out of the machine.
  var isUnplugged = false

  init(_ entry: ChannelDevice) { self.entry = entry }

  /// How a command ended.
  enum Outcome {
    case done
    /// The device does not know it, or not in its state: a unit check.
    case rejected
    /// The channel subsystem stopped it: a program check.
    case wrongLength
  }

  /// The subchannel was disabled: the device forgets what it was told.
  func disabled() {}

  /// Carries a command out.
  ///
  /// - Parameter checksLength: Whether the count must be the one that the device has in mind.
  func perform(_ code: UInt8, _ data: ChannelData, checksLength: Bool) -> Outcome { .rejected }
}

/// The memory that a command moves data to or from: blocks that follow each other.
struct ChannelData {
  /// As the command word has it.
  let count: Int
  /// Empty where the command skips its data.
  let blocks: [(place: MemoryPlace, length: Int)]

  func read(at offset: Int, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, length) in parts(at: offset, count: count) {
      bytes += (try? place.backing.readByDMA(at: place.offset, count: length)) ?? [UInt8](repeating: 0, count: length)
    }
    return bytes
  }

  /// QEMU begins with the first byte again in each block.
  func write(_ bytes: [UInt8], at offset: Int) {
    for (place, length) in parts(at: offset, count: bytes.count) {
      try? place.backing.writeByDMA(bytes.prefix(length), at: place.offset)
    }
  }

  private func parts(at offset: Int, count: Int) -> [(place: MemoryPlace, length: Int)] {
    var (skipped, left) = (offset, count)
    var parts: [(place: MemoryPlace, length: Int)] = []
    for (place, length) in blocks where left > 0 {
      let skip = min(skipped, length)
      skipped -= skip
      let taken = min(length - skip, left)
      guard taken > 0 else { continue }
      left -= taken
      parts.append((MemoryPlace(backing: place.backing, offset: place.offset + UInt64(skip)), taken))
    }
    return parts
  }
}
