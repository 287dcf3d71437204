/// The resources of a PCI function, as sysfs's `resource` lists them: a line `start end flags` for each BAR, then the ROM.
struct Resources {
  struct Resource: Hashable {
    /// Bytes; 0 where there is none.
    var size: UInt64 = 0
    var isIO = false
    var isMemory = false
    var isWide = false
  }

  private static let romIndex = 6

  /// Six, whatever the text holds.
  let bars: [Resource]
  let rom: Resource

  init(_ text: String) {
    var resources = text.split(separator: "\n").prefix(Self.romIndex + 1).enumerated().map {
      Self.resource($0.element, isROM: $0.offset == Self.romIndex)
    }
    resources += Array(repeating: Resource(), count: Self.romIndex + 1 - resources.count)
    bars = Array(resources.prefix(Self.romIndex))
    rom = resources[Self.romIndex]
  }

  /// The index of the first BAR that satisfies the condition, else -1.
  func first(_ condition: (Resource) -> Bool) -> Int { bars.firstIndex { $0.size > 0 && condition($0) } ?? -1 }

  private static func resource(_ line: Substring, isROM: Bool) -> Resource {
    let numbers = line.split(separator: " ").compactMap { UInt64($0.dropFirst(2), radix: 16) }
    guard numbers.count == 3, numbers[1] > numbers[0] else { return Resource() }
    let (size, overflow) = (numbers[1] - numbers[0]).addingReportingOverflow(1)
    guard !overflow else { return Resource() }
    let flags = numbers[2]
    // The firmware's copy of a ROM in the host's memory (IORESOURCE_ROM_SHADOW) is none of the device's.
    guard !isROM || flags & 2 == 0 else { return Resource() }
    return Resource(
      size: size, isIO: flags & 0x100 != 0, isMemory: flags & 0x200 != 0, isWide: flags & 0x10_0000 != 0)
  }
}
