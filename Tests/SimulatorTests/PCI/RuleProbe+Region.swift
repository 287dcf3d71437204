import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  static let region = regionInfo + regionAccess + regionMapping

  private static func info(
    _ machine: TestMachine, _ address: String, _ index: UInt64, _ field: String, argsz: UInt64 = 32
  ) throws -> String {
    let answer = try TestDevice(on: machine, address)
      .ask(.deviceGetRegionInfo, ["argsz": argsz, "index": index], room: 64)
    return answer.error.map(\.description) ?? "\(answer[field] ?? 0)"
  }

  private static let regionInfo = [
    RuleProbe(.regionInfoSize, "EINVAL") { try info($0, TestAddress.edu, 0, "size", argsz: 31) },
    RuleProbe(.regionIndex, "EINVAL") { try info($0, TestAddress.edu, 9, "size") },
    RuleProbe(.configRegionSize, "256") { try info($0, TestAddress.edu, 7, "size") },
    RuleProbe(.absentBAR, "0") { try info($0, TestAddress.edu, 1, "flags") },
    RuleProbe(.barRegionSize, "1048576") { try info($0, TestAddress.edu, 0, "size") },
    RuleProbe(.memoryBARMaps, "7") { try info($0, TestAddress.edu, 0, "flags") },
    RuleProbe(.portBARDoesNotMap, "3") { try info($0, TestAddress.testdev, 1, "flags") },
    RuleProbe(.msixMappable, "15") { try info($0, TestAddress.nic, 3, "flags", argsz: 40) },
    RuleProbe(.romRegion, "4096") { try info($0, TestAddress.nic, 6, "size") },
    RuleProbe(.vgaRegionAbsent, "EINVAL") { try info($0, TestAddress.edu, 8, "size") },
    RuleProbe(.regionOffsets, "\(7 << 40)") { try info($0, TestAddress.edu, 7, "offset") },
  ]

  private static let regionAccess = [
    RuleProbe(.regionEnd, "EINVAL") { name(try TestDevice(on: $0).pread(0, 1 << 20, 4)) },
    RuleProbe(.regionShortCount, "4") { name(try TestDevice(on: $0).pread(0, 1 << 20 - 4, 8)) },
    RuleProbe(.accessNeedsMemory, "EIO") { machine in
      let device = try TestDevice(on: machine)
      try device.write(7, 4, 0, 2)
      return try device.look(0, 0, 4)
    },
    RuleProbe(.lowPowerBlocksBARs, "EIO") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      try device.write(7, 0xcc, 3, 2)
      return try device.look(0, 0, 4)
    },
    RuleProbe(.msixTableHidden, "ff ff ff ff") { try TestDevice(on: $0, TestAddress.nic).look(3, 0, 4) },
    RuleProbe(.romReadOnly, "EINVAL") { name(try TestDevice(on: $0, TestAddress.nic).write(6, 0, 0)) },
    RuleProbe(.romNeedsMemory, "ENOMEM") { machine in
      let device = try TestDevice(on: machine, TestAddress.nic)
      try device.write(7, 4, 0, 2)
      return try device.look(6, 0, 2)
    },
  ]

  private static let regionMapping = [
    RuleProbe(.mappingShared, "EINVAL") { name(try TestDevice(on: $0).map(flags: .private)) },
    RuleProbe(.mappingInsideBAR, "EINVAL") { name(try TestDevice(on: $0).map(length: 1 << 20 + 4096)) },
    RuleProbe(.mappingNotExecutable, "EPERM", with: .linux7_2) {
      name(try TestDevice(on: $0).map(protection: [.read, .execute]))
    },
    RuleProbe(.mappingNeedsMemory, "SIGBUS") { machine in
      let device = try TestDevice(on: machine)
      try machine.value(.pwrite(device.descriptor, offset: 7 << 40 + 4, .bytes([0, 0])))
      _ = try device.map()
      return try device.load()
    },
    RuleProbe(.memoryOffZaps, "ed 00 00 01 SIGBUS ed 00 00 01") { machine in
      let device = try TestDevice(on: machine)
      _ = try device.map()
      let before = try device.load()
      try device.write(7, 4, 0, 2)
      let during = try device.load()
      try device.write(7, 4, 2, 2)
      return "\(before) \(during) \(try device.load())"
    },
  ]
}
