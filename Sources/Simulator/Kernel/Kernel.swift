import MachineModel
import SystemCalls
import VFIOInterface

/// The simulated kernel: its objects, and the rules that it keeps.
final class Kernel {
  let machine: Machine
  let profile: KernelProfile
  let iommu: IOMMUHardware
  /// The rules that it breaks.
  let quirks: Set<Rule>
  private let keepsAll: Bool
  let clock = VirtualClock()
  let log = KernelLog()
  let files = FileTree()
  var random: RandomSource
  /// What `/proc/sys/kernel/tainted` says.
  var taint: UInt64 = 0
  let pages: PagePool
  let hugePages: HugePagePool
  let eventIdentities = NumberPool()
  /// Eventfds that make the kernel do something.
  private(set) lazy var virqfds = VirqfdService(self)
  /// Files of devices that a kernel which breaks a rule does not hold open for their mappings.
  var orphans: [OpenFile] = []
  /// The processes of the case.
  let processes = ProcessTable()
  private(set) lazy var modules = ModuleTable(kernel: self)
  private(set) lazy var pci = PCIBus(kernel: self)
  private(set) lazy var interrupts = HostInterrupts(kernel: self)
  /// The IOMMU groups of the machine.
  private(set) lazy var groups = IOMMUGroupTable(kernel: self)
  /// What recovers from errors on the bus; nil where the platform has no such thing.
  private(set) var errorRecovery: ErrorRecovery?
  /// The core of VFIO, once its module is loaded.
  var vfio: VFIOCore?
  /// The bus of mediated devices, once its module is loaded.
  var mediated: MediatedBus?

  init(machine: Machine, profile: KernelProfile, quirks: Set<Rule>, seed: UInt64) {
    self.machine = machine
    self.profile = profile
    self.quirks = quirks
    iommu = IOMMUHardware(machine.iommu, profile)
    pages = PagePool(bytes: machine.memory)
    hugePages = HugePagePool(memory: machine.memory)
    keepsAll = quirks.isEmpty
    random = RandomSource(seed: seed)
    boot()
  }

  /// Bytes in a page of the processor's.
  var pageSize: UInt64 { profile.pageSize }

  /// Whether a rule holds in this kernel.
  func keeps(_ rule: @autoclosure () -> Rule) -> Bool {
    keepsAll || !quirks.contains(rule())
  }

  /// Refuses what a rule forbids, where the rule holds.
  func require(_ rule: @autoclosure () -> Rule, _ condition: @autoclosure () -> Bool, or error: Errno) throws(Errno) {
    if !condition(), keeps(rule()) { throw error }
  }

  /// Does what may fault. A kernel that breaks the rule tells a fault as EINVAL.
  func faulting<Value>(_ rule: @autoclosure () -> Rule, _ body: () throws(Errno) -> Value) throws(Errno) -> Value {
    do {
      return try body()
    } catch {
      throw error == .EFAULT && !keeps(rule()) ? .EINVAL : error
    }
  }

  /// Finds the devices, groups them, and loads the modules of the machine file.
  private func boot() {
    addProcFiles()
    addSystemFiles()
    PCISysfs(kernel: self).addBus()
    addDevices()
    if machine.chipset == .powernv9 { errorRecovery = startErrorRecovery() }
    groups.populate(with: pci.devices.filter { isGrouped($0) })
    registerBuiltinDrivers()
    modules.addImages()
    for module in machine.modules + machine.hostDrivers {
      do {
        try modules.probe(module.name, parameters: module.parameters)
      } catch {
        log.error("module \(module.name) could not be loaded: \(error)")
      }
    }
  }

  /// The drivers that the kernel brings, or the guest needs for itself.
  private func registerBuiltinDrivers() {
    pci.register(
      PlainPCIDriver(name: "pcieport", module: nil, managesDMA: true) {
        $0.vendor == DeviceModel.rootPort.identity.vendor && $0.device == DeviceModel.rootPort.identity.device
      })
    pci.register(
      PlainPCIDriver(name: "virtio-pci", module: nil, managesDMA: false) {
        $0.vendor == 0x1af4 && [0x1003, 0x1043].contains($0.device)
      })
  }

  /// Whether VFIO was built to serve devices without an IOMMU, as Debian's is not: only for a machine that asks.
  var hasNoIOMMU: Bool {
    machine.modules.contains { $0.name == "vfio" && $0.parameters.contains(ModuleParameter.noIOMMU.name) }
  }

  private func addDevices() {
    var bridges: [String: PCIDevice] = [:]
    // The root ports that come with host bridges, by their domain.
    var ports: [UInt16: PCIDevice] = [:]
    for (function, entry) in MachineFunctions(kernel: self).all {
      let port = function.address.bus == 0 ? nil : ports[function.address.domain]
      let bridge = entry?.bus.flatMap { bridges[$0] } ?? port
      let device = PCIDevice(kernel: self, address: function.address, function: function, entry: entry, bridge: bridge)
      function.device = device
      pci.add(device)
      // What is behind an expander is on a root bus: the expander is no bridge on its way.
      if let entry, entry.model.isBridge, entry.model != .expander { bridges[entry.id] = device }
      if entry == nil, function.isBridge { ports[function.address.domain] = device }
    }
  }

  /// Whether the kernel puts a device in a group.
  private func isGrouped(_ device: PCIDevice) -> Bool {
    switch machine.architecture {
    case .x86: iommu.groups(device.function) && !machine.bypassesIOMMU(device.address)
    case .power: PartitionableEndpoint(of: device.function, at: device.address, in: machine) != nil
    }
  }
}
