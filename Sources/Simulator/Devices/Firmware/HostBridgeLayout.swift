import MachineModel

/// Gives BARs their addresses behind the host bridges of POWER: on the bus from 2 GiB on, and to the processor in a
/// stretch of each bridge's own.
struct HostBridgeLayout {
  private struct Need {
    var function: DeviceFunction
    var index: Int
    var size: UInt64
  }

  private static let busBase: UInt64 = 0x8000_0000
  private static let stretch: UInt64 = 0x8000_0000
  private static let pageSize: UInt64 = 0x1_0000
  /// The first interrupt of a pin.
  private static let firstLine = 44

  private let functions: [DeviceFunction]
  /// Where the first bridge's memory begins for the processor.
  private let hostBase: UInt64

  init(_ functions: [DeviceFunction], _ chipset: Chipset) {
    self.functions = functions
    hostBase = chipset == .pseries ? 0x2000_8000_0000 : 0x6_00c0_0000_0000
  }

  func apply() {
    for (domain, members) in Dictionary(grouping: functions, by: \.address.domain) {
      place(members.sorted { $0.address < $1.address }, at: hostBase + UInt64(domain) * Self.stretch)
    }
    let pins = functions.filter { $0.readConfiguration(at: ConfigRegister.interruptPin, width: 1) > 0 }
    for (index, function) in pins.enumerated() { function.line = Self.firstLine + index }
  }

  /// The largest first; ports are not given any.
  private func place(_ members: [DeviceFunction], at start: UInt64) {
    var needs: [Need] = []
    for function in members {
      for (index, bar) in function.bars.sorted(by: { $0.key < $1.key }) where bar.isMemory {
        needs.append(Need(function: function, index: index, size: bar.size))
      }
      if !function.rom.isEmpty { needs.append(Need(function: function, index: 6, size: UInt64(function.rom.count))) }
    }
    var address = Self.busBase
    for need in needs.sorted(by: { $0.size > $1.size }) {
      let unit = max(need.size, Self.pageSize)
      address = address.roundedUp(to: unit)
      need.function.hostOffset = start - Self.busBase
      need.function.assign(need.index, to: address)
      address += unit
    }
  }
}
