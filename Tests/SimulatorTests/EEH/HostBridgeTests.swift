import Testing

@testable import Simulator

/// The tables of a host bridge, by their registers and by what firmware and devices find.
@Suite struct HostBridgeTests {
  private static let pe = 0xfd

  /// Selects a row of a table, as a process does that sees the registers with their bytes in reverse.
  private func select(_ table: UInt64, _ row: UInt64, of bridge: HostBridge) throws {
    try bridge.store((table << 48 | row).byteSwapped, at: 0x220, width: 8)
  }

  private func row(_ table: UInt64, _ row: UInt64, of bridge: HostBridge) throws -> UInt64 {
    try select(table, row, of: bridge)
    return try bridge.load(at: 0x228, width: 8).byteSwapped
  }

  private func set(_ table: UInt64, _ row: UInt64, of bridge: HostBridge, to value: UInt64) throws {
    try select(table, row, of: bridge)
    try bridge.store(value.byteSwapped, at: 0x228, width: 8)
  }

  @Test(arguments: [(7, Stopped.io), (8, .dma)] as [(UInt64, Stopped)])
  func firmwareLooksOnlyWhereTheSummarySaysSo(table: UInt64, expected: Stopped) throws {
    let bridge = HostBridge(number: 2, freezes: false)
    try set(table, UInt64(Self.pe), of: bridge, to: 1 << 63)
    #expect(bridge.status(of: Self.pe) == [])
    try set(20, 3, of: bridge, to: 1 << (63 - 0xfd % 64))
    #expect(bridge.status(of: Self.pe) == expected)
    #expect(bridge.status(of: Self.pe - 1) == [])
    #expect(bridge.stops(Self.pe) == [])
  }

  @Test func bridgeThatFreezesMakesItsOwnSummary() throws {
    let bridge = HostBridge(number: 0, freezes: true)
    try set(7, UInt64(Self.pe), of: bridge, to: 1 << 63)
    #expect(try row(20, 3, of: bridge) == 1 << (63 - 0xfd % 64))
    #expect(bridge.status(of: Self.pe) == .io)
    #expect(bridge.stops(Self.pe) == .io)
    bridge.thaw(Self.pe, .io)
    #expect(try row(20, 3, of: bridge) == 0)
    #expect(try row(7, UInt64(Self.pe), of: bridge) == 0)
  }

  @Test(arguments: 0..<20 as Range<UInt32>) func firmwareMakesErrorsOfConfigurationSpaceAlone(function: UInt32) {
    let bridge = HostBridge(number: 0, freezes: true)
    #expect(bridge.inject(function, into: Self.pe) == [4, 5, 10, 11].contains(function))
  }

  @Test(arguments: [(4, false), (5, false), (10, true), (11, true)] as [(UInt32, Bool)])
  func errorHappensOnceAndOnlyToItsKindOfAccess(function: UInt32, isWrite: Bool) {
    let bridge = HostBridge(number: 0, freezes: true)
    _ = bridge.inject(function, into: Self.pe)
    #expect(bridge.admitsConfiguration(of: Self.pe, write: !isWrite))
    #expect(bridge.admitsConfiguration(of: Self.pe - 1, write: isWrite))
    #expect(!bridge.admitsConfiguration(of: Self.pe, write: isWrite))
    #expect(bridge.stops(Self.pe) == .all)
    bridge.thaw(Self.pe, .all)
    #expect(bridge.admitsConfiguration(of: Self.pe, write: isWrite))
  }

  @Test func bridgeThatOnlyKeepsTablesStopsNothing() {
    let bridge = HostBridge(number: 0, freezes: false)
    _ = bridge.inject(4, into: Self.pe)
    bridge.stop(Self.pe, .all)
    bridge.dmaFailed(of: Self.pe)
    #expect(bridge.admitsConfiguration(of: Self.pe, write: false))
    #expect(bridge.stops(Self.pe) == [])
  }

  /// What a process stores there may be anything.
  @Test(arguments: [(0x220, 8), (0x228, 8), (0x228, 4), (0, 1), (0xffff, 8)] as [(UInt64, Int)])
  func anyAccessIsAnswered(offset: UInt64, width: Int) throws {
    let bridge = HostBridge(number: 0, freezes: true)
    for value in [0, 1, 0x8000_0000_0000_0000, .max] as [UInt64] {
      try bridge.store(value, at: 0x220, width: 8)
      try bridge.store(value, at: offset, width: width)
      _ = try bridge.load(at: offset, width: width)
    }
  }
}
