import VFIOInterface

/// What the channel subsystem makes of a program: it has the device carry out one command after the other.
struct ChannelRun {
  enum End {
    case done
    case rejected
    case wrongLength
    /// The program waits to be resumed.
    case suspended
  }

  private(set) var end = End.done
  /// The address behind the last command, as the user knows it.
  private(set) var address: UInt64 = 0

  /// More than any program of the largest size has; a program may go in circles.
  private static let limit = 8192

  /// - Parameter transfers: Whether a transfer leads on, or the program ends there.
  init(_ program: ChannelProgram, on hardware: ChannelHardware, maySuspend: Bool, transfers: Bool) {
    address = program.chains.first?.start ?? 0
    end = run(program, on: hardware, maySuspend: maySuspend, transfers: transfers)
  }

  private mutating func run(
    _ program: ChannelProgram, on hardware: ChannelHardware, maySuspend: Bool, transfers: Bool
  ) -> End {
    for _ in 0..<Self.limit {
      guard let command = program.command(at: address) else { return .wrongLength }
      guard !command.isTransfer else {
        guard transfers else { return .done }
        address = command.address
        continue
      }
      if command.flags & ChannelProgram.Flag.suspends != 0 {
        return maySuspend ? .suspended : .wrongLength
      }
      let (anyLength, chainsData) = (ChannelProgram.Flag.anyLength, ChannelProgram.Flag.chainsData)
      let takesAny = command.flags & (anyLength | chainsData) == anyLength
      let data = ChannelData(count: command.count, blocks: command.blocks)
      let outcome = hardware.perform(command.code, data, checksLength: !takesAny)
      address += 8
      switch outcome {
      case .done: if command.flags & ChannelProgram.Flag.chainsCommands == 0 { return .done }
      case .rejected: return .rejected
      case .wrongLength: return .wrongLength
      }
    }
    return .wrongLength
  }

  /// The first words of the IRB: conditions, address, status.
  var words: (UInt64, UInt64, UInt64) {
    switch end {
    case .done, .suspended: (0x0080_4007, address, 0x0c00_0000)
    case .rejected: (0x0482_4017, address, 0x0200_0000)
    case .wrongLength: (0x0080_4017, address, 0x0020_0000)
    }
  }
}

extension ChannelProgram {
  func command(at address: UInt64) -> Command? {
    chains.first { $0.contains(address) }.flatMap { chain in
      (address - chain.start) % 8 == 0 ? chain.commands[Int((address - chain.start) / 8)] : nil
    }
  }
}
