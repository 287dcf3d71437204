import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  static let config = configHeader + configCapabilities

  private static let configHeader = [
    RuleProbe(.configEnd, "EFAULT") { try TestDevice(on: $0).look(7, 252, 8) },
    RuleProbe(.identityReadOnly, "34 12 e8 11") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 0, 0xffff_ffff)
      return try device.look(7, 0, 4)
    },
    RuleProbe(.interruptPinShown, "01") { try TestDevice(on: $0).look(7, 0x3d, 1) },
    RuleProbe(.disINTxMasks, "0") { machine in
      let device = try TestDevice(on: machine)
      let event = try device.event()
      _ = try device.trigger(0, [event])
      try device.write(7, 4, 0x0502, 2)
      _ = try device.setIRQs(0, ["DATA_NONE", "ACTION_TRIGGER"])
      return "\(try device.drain(event))"
    },
    RuleProbe(.barSizing, "00 00 f0 ff") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 0x10, 0xffff_ffff)
      return try device.look(7, 0x10, 4)
    },
    RuleProbe(.barsAreVirtual, "00 00 00 fe") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 0x10, 0xffff_ffff)
      return try device.host(0x10, 4)
    },
    RuleProbe(.backdoorResetRecovery, "00 00 00 fe ed 00 00 01") { machine in
      let device = try TestDevice(on: machine)
      try device.writeHost(0x10, [0, 0, 0, 0])
      try device.write(7, 4, 0x0102, 2)
      return "\(try device.host(0x10, 4)) \(try device.look(0, 0, 4))"
    },
    RuleProbe(.gapsAreRaw, "5a 5a") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 0x80, 0x5a, 1)
      return "\(try device.look(7, 0x80, 1)) \(try device.host(0x80, 1))"
    },
  ]

  private static let configCapabilities = [
    RuleProbe(.noPowerEvents, "00 00") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      try device.write(7, 0xcc, 0x0100, 2)
      return try device.look(7, 0xcc, 2)
    },
    RuleProbe(.powerStateFollows, "03 00") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      try device.write(7, 0xcc, 3, 2)
      return try device.look(7, 0xcc, 2)
    },
    RuleProbe(.msiEnableNeedsIRQ, "00 80") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 0x42, 0x81, 1)
      return "\(try device.look(7, 0x42, 1) == "80" ? "00" : "01") \(try device.host(0x42, 1))"
    },
    RuleProbe(.msixReadOnly, "04 00 04 00") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      try device.write(7, 0xa2, 0xc000, 2)
      return "\(try device.look(7, 0xa2, 2)) \(try device.host(0xa2, 2))"
    },
    RuleProbe(.resetBitReadsZero, "00 00") { machine in
      let device = try TestDevice(on: machine, TestAddress.nvme)
      try device.write(7, 0x88, 0x8000, 2)
      return try device.look(7, 0x88, 2)
    },
    RuleProbe(.resetBitResets, "00 00 00 00") { machine in
      let device = try TestDevice(on: machine, TestAddress.nvme)
      // The mask of interrupts does not outlive a reset.
      try device.write(0, 0x0c, 0xff)
      try device.write(7, 0x88, 0x8000, 2)
      return try device.look(0, 0x0c, 4)
    },
  ]
}
