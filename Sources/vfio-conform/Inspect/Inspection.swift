import Journal
import Machines
import Runner
import SuiteModel
import SystemCalls

/// What a machine offers to user space, and which suites it can serve.
struct Inspection: Encodable {
  var release: String
  var version: String
  var kernel: String
  var architecture: String
  var pageSize: UInt64
  var backend: String
  /// Why there is no VFIO, and what would bring it; absent where there is.
  var absence: VFIOSupport.Absence?
  /// The IOMMU models that a container offers.
  var iommu: [String]
  /// The nodes of containers, of VFIO and of iommufd, as far as they are there.
  var doors: [Door]
  var groups: [GroupReport]
  /// Devices that no IOMMU guards.
  var ungrouped: [DeviceReport]
  /// What makes mediated devices.
  var parents: [ParentReport]
  var modules: [String: Bool]
  var limits: [Limit]
  var suites: [SuiteReport]

  /// A number that bounds what a case can do, as the kernel writes it.
  struct Limit: Encodable {
    var name: String
    var value: String
  }

  /// How many of a suite's cases the machine can serve.
  struct SuiteReport: Encodable {
    var suite: String
    var cases: Int
    var runnable: Int
    /// Why the others cannot run.
    var reasons: [String]
  }

  private static let modulesOfInterest = [
    "iommufd", "irqbypass", "vfio", "vfio_iommu_spapr_tce", "vfio_iommu_type1", "vfio_pci", "vfio_pci_core",
    "vfio_virqfd",
  ]

  init(
    of system: any System, selecting devices: Inventory.Selection, library: RunnableLibrary,
    absence: VFIOSupport.Absence?
  ) throws {
    self.absence = absence
    var inventory = try Inventory(of: system, selecting: devices, recipes: library.recipes, parents: library.parents)
    let refusals = Self.refusals(inventory)
    inventory.devices.removeAll { refusals[$0.name] != nil }
    release = inventory.identity.release
    version = inventory.identity.version
    kernel = inventory.kernel.description
    architecture = inventory.identity.architecture
    pageSize = inventory.identity.pageSize
    backend = inventory.identity.backend
    iommu = inventory.models.map(\.rawValue).sorted()
    let planner = try Planner(
      inventory: inventory, suites: library.suites, requirements: library.requirements, on: system)
    suites = Self.suites(planner.plan(library.suites), absence)
    let probe = Probe(system: system, process: ProcessID(rawValue: 1))
    try system.spawn(probe.process, SpawnOptions())
    limits = try LimitReader(probe: probe).limits()
    let reader = try AccessReader(probe, inventory)
    doors = try DoorReader.containers.compactMap(reader.doors.door)
    let names = PCINames()
    let byGroup = Dictionary(grouping: inventory.allDevices.filter { $0.group != nil }) { $0.group ?? 0 }
    groups = try byGroup.sorted { $0.key < $1.key }.map {
      try GroupReport($0.key, members: $0.value, names: names, refusals: refusals, reader)
    }
    ungrouped = try inventory.allDevices.filter { $0.group == nil }.map {
      try DeviceReport($0, names: names, refusals: refusals, reader)
    }
    parents = try ParentReport.all(probe)
    modules = Dictionary(
      uniqueKeysWithValues: Self.modulesOfInterest.map { ($0, inventory.modules.contains($0)) })
    try system.endCase()
  }

  /// What this machine needs for itself, by the devices' addresses. A guest and the simulator have nothing of the sort.
  private static func refusals(_ inventory: Inventory) -> [String: String] {
    guard inventory.identity.backend == Backend.local.rawValue else { return [:] }
    let use = DeviceUse()
    let reasons = inventory.allDevices.compactMap { device in use.reason(against: device.name).map { (device.name, $0) }
    }
    return Dictionary(reasons, uniquingKeysWith: { first, _ in first })
  }

  /// Without VFIO no case means anything, also one that needs nothing.
  private static func suites(_ plan: [Instance], _ absence: VFIOSupport.Absence?) -> [SuiteReport] {
    let bySuite = Dictionary(grouping: plan, by: \.planned.suite)
    return bySuite.sorted { $0.key < $1.key }.map { suite, instances in
      if let absence {
        return SuiteReport(suite: suite, cases: instances.count, runnable: 0, reasons: [absence.reason])
      }
      var reasons: [String] = []
      for case .unmet(let lack) in instances.map(\.readiness) where !reasons.contains(lack.summary) {
        reasons.append(lack.summary)
      }
      return SuiteReport(
        suite: suite, cases: instances.count, runnable: instances.count { $0.readiness == .ready }, reasons: reasons)
    }
  }
}
