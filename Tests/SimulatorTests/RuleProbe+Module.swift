import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

extension RuleProbe {
  private static let parameters = "/sys/module/vfio_iommu_type1/parameters/"

  /// The mode and the value of a parameter.
  private static func parameter(_ machine: TestMachine, _ path: String) throws -> String {
    let status = try machine.call(.status(path: path))
    guard status.succeeded else { return name(status) }
    let mode = (status.bytes.integer(at: 0, width: 4) ?? 0) & 0o777
    return "\(String(mode, radix: 8)) \(try machine.text(path).dropLast())"
  }

  private static func contains(_ machine: TestMachine, _ module: String, _ words: String) throws -> String {
    "\(try machine.text("/modules/\(module).ko").contains(words))"
  }

  private static func unload(_ machine: TestMachine, _ module: String) throws -> String {
    name(try machine.call(.removeModule(name: module)))
  }

  private static func load(_ machine: TestMachine, _ module: String, _ parameters: String = "") throws -> String {
    name(try machine.call(.loadModule(name: module, parameters: parameters)))
  }

  private static func hasDriver(_ machine: TestMachine, _ device: String = TestMachine.edu0) throws -> String {
    name(try machine.call(.readLink(path: "/sys/bus/pci/devices/\(device)/driver"))) == "ENOENT" ? "free" : "bound"
  }

  static let module = modulePackaging + moduleParameters + moduleUse

  private static let modulePackaging = [
    RuleProbe(.containerNodeNumber, "196") { machine in
      "\(try machine.call(.status(path: "/dev/vfio/vfio")).bytes.integer(at: 16, width: 4) ?? 0)"
    },
    RuleProbe(.moduleAliases, "true") { try contains($0, "vfio", "alias=char-major-10-196") },
    RuleProbe(.softDependencies, "true") { try contains($0, "vfio", "softdep=post: vfio_iommu_type1") },
    RuleProbe(.noAliasOfTheBus, "false") { try contains($0, "vfio_pci", "alias=pci:") },
    RuleProbe(.onlyNeededDependencies, "true") { try contains($0, "vfio_pci_core", "depends=vfio,irqbypass\u{0}") },
    RuleProbe(.moduleLoadsOnce, "EEXIST") { try load($0, "vfio_iommu_type1") },
    RuleProbe(.usedModuleStays, "EAGAIN") { try unload($0, "vfio_pci_core") },
    RuleProbe(.modulesNeedRoot, "EPERM") { machine in
      let user = ProcessID(rawValue: 9)
      try machine.system.spawn(user, SpawnOptions(user: 1000, group: 1000))
      return name(try machine.call(.removeModule(name: "vfio_iommu_type1"), in: user))
    },
    RuleProbe(.unloadedDriverIsGone, "0 0") { machine in
      let container = try machine.open("/dev/vfio/vfio")
      let unloaded = try unload(machine, "vfio_iommu_type1")
      return "\(unloaded) \(try machine.ioctl(container, .checkExtension, 3).value)"
    },
    RuleProbe(.missingDriverIsNoDevice, "ENODEV") { machine in
      let opened = try machine.openDevice()
      try machine.value(.close(opened.device))
      try #require(try machine.ioctl(opened.group, .groupUnsetContainer).error == nil)
      _ = try unload(machine, "vfio_iommu_type1")
      _ = try machine.attach(opened.group, to: opened.container)
      return name(try machine.ioctl(opened.container, .setIOMMU, 3))
    },
    RuleProbe(.newIDBinds, "bound") { machine in
      try machine.value(.writeFile(path: "/sys/bus/pci/drivers/vfio-pci/new_id", bytes: Array("1234 11e8".utf8)))
      return try hasDriver(machine)
    },
    RuleProbe(.claimsNothingByItself, "free") { try hasDriver($0) },
    RuleProbe(.identitiesGoWithDriver, "free") { machine in
      _ = try unload(machine, "vfio_pci")
      _ = try load(machine, "vfio_pci", "ids=1234:11e8")
      _ = try unload(machine, "vfio_pci")
      _ = try load(machine, "vfio_pci")
      return try hasDriver(machine)
    },
    RuleProbe(.malformedIDIsSkipped, "0") { machine in
      _ = try unload(machine, "vfio_pci")
      return try load(machine, "vfio_pci", "ids=zzz,1234:11e8")
    },
    RuleProbe(.deviceHasClass, "vfio0\u{0}") { machine in
      _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
      return String(decoding: try machine.call(.list(path: "/sys/class/vfio-dev")).bytes, as: UTF8.self)
    },
    RuleProbe(.classesGoWithCore, "ENOENT") { machine in
      for module in ["vfio_pci", "vfio_pci_core", "vfio_iommu_type1", "vfio"] { _ = try unload(machine, module) }
      return name(try machine.call(.status(path: "/sys/class/vfio")))
    },
  ]

  private static let moduleParameters = [
    RuleProbe(.limitCanBeSet, "644 65535") { try parameter($0, parameters + "dma_entry_limit") },
    RuleProbe(.limitBeginsHigh, "644 65535") { try parameter($0, parameters + "dma_entry_limit") },
    RuleProbe(.parametersAreChecked, "EINVAL") { machine in
      name(try machine.call(.writeFile(path: parameters + "dma_entry_limit", bytes: Array("many".utf8))))
    },
    RuleProbe(.denylistIsFixed, "444 N") { try parameter($0, "/sys/module/vfio_pci/parameters/disable_denylist") },
    RuleProbe(.idsAreHidden, "ENOENT") { try parameter($0, "/sys/module/vfio_pci/parameters/ids") },
    RuleProbe(.noIOMMUIsNotBuilt, "ENOENT") {
      try parameter($0, "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode")
    },
    RuleProbe(.parametersAreSampled, "03 05") { machine in
      let path = "/sys/module/vfio_pci/parameters/nointxmask"
      try machine.value(.writeFile(path: path, bytes: Array("Y".utf8)))
      let device = try TestDevice(on: machine)
      _ = try device.trigger(0, [try device.event()])
      _ = try device.setIRQs(0, ["DATA_NONE", "ACTION_MASK"])
      return try device.host(4, 2)
    },
    RuleProbe(.limitIsSampled, "ENOSPC") { machine in
      try machine.value(.writeFile(path: parameters + "dma_entry_limit", bytes: Array("1".utf8)))
      let container = try machine.openDevice().container
      let address = try machine.memory()
      _ = try machine.mapDMA(container, iova: 0, address: address, size: 4096)
      return name(try machine.mapDMA(container, iova: 8192, address: address, size: 4096))
    },
  ]

  private static let moduleUse = [
    RuleProbe(.containerUsesDriver, "EAGAIN") { machine in
      _ = try machine.openDevice()
      return try unload(machine, "vfio_iommu_type1")
    },
    RuleProbe(.containerGivesUpDriver, "0") { machine in
      let opened = try machine.openDevice()
      try machine.value(.close(opened.device))
      try #require(try machine.ioctl(opened.group, .groupUnsetContainer).error == nil)
      return try unload(machine, "vfio_iommu_type1")
    },
    RuleProbe(.openDeviceUsesDriver, "1\n") { machine in
      _ = try machine.openDevice()
      return try machine.text("/sys/module/vfio_pci/refcnt")
    },
    RuleProbe(.closedDeviceGivesUpDriver, "0\n") { machine in
      try machine.value(.close(try machine.openDevice().device))
      return try machine.text("/sys/module/vfio_pci/refcnt")
    },
    RuleProbe(.boundDevicesAreFreed, "0 free") { machine in
      _ = try machine.bind(TestMachine.edu0, to: "vfio-pci")
      return "\(try unload(machine, "vfio_pci")) \(try hasDriver(machine))"
    },
    RuleProbe(.containerUsesCore, "EAGAIN") { machine in
      _ = try machine.open("/dev/vfio/vfio")
      for module in ["vfio_pci", "vfio_pci_core", "vfio_iommu_type1"] { _ = try unload(machine, module) }
      return try unload(machine, "vfio")
    },
  ]
}
