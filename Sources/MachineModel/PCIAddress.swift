/// Where a PCI function sits, as sysfs names it: `0000:00:05.0`.
package struct PCIAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var domain: UInt16
  package var bus: UInt8
  /// The device number on its bus, 0 to 31.
  package var slot: UInt8
  /// 0 to 7.
  package var function: UInt8

  package init(domain: UInt16 = 0, bus: UInt8 = 0, slot: UInt8, function: UInt8 = 0) {
    self.domain = domain
    self.bus = bus
    self.slot = slot & 0x1f
    self.function = function & 0x7
  }

  /// Reads `DDDD:BB:SS.F`, all hexadecimal; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split { $0 == ":" || $0 == "." }
    guard parts.count == 4, let domain = UInt16(parts[0], radix: 16), let bus = UInt8(parts[1], radix: 16),
      let slot = UInt8(parts[2], radix: 16), let function = UInt8(parts[3], radix: 16)
    else { return nil }
    self.init(domain: domain, bus: bus, slot: slot, function: function)
    guard description == text.lowercased() else { return nil }
  }

  /// The device and function as one byte, as configuration cycles carry it.
  package var devfn: UInt8 { slot << 3 | function }

  package var description: String {
    "\(hex(domain, 4)):\(hex(bus, 2)):\(hex(slot, 2)).\(function)"
  }

  package static func < (left: PCIAddress, right: PCIAddress) -> Bool {
    (left.domain, left.bus, left.devfn) < (right.domain, right.bus, right.devfn)
  }
}

private func hex(_ value: some BinaryInteger, _ width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
