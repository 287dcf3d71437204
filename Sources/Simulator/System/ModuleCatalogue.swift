import MachineModel
import VFIOInterface

extension ModuleDefinition {
  /// The modules that a kernel has.
  static func all(for kernel: Kernel) -> [ModuleDefinition] {
    let profile = kernel.profile
    guard profile.hasVFIO else { return [pciStub, physicalFunctionStub, uio, uioGeneric, ramDisk] }
    var all = [irqBypass, vfio, pciCore, pci, pciStub, physicalFunctionStub, uio, uioGeneric, ramDisk, mediated]
    switch kernel.machine.architecture {
    case .x86, .arm, .s390: all.append(type1)
    case .power: all = (all + sPAPR(profile.has(.foldsRecovery) != kernel.keeps(.recoveryPlace))).map(\.onPower)
    }
    all += samples.filter { sample in kernel.machine.modules.contains { $0.name == sample.name } }
    if kernel.machine.spareModules.contains(where: { $0.name == nvme.name }) { all += [nvmeCore, nvme] }
    if !kernel.machine.platformDevices.isEmpty { all += platformDrivers }
    if !kernel.machine.channelDevices.isEmpty { all.append(channelDriver) }
    if !kernel.hasNoIOMMU, kernel.keeps(.noIOMMUIsNotBuilt) { all[1].parameters = [] }
    let hasVirqfdModule = kernel.profile.has(.foldsVirqfd) != kernel.keeps(.virqfdPlace)
    if hasVirqfdModule {
      all.append(ModuleDefinition(name: "vfio_virqfd", dependencies: kernel.keeps(.virqfdPlace) ? [] : ["vfio"]))
    }
    let users: Set = ["vfio_pci_core", "vfio_platform_base"]
    for index in all.indices where users.contains(all[index].name) && hasVirqfdModule {
      all[index].dependencies.append("vfio_virqfd")
    }
    return all.map { $0.bent(for: kernel) }
  }

  /// The definition as kernels for POWER have it: irqbypass is within, and VGA is only x86's.
  private var onPower: ModuleDefinition {
    var definition = self
    definition.dependencies.removeAll { $0 == "irqbypass" }
    definition.parameters.removeAll { $0.name == "disable_vga" }
    return definition
  }

  private static let irqBypass = ModuleDefinition(name: "irqbypass")

  private static let vfio = ModuleDefinition(
    name: "vfio", followers: ["vfio_iommu_type1", "vfio_iommu_spapr_tce"],
    aliases: ["devname:vfio/vfio", "char-major-10-196"],
    parameters: [.noIOMMU],
    load: { (kernel, module) throws(Errno) in kernel.vfio = VFIOCore(kernel: kernel, module: module) },
    unload: { (kernel) throws(Errno) in
      kernel.vfio?.removeFiles()
      kernel.vfio = nil
      kernel.iommuDrivers.removeAll()
    })

  private static let type1 = ModuleDefinition(
    name: "vfio_iommu_type1", dependencies: ["vfio"],
    parameters: [
      ModuleParameter(name: "allow_unsafe_interrupts", kind: .flag, initial: "N", permissions: 0o644),
      ModuleParameter(name: "disable_hugepages", kind: .flag, initial: "N", permissions: 0o644),
      ModuleParameter(name: "dma_entry_limit", kind: .number, initial: "65535", permissions: 0o644),
    ],
    load: { (kernel, module) throws(Errno) in kernel.vfio?.register(Type1Driver(kernel: kernel, module: module)) },
    unload: { (kernel) throws(Errno) in
      if kernel.keeps(.unloadedDriverIsGone) { kernel.vfio?.unregisterDriver(named: "vfio-iommu-type1") }
    })

  /// The modules of POWER, where the helper for error recovery was one of its own at first.
  private static func sPAPR(_ hasRecoveryModule: Bool) -> [ModuleDefinition] {
    let helper = "vfio_spapr_eeh"
    let definition = ModuleDefinition(
      name: "vfio_iommu_spapr_tce", dependencies: ["vfio"] + (hasRecoveryModule ? [helper] : []),
      load: { (kernel, module) throws(Errno) in kernel.vfio?.register(SPAPRDriver(kernel: kernel, module: module)) },
      unload: { (kernel) throws(Errno) in
        if kernel.keeps(.unloadedDriverIsGone) { kernel.vfio?.unregisterDriver(named: "iommu-vfio-powerpc") }
      })
    return hasRecoveryModule ? [ModuleDefinition(name: helper), definition] : [definition]
  }

  private static let pciCore = ModuleDefinition(name: "vfio_pci_core", dependencies: ["vfio", "irqbypass"])

  private static let pci = ModuleDefinition(
    name: "vfio_pci", dependencies: ["vfio", "vfio_pci_core"], aliases: ["vfio_pci:v*d*sv*sd*bc*sc*i*"],
    parameters: [
      ModuleParameter(name: "ids", kind: .text, initial: "", permissions: 0),
      ModuleParameter(name: "nointxmask", kind: .flag, initial: "N", permissions: 0o644),
      ModuleParameter(name: "disable_idle_d3", kind: .flag, initial: "N", permissions: 0o644),
      ModuleParameter(name: "disable_denylist", kind: .flag, initial: "N", permissions: 0o444),
      ModuleParameter(name: "enable_sriov", kind: .flag, initial: "N", permissions: 0o644),
      ModuleParameter(name: "disable_vga", kind: .flag, initial: "N", permissions: 0o444),
    ],
    load: { (kernel, module) throws(Errno) in
      let driver = VFIOPCIDriver(kernel: kernel, module: module)
      kernel.pci.register(driver)
      try kernel.pci.addIDs(module.parameters["ids"] ?? "", to: driver)
    },
    unload: { (kernel) throws(Errno) in
      let isBound = kernel.pci.devices.contains { $0.driver?.name == "vfio-pci" }
      if isBound, !kernel.keeps(.boundDevicesAreFreed) { throw .EAGAIN }
      try unregister("vfio-pci", in: kernel)
    })

  private static let pciStub = ModuleDefinition(
    name: "pci_stub", parameters: [ModuleParameter(name: "ids", kind: .text, initial: "", permissions: 0)],
    load: { (kernel, module) throws(Errno) in
      let driver = PlainPCIDriver(.pci, name: "pci-stub", module: "pci_stub", managesDMA: true)
      kernel.pci.register(driver)
      try kernel.pci.addIDs(module.parameters["ids"] ?? "", to: driver)
    },
    unload: { (kernel) throws(Errno) in try unregister("pci-stub", in: kernel) })

  private static let physicalFunctionStub = ModuleDefinition(
    name: "pci_pf_stub",
    load: { (kernel, _) throws(Errno) in kernel.pci.register(PhysicalFunctionStub()) },
    unload: { (kernel) throws(Errno) in try unregister("pci-pf-stub", in: kernel) })

  private static let uio = ModuleDefinition(name: "uio")

  private static let uioGeneric = ModuleDefinition(
    name: "uio_pci_generic", dependencies: ["uio"],
    load: { (kernel, _) throws(Errno) in
      kernel.pci.register(PlainPCIDriver(.pci, name: "uio_pci_generic", module: "uio_pci_generic"))
    },
    unload: { (kernel) throws(Errno) in try unregister("uio_pci_generic", in: kernel) })

  private static let ramDisk = ModuleDefinition(
    name: "brd",
    load: { (kernel, _) throws(Errno) in
      kernel.files.root.directory("dev")["ram0"] = DiskNode(path: "/dev/ram0", kernel.pages)
    },
    unload: { (kernel) throws(Errno) in kernel.files.root.directory("dev")["ram0"] = nil })

  private static let nvmeCore = ModuleDefinition(name: "nvme_core")

  private static let nvme = ModuleDefinition(
    name: "nvme", dependencies: ["nvme_core"],
    load: { (kernel, _) throws(Errno) in kernel.pci.register(NVMeDriver()) },
    unload: { (kernel) throws(Errno) in try unregister("nvme", in: kernel) })

  private static func unregister(_ name: String, in kernel: Kernel) throws(Errno) {
    guard let driver = kernel.pci.drivers[name] else { return }
    try kernel.pci.unregister(driver)
  }
}
