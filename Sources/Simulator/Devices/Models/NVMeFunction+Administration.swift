import MachineModel

/// The queues by which a driver brings an NVMe controller up. Of their commands it knows the one that asks who it is.
extension NVMeFunction {
  /// How far it has come in its queues.
  struct Administration {
    /// The next command to take.
    var head = 0
    /// The next completion to give.
    var tail = 0
    /// Turns with each round through the completions, so that a driver knows the new ones.
    var phase: UInt16 = 1
  }

  private enum Size {
    static let command = 64
    static let completion = 16
    static let identity = 4096
  }

  /// Takes the commands before an entry, each of which ends with a completion.
  func serve(upTo end: Int) {
    let sizes = registers[Register.adminQueueAttributes]
    let (commands, completions) = (Int(sizes & 0xfff) + 1, Int(sizes >> 16 & 0xfff) + 1)
    guard registers[Register.status] == 1, end < commands else { return }
    while administration.head != end {
      let place = address(Register.submissionQueue) &+ UInt64(administration.head * Size.command)
      administration.head = (administration.head + 1) % commands
      guard let command = readMemory(at: place, count: Size.command), complete(command, completions) else {
        // What cannot be reached is fatal to the controller.
        registers[Register.status] |= 2
        return
      }
    }
  }

  private func address(_ register: UInt64) -> UInt64 {
    UInt64(registers[register]) | UInt64(registers[register + 4]) << 32
  }

  /// Does a command; false where its completion cannot be written.
  private func complete(_ command: [UInt8], _ completions: Int) -> Bool {
    var completion = [UInt8](repeating: 0, count: Size.completion)
    completion.set(UInt64(administration.head), at: 8, width: 2)
    completion.set(command.integer(at: 2, width: 2) ?? 0, at: 12, width: 2)
    completion.set(UInt64(result(of: command) << 1 | administration.phase), at: 14, width: 2)
    let place = address(Register.completionQueue) &+ UInt64(administration.tail * Size.completion)
    administration.tail += 1
    if administration.tail == completions {
      (administration.tail, administration.phase) = (0, administration.phase ^ 1)
    }
    return writeMemory(completion, at: place)
  }

  /// The status of a command: 0, or why it failed (invalid opcode, data transfer error).
  private func result(of command: [UInt8]) -> UInt16 {
    let (identify, controller): (UInt8, UInt8) = (6, 1)
    guard command[0] == identify, command[40] == controller else { return 1 }
    return writeMemory(identification, at: command.integer(at: 24, width: 8) ?? 0) ? 0 : 4
  }

  /// What the controller says of itself: ids, serial number, model.
  private var identification: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Size.identity)
    bytes.set(UInt64(identity.vendor), at: 0, width: 2)
    bytes.set(UInt64(identity.vendor), at: 2, width: 2)
    bytes.replaceSubrange(4..<24, with: Self.padded(serial, to: 20))
    bytes.replaceSubrange(24..<64, with: Self.padded("QEMU NVMe Ctrl", to: 40))
    return bytes
  }

  private static func padded(_ text: String, to length: Int) -> [UInt8] {
    let bytes = Array(text.utf8.prefix(length))
    return bytes + [UInt8](repeating: 0x20, count: length - bytes.count)
  }
}
