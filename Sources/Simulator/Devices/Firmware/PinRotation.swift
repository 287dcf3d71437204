/// Which of four lines the pin of a function reaches: pins rotate by slot, and at each bridge on the way.
struct PinRotation {
  let bridges: [BridgeFunction]
  /// The last slot of a root bus that rotates; those behind are a chipset's own.
  var lastSlot = UInt8.max

  /// 0 to 3; nil for a function without a pin.
  func line(of function: DeviceFunction) -> Int? {
    let pin = function.readConfiguration(at: ConfigRegister.interruptPin, width: 1)
    guard pin > 0 else { return nil }
    var bus = function.address.bus
    var rotation = Int(pin) - 1
    if bus != 0 || function.address.slot <= lastSlot { rotation += Int(function.address.slot) }
    while let bridge = bridges.first(where: { $0.secondaryBus == bus && bus != 0 }) {
      rotation += Int(bridge.address.slot)
      bus = bridge.address.bus
    }
    return rotation % 4
  }
}
