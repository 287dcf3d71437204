import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

private let physical = "0000:01:00.0"
private let virtual = "0000:01:00.1"
private let token = "8c9d3f1e-0000-4000-8000-000000000001"
private let otherToken = "8c9d3f1e-0000-4000-8000-000000000002"

/// The groups of a physical and a virtual function in one container, neither of which is open.
private struct Functions {
  let machine: TestMachine
  let physicalGroup: Int32
  let virtualGroup: Int32

  init(_ machine: TestMachine) throws {
    self.machine = machine
    try machine.allowFunctions()
    #expect(try machine.makeFunctions("1").succeeded)
    let container = try machine.open("/dev/vfio/vfio")
    physicalGroup = try machine.open("/dev/vfio/" + machine.group(of: physical))
    virtualGroup = try machine.open("/dev/vfio/" + machine.group(of: virtual))
    for group in [physicalGroup, virtualGroup] { #expect(try machine.attach(group, to: container).succeeded) }
    #expect(try machine.ioctl(container, .setIOMMU, 3).succeeded)
  }

  func openPhysical(_ token: String?) throws -> CallResult { try open(physical, token, of: physicalGroup) }
  func openVirtual(_ token: String?) throws -> CallResult { try open(virtual, token, of: virtualGroup) }

  /// The virtual function's configuration, by a descriptor that was opened with the token.
  func config(_ offset: Int64, _ count: Int) throws -> String {
    _ = try openPhysical(token)
    let descriptor = Int32(truncatingIfNeeded: try openVirtual(token).value)
    let bytes = try machine.call(.pread(descriptor, offset: 7 << 40 + offset, count: count, into: .result)).bytes
    return "\(bytes)"
  }

  private func open(_ name: String, _ token: String?, of group: Int32) throws -> CallResult {
    try machine.device(name + (token.map { " vf_token=" + $0 } ?? ""), of: group)
  }
}

extension TestMachine {
  fileprivate func allowFunctions() throws {
    try value(.writeFile(path: "/sys/module/vfio_pci/parameters/enable_sriov", bytes: Array("Y".utf8)))
    try value(.writeFile(path: "/sys/bus/pci/devices/\(physical)/driver_override", bytes: Array("vfio-pci".utf8)))
    try value(.writeFile(path: "/sys/bus/pci/drivers_probe", bytes: Array(physical.utf8)))
  }

  fileprivate func makeFunctions(_ count: String) throws -> CallResult {
    try call(.writeFile(path: "/sys/bus/pci/devices/\(physical)/sriov_numvfs", bytes: Array(count.utf8)))
  }
}

extension RuleProbe {
  static let virtualFunction = tokens + functions + functionConfig

  private static func onFunctions(
    _ rule: Rule, _ expected: String, _ look: @escaping @Sendable (TestMachine) throws -> String
  ) -> RuleProbe { RuleProbe(rule, expected, on: "x86-sriov", look) }

  private static let tokens = [
    onFunctions(.tokenNeeded, "EACCES") { name(try Functions($0).openVirtual(nil).error) },
    onFunctions(.tokenMatches, "EACCES") { name(try Functions($0).openVirtual(token).error) },
    onFunctions(.openSetsToken, "0") { machine in
      let functions = try Functions(machine)
      _ = try functions.openPhysical(token)
      return name(try functions.openVirtual(token).error)
    },
    onFunctions(.tokenWhileInUse, "EACCES") { machine in
      let functions = try Functions(machine)
      _ = try functions.openPhysical(token)
      _ = try functions.openVirtual(token)
      return name(try functions.openPhysical(otherToken).error)
    },
    onFunctions(.tokenNeedsVFIO, "EINVAL") { machine in
      #expect(try machine.bind(physical, to: "pci-pf-stub").succeeded)
      #expect(try machine.makeFunctions("1").succeeded)
      let opened = try machine.openDevice(virtual)
      return name(try machine.device("\(virtual) vf_token=\(token)", of: opened.group).error)
    },
    onFunctions(.tokenByFeature, "0") { machine in
      let functions = try Functions(machine)
      let descriptor = Int32(truncatingIfNeeded: try functions.openPhysical(nil).value)
      let value: [UInt8] = [0x8c, 0x9d, 0x3f, 0x1e, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1]
      let bytes: [UInt8] = [24, 0, 0, 0, 0, 0, 2, 0] + value
      #expect(try machine.ioctl(descriptor, .deviceFeature, bytes: bytes).succeeded)
      return name(try functions.openVirtual(token).error)
    },
  ]

  private static let functions = [
    onFunctions(.functionsNeedParameter, "ENOENT") { machine in
      try machine.allowFunctions()
      try machine.value(.writeFile(path: "/sys/module/vfio_pci/parameters/enable_sriov", bytes: Array("N".utf8)))
      return name(try machine.makeFunctions("1").error)
    },
    onFunctions(.functionsOnce, "EBUSY") { machine in
      try machine.allowFunctions()
      #expect(try machine.makeFunctions("1").succeeded)
      return name(try machine.makeFunctions("2").error)
    },
    onFunctions(.functionsCaptured, "vfio-pci\n") { machine in
      try machine.allowFunctions()
      #expect(try machine.makeFunctions("1").succeeded)
      let path = "/sys/bus/pci/devices/\(physical)/virtfn0/driver_override"
      return String(decoding: try machine.call(.readFile(path: path, limit: 64)).bytes, as: UTF8.self)
    },
  ]

  private static let functionConfig = [
    onFunctions(.functionIDs, "[54, 27, 16, 0]") { try Functions($0).config(0, 4) },
    onFunctions(.functionPin, "[0]") { try Functions($0).config(0x3d, 1) },
    onFunctions(.functionMemoryOn, "4") { machine in
      let functions = try Functions(machine)
      _ = try functions.openPhysical(token)
      let descriptor = Int32(truncatingIfNeeded: try functions.openVirtual(token).value)
      try machine.value(.pwrite(descriptor, offset: 7 << 40 + 4, .bytes([0, 0])))
      return name(try machine.call(.pread(descriptor, offset: 0, count: 4, into: .result)))
    },
    onFunctions(.functionsByHostAlone, "16") { machine in
      let device = try TestDevice(on: machine, physical)
      try device.write(7, 0x128, 0x19, 2)
      return "\(try device.config(0x128, 2))"
    },
  ]
}
