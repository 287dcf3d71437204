import MachineModel
import VFIOInterface

/// QEMU's `pci-testdev`: tests that count the writes they were told to expect, in memory and in I/O space.
///
/// Writing a number to the first byte starts a test; its header then reads back, with the offset and the byte that
/// it expects, and the count of writes that met them.
final class TestFunction: DeviceFunction {
  private struct Test {
    static let countOffset = 12

    var header: [UInt8]
    var offset: UInt64
    var kind: Kind
    /// The byte expected.
    var data: UInt8

    enum Kind: String, CaseIterable {
      /// Counts each write of the byte.
      case plain = "no-eventfd"
      /// An eventfd of QEMU takes every write to the offset.
      case wildcard = "wildcard-eventfd"
      /// An eventfd of QEMU takes each write of just the byte.
      case dataMatch = "datamatch-eventfd"
    }

    init(number: UInt8, kind: Kind, space: String, firstOffset: UInt32) {
      let offset = firstOffset + UInt32(number)
      self.offset = UInt64(offset)
      self.kind = kind
      data = kind == .wildcard ? 0xce : 0xfa
      header = [number, 1, 0, 0] + offset.littleEndianBytes + [data, 0, 0, 0] + [0, 0, 0, 0]
      header += Array("\(space)-\(kind.rawValue)".utf8) + [0]
    }

    /// Whether an eventfd takes a write, so that it is not counted.
    func isTaken(_ value: UInt64, width: Int) -> Bool {
      switch kind {
      case .plain: false
      case .wildcard: true
      case .dataMatch: width == 1 && value == UInt64(data)
      }
    }

    var count: UInt32 {
      get { UInt32(truncatingIfNeeded: header.integer(at: Self.countOffset, width: 4) ?? 0) }
      set { header.set(UInt64(newValue), at: Self.countOffset, width: 4) }
    }
  }

  private static let testsInSpace = 3

  private let tests: [Test]
  private var current: Int?
  private var count: UInt32 = 0

  init(board: Board, address: PCIAddress, isMultifunction: Bool) {
    let spaces: [(name: String, offset: UInt32)] = [("mmio", 2048), ("portio", 128)]
    var tests: [Test] = []
    for space in spaces {
      for kind in Test.Kind.allCases {
        tests.append(
          Test(number: UInt8(tests.count), kind: kind, space: space.name, firstOffset: space.offset))
      }
    }
    self.tests = tests
    let identity = DeviceModel.testdev.identity
    super.init(
      board: board, address: address, identity: identity,
      config: .endpoint(identity, revision: 0, pin: 0, isMultifunction: isMultifunction),
      bars: [0: BaseAddress(.memory, size: 4096), 1: BaseAddress(.io, size: 256)])
  }

  // The device works byte by byte: wider accesses are split.

  override func readRegister(bar: Int, offset: UInt64, width: Int) -> UInt64 {
    (0..<UInt64(width)).reduce(0) { $0 | UInt64(readByte(at: offset + $1)) << (8 * $1) }
  }

  override func writeRegister(bar: Int, offset: UInt64, width: Int, value: UInt64) {
    if let current, offset == tests[current].offset, tests[current].isTaken(value, width: width) { return }
    for index in 0..<UInt64(width) {
      writeByte(UInt8(truncatingIfNeeded: value >> (8 * index)), at: offset + index, bar: bar)
    }
  }

  private func readByte(at offset: UInt64) -> UInt8 {
    guard let current else { return 0 }
    var test = tests[current]
    test.count = count
    return offset + 1 < UInt64(test.header.count) ? test.header[Int(offset)] : 0
  }

  private func writeByte(_ value: UInt8, at offset: UInt64, bar: Int) {
    if offset == 0 {
      count = 0
      let number = Int(value) + bar * Self.testsInSpace
      current = value < Self.testsInSpace ? number : nil
      return
    }
    guard let current, offset == tests[current].offset else { return }
    if tests[current].kind == .wildcard || tests[current].data == value { count &+= 1 }
  }

  override func resetRegisters() {
    current = nil
    count = 0
  }
}
