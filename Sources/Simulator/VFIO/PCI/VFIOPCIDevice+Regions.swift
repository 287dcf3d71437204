import SystemCalls
import VFIOInterface

/// Reading and writing BARs and the ROM by file offset.
extension VFIOPCIDevice {
  /// The widest single access to a BAR.
  private var widestAccess: Int { kernel.profile.has(.readsQuadWords) ? 8 : 4 }

  func readBAR(_ index: Int, _ position: UInt64, count: Int) throws(Errno) -> [UInt8] {
    guard let bar = hardware.bars[index] else {
      try kernel.refuse(.absentBARAccess, with: .EINVAL)
      return []
    }
    if position % 2 == 1, !kernel.keeps(.accessesAnywhere) { throw .EINVAL }
    let index = place(of: index, bar)
    let count = try clip(count, at: position, end: bar.size)
    claim(index)
    let table = excludedBytes(in: index)
    var bytes: [UInt8] = []
    var offset = position
    while bytes.count < count {
      let step = step(at: offset, rest: count - bytes.count, excluding: table, widest: widestAccess)
      switch step {
      case .access(let width):
        try checkMemory(bar)
        bytes += Self.access(hardware, index, offset, width).prefix(width)
        abortIfRefused(width: width)
        offset += UInt64(width)
      case .excluded(let length):
        bytes += [UInt8](repeating: 0xff, count: length)
        offset += UInt64(length)
      }
    }
    return bytes
  }

  private static func access(_ hardware: DeviceFunction, _ bar: Int, _ offset: UInt64, _ width: Int) -> [UInt8] {
    hardware.read(bar: bar, offset: offset, width: width).littleEndianBytes
  }

  func writeBAR(_ index: Int, _ position: UInt64, _ given: [UInt8]) throws(Errno) -> Int {
    guard let bar = hardware.bars[index] else {
      try kernel.refuse(.absentBARAccess, with: .EINVAL)
      return 0
    }
    let index = place(of: index, bar)
    let count = try clip(given.count, at: position, end: bar.size)
    claim(index)
    let table = excludedBytes(in: index)
    var (done, dropped) = (0, 0)
    while done < count {
      let offset = position + UInt64(done)
      let step = step(at: offset, rest: count - done, excluding: table, widest: widestAccess)
      switch step {
      case .access(let width):
        let value = given.integer(at: done, width: width) ?? 0
        do {
          try checkMemory(bar)
        } catch {
          guard !kernel.keeps(.refusedWrite) else { throw error }
          device.change(.memory, to: true)
          hardware.write(bar: index, offset: offset, width: width, value: value)
          device.change(.memory, to: false)
          throw error
        }
        hardware.write(bar: index, offset: offset, width: width, value: value)
        abortIfRefused(width: width)
        done += width
      case .excluded(let length):
        done += length
        dropped += length
      }
    }
    return kernel.keeps(.tableWritesCount) ? count : count - dropped
  }

  /// Claims a BAR that the user reaches, if its addresses were not claimed with all others when the device was opened.
  func claim(_ bar: Int, byMapping: Bool = false) { device.claim(bar, for: byMapping ? "vfio-pci" : "vfio") }

  /// An access that the device refuses is an abort on Arm, which the kernel takes for its own fault.
  func abortIfRefused(width: Int) {
    guard hardware.refuses(width: width), kernel.machine.architecture == .arm else { return }
    kernel.log.error("Internal error: synchronous external abort: 0000000096000050 [#1]  SMP")
  }

  /// The BAR that an access to another leads to: the same, where the kernel keeps ports and memory apart.
  private func place(of index: Int, _ bar: BaseAddress) -> Int {
    guard !bar.isMemory, !kernel.keeps(.portsReach) else { return index }
    return hardware.bars.first { $0.value.isMemory }?.key ?? index
  }

  /// How many bytes can be moved; EINVAL at and behind the end.
  private func clip(_ count: Int, at position: UInt64, end: UInt64) throws(Errno) -> Int {
    guard position < end else {
      try kernel.refuse(.regionEnd, with: .EINVAL)
      return 0
    }
    if UInt64(count) > end - position, !kernel.keeps(.regionShortCount) { throw .EINVAL }
    return Int(min(UInt64(count), end - position))
  }

  private func checkMemory(_ bar: BaseAddress) throws(Errno) {
    guard bar.isMemory else {
      let isDecoded = hardware.command.contains(.io)
      guard isDecoded || kernel.keeps(.portsNeedNoDecode) else { throw .EIO }
      return
    }
    try kernel.require(.accessNeedsMemory, memoryIsEnabled, or: .EIO)
  }

  /// The bytes of the BAR that hold the table of MSI-X, which the host programs.
  func excludedBytes(in bar: Int) -> Range<UInt64> {
    guard let table = hardware.msix, table.bar == bar, kernel.keeps(.msixTableHidden) else { return 0..<0 }
    return table.tableBytes
  }

  private enum Step {
    case access(width: Int)
    case excluded(length: Int)
  }

  /// The next aligned access, or the bytes that no access may touch.
  private func step(at offset: UInt64, rest: Int, excluding excluded: Range<UInt64>, widest: Int) -> Step {
    if excluded.contains(offset) {
      return .excluded(length: Int(min(UInt64(rest), excluded.upperBound - offset)))
    }
    let room = offset < excluded.lowerBound ? min(UInt64(rest), excluded.lowerBound - offset) : UInt64(rest)
    guard kernel.keeps(.accessesAligned) else { return .access(width: 1) }
    for width in [8, 4, 2] where width <= widest && room >= UInt64(width) && offset % UInt64(width) == 0 {
      return .access(width: width)
    }
    return .access(width: 1)
  }

  // MARK: ROM

  /// The bytes that the ROM's BAR decodes, 0 without a ROM or with one that does not begin as ROMs do.
  var romSize: UInt64 {
    let rom = hardware.rom
    guard !rom.isEmpty, kernel.keeps(.romRegion) else { return 0 }
    return hardware.romImageSize == 0 ? 0 : UInt64(rom.count)
  }

  func readROM(_ position: UInt64, count: Int) throws(Errno) -> [UInt8] {
    guard romSize > 0 else {
      try kernel.refuse(.absentBARAccess, with: .EINVAL)
      return []
    }
    let count = try clip(count, at: position, end: romSize)
    let start = Int(position)
    // The kernel looks for the image each time; where memory is off it finds none.
    let isDecoded = hardware.command.contains(.memory)
    try kernel.require(.romNeedsMemory, isDecoded, or: .ENOMEM)
    if start < hardware.romImageSize { try kernel.require(.romNeedsMemory, memoryIsEnabled, or: .EIO) }
    return (start..<start + count).map {
      $0 < hardware.romImageSize && kernel.keeps(.romReads) ? hardware.rom[$0] : 0xff
    }
  }
}
