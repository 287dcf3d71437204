import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

private typealias Probe = SPAPRProbe

extension RuleProbe {
  static let spaprRegister: [RuleProbe] = [
    .power(.registerOnlyVersion2, "ENOTTY") { try Probe($0, version: 1).register() },
    .power(.unregisterOnlyVersion2, "ENOTTY") { try Probe($0, version: 1).unregister() },
    .power(.registerSize, "EINVAL") { machine in
      let probe = try Probe(machine)
      return try probe.ask(.spaprRegisterMemory, ["argsz": 23, "vaddr": probe.memory, "size": 4096])
    },
    .power(.registerFlags, "EINVAL") { machine in
      let probe = try Probe(machine)
      return try probe.ask(.spaprRegisterMemory, ["flags": 1, "vaddr": probe.memory, "size": 4096])
    },
    .power(.registerAlignedAddress, "EINVAL") { try Probe($0).register(at: 512) },
    .power(.registerAlignedSize, "EINVAL") { try Probe($0).register(size: 4097) },
    .power(.registerWraps, "EINVAL") { machine in
      try Probe(machine).ask(.spaprRegisterMemory, ["vaddr": 0xffff_ffff_ffff_0000, "size": 0x1_0000])
    },
    .power(.registerCounts, "16") { "\(try Probe.registered($0).locked)" },
    .power(.registerPins, "EFAULT") { try Probe($0).register(at: 1 << 30) },
    .power(.registerPinsForWriting, "EFAULT") { machine in
      let probe = try Probe(machine)
      try machine.value(.protect(address: probe.memory, length: Probe.region, protection: .read))
      return try probe.register()
    },
    .power(.registerLimit, "ENOMEM") { machine in
      let probe = try Probe(machine)
      return try probe.register(in: try probe.limited(to: 4096))
    },
    .power(.registerOnce, "EBUSY") { try Probe.registered($0).register() },
    .power(.registerOverlap, "EINVAL") { try Probe.registered($0).register(at: 4096) },
    .power(.registerShared, "0") { try Probe.registered($0).another().register() },
  ]

  static let spaprUnregister: [RuleProbe] = [
    .power(.unregisterNeedsProcess, "EPERM") { try Probe($0).unregister() },
    .power(.unregisterSize, "EINVAL") { machine in
      let probe = try Probe.registered(machine)
      return try probe.ask(.spaprUnregisterMemory, ["argsz": 23, "vaddr": probe.memory, "size": Probe.region])
    },
    .power(.unregisterFlags, "EINVAL") { machine in
      let probe = try Probe.registered(machine)
      return try probe.ask(.spaprUnregisterMemory, ["flags": 1, "vaddr": probe.memory, "size": Probe.region])
    },
    .power(.unregisterExact, "ENOENT") { try Probe.registered($0).unregister(size: 4096) },
    .power(.unregisterOwn, "ENOENT") { machine in
      let probe = try Probe.registered(machine)
      let another = try probe.another()
      _ = try another.register(at: 2 * Probe.region)
      return try another.unregister()
    },
    .power(.unregisterAligned, "EINVAL") { try Probe.registered($0).unregister(size: 512) },
    .power(.unregisterMapped, "0") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.map()
      return try probe.unregister()
    },
    .power(.unregisterUncounts, "0") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.unregister()
      return "\(try probe.locked)"
    },
    .power(.releaseUnregisters, "0") { machine in
      let probe = try Probe.registered(machine)
      try machine.value(.close(probe.group))
      return "\(try probe.locked)"
    },
  ]

  static let spaprWindows: [RuleProbe] = [
    .power(.createOnlyVersion2, "ENOTTY") { try Probe($0, version: 1).create() },
    .power(.removeOnlyVersion2, "ENOTTY") { try Probe($0, version: 1).remove() },
    .power(.createSize, "EINVAL") { machine in
      try Probe(machine).ask(
        .spaprTCECreate, ["argsz": 39, "page_shift": 12, "window_size": 1 << 26, "levels": 1])
    },
    .power(.createFlags, "EINVAL") { machine in
      try Probe(machine).ask(
        .spaprTCECreate, ["flags": 1, "page_shift": 12, "window_size": 1 << 26, "levels": 1])
    },
    .power(.createPageSize, "EINVAL") { try Probe($0).create(shift: 13) },
    .power(.windowPowerOfTwo, "EINVAL") { try Probe($0).create(size: 3 << 24) },
    .power(.windowLevels, "EINVAL") { try Probe($0).create(levels: 0) },
    .power(.createTellsStart, "576460752303423488") { machine in
      let fields: KeyValuePairs<String, UInt64> = ["page_shift": 12, "window_size": 1 << 26, "levels": 1]
      let answer = try machine.ioctl(try Probe(machine).container, .spaprTCECreate, fields)
      return "\(answer["start_addr"] ?? 0)"
    },
    .power(.createCounts, "64") { machine in
      let probe = try Probe(machine)
      _ = try probe.remove()
      _ = try probe.create()
      return "\(try probe.locked)"
    },
    .power(.createLimit, "ENOMEM") { machine in
      let probe = try Probe(machine)
      let child = try probe.limited(to: 4096)
      let fields: KeyValuePairs<String, UInt64> = ["page_shift": 12, "window_size": 1 << 26, "levels": 1]
      return try probe.ask(.spaprTCECreate, fields, in: child)
    },
    .power(.secondWindowPlace, "0") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.create()
      return try probe.map(Probe.second)
    },
    .power(.createSlots, "ENOSPC") { machine in
      let probe = try Probe(machine)
      _ = try probe.create()
      return try probe.create()
    },
    .power(.removeSize, "EINVAL") { try Probe($0).ask(.spaprTCERemove, ["argsz": 15]) },
    .power(.removeFlags, "EINVAL") { try Probe($0).ask(.spaprTCERemove, ["flags": 1]) },
    .power(.removePending, "ENXIO") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.remove()
      return try probe.map()
    },
    .power(.removeByAddress, "0") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.create()
      return try probe.remove(Probe.second + 12345)
    },
    .power(.removeKnown, "EINVAL") { try Probe($0).remove(1 << 40) },
    .power(.removeClears, "2048") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.create()
      _ = try probe.map(Probe.second)
      _ = try probe.remove(Probe.second)
      _ = try probe.unregister()
      return "\(try probe.locked)"
    },
    .power(.removeFrees, "ENXIO") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.create()
      _ = try probe.remove(Probe.second)
      return try probe.map(Probe.second)
    },
    .power(.removeUncounts, "16") { machine in
      let probe = try Probe.registered(machine)
      _ = try probe.unmap()
      _ = try probe.remove()
      return "\(try probe.locked)"
    },
  ]
}
