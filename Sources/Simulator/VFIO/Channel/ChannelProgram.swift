import VFIOInterface

/// A channel program as the kernel copied it from its user, with the memory that it pinned for it (`struct channel_program`).
struct ChannelProgram {
  /// A command word of format 1, and the memory of its data.
  struct Command {
    var code: UInt8
    var flags: UInt8
    var count: Int
    var address: UInt64
    var blocks: [(place: MemoryPlace, length: Int)] = []

    var isTransfer: Bool { code == ChannelCommand.transfer }
    var chains: Bool { flags & (Flag.chainsData | Flag.chainsCommands) != 0 }
  }

  enum Flag {
    static let chainsData: UInt8 = 0x80
    static let chainsCommands: UInt8 = 0x40
    static let anyLength: UInt8 = 0x20
    static let skips: UInt8 = 0x10
    static let indirect: UInt8 = 0x04
    static let suspends: UInt8 = 0x02
  }

  /// Commands one behind the other in the user's memory.
  struct Chain {
    var start: UInt64
    var commands: [Command]

    func contains(_ address: UInt64) -> Bool { (start...start + UInt64(8 * (commands.count - 1))).contains(address) }
  }

  var chains: [Chain] = []
  /// The pages that were pinned, each as often as it was.
  var pages: [UInt64] = []
}

/// What the user asks for with a program (`union orb`).
struct OperationRequest {
  private let control: UInt32
  /// Where the program begins.
  let address: UInt64

  init(_ bytes: [UInt8]) {
    control = UInt32(truncatingIfNeeded: bytes.number(at: 4, width: 4))
    address = bytes.number(at: 8, width: 4)
  }

  private func has(_ bit: UInt32) -> Bool { control & bit != 0 }

  var maySuspend: Bool { has(0x0800_0000) }
  var isFormat1: Bool { has(0x0080_0000) }
  var allowsPrefetch: Bool { has(0x0040_0000) }
  var isTransport: Bool { has(0x0004_0000) }
  var namesPath: Bool { has(0x0000_ff00) }
  /// Bytes of an address in a list of them.
  var addressWidth: Int { has(0x0002_0000) ? 8 : 4 }
  /// Bytes from one address of a list to where the next is needed.
  var block: UInt64 { has(0x0002_0000) && !has(0x0001_0000) ? 4096 : 2048 }
}

/// Copies a program out of its user's memory, and pins what it uses there.
struct ChannelProgramReader {
  private static let longestChain = 256
  private static let mostChains = 16

  let kernel: Kernel
  let request: OperationRequest
  let memory: Type1State
  let caller: Process
  private var program = ChannelProgram()

  init(_ kernel: Kernel, _ request: OperationRequest, _ memory: Type1State, _ caller: Process) {
    self.kernel = kernel
    self.request = request
    self.memory = memory
    self.caller = caller
  }

  /// - Throws: What the start fails with; nothing is pinned then.
  mutating func read() throws(Errno) -> ChannelProgram {
    do {
      try readChain(at: request.address)
      for chain in program.chains.indices {
        for command in program.chains[chain].commands.indices where !program.chains[chain].commands[command].isTransfer
        {
          program.chains[chain].commands[command].blocks = try pinned(program.chains[chain].commands[command])
        }
      }
    } catch {
      for page in program.pages { memory.unpinPage(page) }
      throw error
    }
    return program
  }

  // MARK: Chains

  private mutating func readChain(at address: UInt64) throws(Errno) {
    let size = kernel.keeps(.ccwReadsAhead) ? 8 * Self.longestChain : 8
    let bytes: [UInt8]
    do {
      bytes = try memory.readForDriver(address, count: size, caller)
    } catch {
      try kernel.refuse(program.chains.isEmpty ? .ccwProgramMapped : .ccwTransferMapped, with: error)
      return
    }
    let commands = stride(from: 0, to: bytes.count, by: 8).map { command(Array(bytes[$0..<$0 + 8])) }
    var length = 1
    while length < commands.count, continues(commands[length - 1], in: address, length) { length += 1 }
    if length == commands.count, continues(commands[length - 1], in: address, length) {
      try kernel.refuse(.ccwChainLength, with: .EINVAL)
    }
    if program.chains.count >= Self.mostChains { try kernel.refuse(.ccwChainCount, with: .EINVAL) }
    // A kernel without that bound is not the simulator without one.
    guard program.chains.count < 2 * Self.mostChains else { throw .EINVAL }
    if length == Self.longestChain, !kernel.keeps(.ccwLongestChain) { throw .EINVAL }
    let chain = ChannelProgram.Chain(start: address, commands: Array(commands.prefix(length)))
    program.chains.append(chain)
    for command in chain.commands where command.isTransfer {
      if !program.chains.contains(where: { $0.contains(command.address) }) { try readChain(at: command.address) }
    }
  }

  /// Whether a chain goes on behind a command: it says so, or transfers back into the chain.
  private func continues(_ command: ChannelProgram.Command, in start: UInt64, _ length: Int) -> Bool {
    command.chains || command.isTransfer && (start...start + UInt64(8 * (length - 1))).contains(command.address)
  }

  private func command(_ bytes: [UInt8]) -> ChannelProgram.Command {
    guard !request.isFormat1, kernel.keeps(.ccwFormat0) else {
      return ChannelProgram.Command(
        code: bytes[0], flags: bytes[1], count: Int(bytes.number(at: 2, width: 2)),
        address: bytes.number(at: 4, width: 4))
    }
    let address = bytes.number(at: 0, width: 4) & 0xff_ffff
    if bytes[0] & 0x0f == ChannelCommand.transfer {
      return ChannelProgram.Command(code: ChannelCommand.transfer, flags: 0, count: 0, address: address)
    }
    return ChannelProgram.Command(
      code: bytes[0], flags: bytes[4], count: Int(bytes.number(at: 6, width: 2)), address: address)
  }

  // MARK: Data

  private mutating func pinned(
    _ command: ChannelProgram.Command
  ) throws(Errno) -> [(place: MemoryPlace, length: Int)] {
    let addresses = try addresses(of: command)
    guard moves(command) else { return [] }
    let isInput = command.code & 0x03 == 0x02 || command.code & 0x0f == 0x04
    guard kernel.keeps(isInput ? .ccwMovesIn : .ccwMovesOut) else { return [] }
    var left = command.count
    var blocks: [(place: MemoryPlace, length: Int)] = []
    for address in addresses {
      let place: MemoryPlace
      do {
        place = try memory.pinPage(address, write: kernel.keeps(.ccwPinsForWriting))
        program.pages.append(address)
      } catch {
        try kernel.refuse(
          error == .EPERM
            ? .ccwNeedsWriting
            : command.flags & ChannelProgram.Flag.indirect != 0
              ? .ccwListLeads
              : .ccwDataMapped, with: error)
        return []
      }
      let length = min(left, Int(request.block - address % request.block))
      blocks.append((place, length))
      left -= length
    }
    return blocks
  }

  /// Whether a command moves any data, so that it needs its memory.
  private func moves(_ command: ChannelProgram.Command) -> Bool {
    guard command.count > 0, command.code != ChannelCommand.noOperation || !kernel.keeps(.ccwNoOperationIsFree) else {
      return false
    }
    guard command.flags & ChannelProgram.Flag.skips != 0, kernel.keeps(.ccwSkips) else { return true }
    let reads = command.code & 0x03 == 0x02 || command.code & 0x0f == 0x0c || command.code & 0x0f == 0x04
    return !reads && kernel.keeps(.ccwSkipsInputOnly)
  }

  /// The first byte of the data, and of each block that it reaches into.
  private func addresses(of command: ChannelProgram.Command) throws(Errno) -> [UInt64] {
    let isList = command.flags & ChannelProgram.Flag.indirect != 0 && kernel.keeps(.ccwIndirect)
    func entry(_ index: Int) throws(Errno) -> UInt64 {
      let place = command.address + UInt64(index * request.addressWidth)
      do {
        return try memory.readForDriver(place, count: request.addressWidth, caller)
          .number(at: 0, width: request.addressWidth)
      } catch {
        try kernel.refuse(.ccwListMapped, with: error)
        return request.address
      }
    }
    let first = isList ? try entry(0) : command.address
    let span = first % request.block + UInt64(max(1, command.count))
    let blocks = (span + request.block - 1) / request.block
    let count = kernel.keeps(.ccwCrossesPages) ? Int(blocks) : 1
    var addresses = [first]
    // One entry too many where the kernel heeds what lies behind the data.
    let excess = isList && !kernel.keeps(.ccwListEnds) ? 1 : 0
    for index in 1..<max(1, count) + excess {
      addresses.append(isList ? try entry(index) : (first / request.block + UInt64(index)) * request.block)
    }
    return addresses
  }
}

extension [UInt8] {
  /// The big-endian number at an offset, as all of the channel subsystem's are; 0 where the bytes end before it.
  func number(at offset: Int, width: Int) -> UInt64 {
    guard offset + width <= count else { return 0 }
    return self[offset..<offset + width].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Puts a big-endian number there.
  mutating func put(_ value: UInt64, at offset: Int, width: Int) {
    replaceSubrange(offset..<offset + width, with: [UInt8](value, width: width).reversed())
  }
}
