import MachineModel
import SuiteModel
import SystemCalls
import VFIOInterface

/// What the machine under test has: read once, through the seam, before anything is run.
package struct Inventory: Sendable {
  package var identity: SystemIdentity
  /// The upstream version of the kernel.
  package var kernel: Version
  /// All PCI functions, in the order of their addresses.
  package var allDevices: [HostDevice]
  /// The devices that cases may play with, by address; then those that are not on PCI.
  package var devices: [HostDevice]
  /// Types of mediated devices that the machine's parents can make, by name.
  package var mediatedTypes: [MediatedType]
  /// Numbers of all IOMMU groups.
  package var groups: [Int]
  /// Modules, with `_` in their names; drivers that are built in as well.
  package var modules: Set<String>
  /// What `VFIO_CHECK_EXTENSION` says of each extension; empty where `/dev/vfio/vfio` cannot be opened.
  package var extensions: [String: Int64]
  package var hasMonitor: Bool
  /// The extensions that a container must offer.
  package private(set) var dueExtensions: Set<String> = []
  /// Where the machine offers less or more than it must.
  package private(set) var gaps: [OfferGap] = []

  /// Which devices cases may play with.
  package enum Selection: Sendable, Hashable {
    /// Those with these addresses.
    case named([String])
    /// Every endpoint that the machine itself does not use: one at a driver of its own may carry the harness's line.
    case endpoints
    /// The same, of a machine that a file describes, which may say what it must offer.
    case machine(Machine)
  }

  /// The IOMMU models that a container must offer for the devices under test: a kernel that denies one does not excuse
  /// itself from the cases that need it.
  package var models: Set<IOMMUModel> {
    var models: Set<IOMMUModel> = []
    let hasGroups = devices.contains { $0.group != nil }
    for (model, name) in Self.extensionsOfModels where dueExtensions.contains(name) {
      if hasGroups == model.hasGroups { models.insert(model) }
    }
    if groups.isEmpty { models.insert(.none) }
    return models
  }

  /// What a container answers 1 to where it offers a model.
  private static let extensionsOfModels: [(IOMMUModel, String)] = [
    (.type1, "TYPE1_IOMMU"), (.type1v2, "TYPE1v2_IOMMU"), (.noiommu, "NOIOMMU_IOMMU"),
    (.spaprTCE, "SPAPR_TCE_IOMMU"), (.spaprTCEv2, "SPAPR_TCE_v2_IOMMU"), (.eeh, "EEH"),
  ]

  /// Whether the system is the run's own, and goes with it.
  package var isDisposable: Bool { identity.backend != "local" }

  /// The bridges of a machine that is there to be played with: cases may ask for one where no driver is wanted.
  package var bridges: [HostDevice] {
    isDisposable ? allDevices.filter { $0.classCode >> 8 == 0x0604 } : []
  }

  package func device(_ name: String) -> HostDevice? { devices.first { $0.name == name } }
}

extension Inventory {
  /// Reads the machine behind a system.
  ///
  /// - Parameters:
  ///   - recipes: What is known of devices beyond sysfs.
  ///   - parents: What is promised of parents of mediated devices.
  package init(
    of system: any System, selecting selection: Selection, recipes: [DeviceRecipe], parents: [ParentRecipe] = []
  ) throws(SystemError) {
    let process = HarnessProcess.process
    try system.spawn(process, SpawnOptions())
    let probe = Probe(system: system, process: process)
    if case .machine(let machine) = selection {
      try LateGroups(probe: probe).make(for: machine)
      try LateParents(probe: probe).make(for: machine)
    }
    let groups = try Self.groups(probe)
    let names = try probe.names("/sys/bus/pci/devices").filter { PCIName($0) != nil }.sorted()
    var all: [HostDevice] = []
    for name in names {
      let facts = try HostDeviceFacts(
        name, on: .pci, of: probe, isAloneOnBus: !names.contains { $0 != name && $0.dropLast(4) == name.dropLast(4) },
        port: Self.port(of: name, selection), groups: groups, missingGroup: -1 - all.count)
      all.append(HostDevice(facts, recipes: recipes))
    }
    var others: [HostDevice] = []
    for (bus, name) in try Self.otherDevices(selection, probe) {
      let facts = try HostDeviceFacts(
        name, on: bus, of: probe, isAloneOnBus: false, port: "", groups: groups,
        missingGroup: -1 - all.count - others.count)
      others.append(HostDevice(facts, recipes: recipes))
    }
    identity = system.identity
    kernel = Self.kernel(of: system.identity)
    allDevices = all
    devices = Self.select(selection, from: all) + others
    self.groups = groups.keys.sorted()
    mediatedTypes = try MediatedType.all(of: probe, kernel: kernel, parents: parents)
    modules = try Set(probe.names("/sys/module") + probe.names("/sys/bus/pci/drivers").map(Self.moduleName))
    extensions = try Self.extensions(probe)
    hasMonitor = system.hasMonitor
    try settleOffers(selection, probe)
    try system.endCase()
  }

  /// Finds out what must be offered, and what of it is not.
  private mutating func settleOffers(_ selection: Selection, _ probe: Probe) throws(SystemError) {
    guard case .machine(let machine) = selection, let offers = machine.offers else {
      let promise = SysfsPromise(self, isUnguarded: try probe.text(SysfsPromise.unguardedMode) == "Y")
      dueExtensions = promise.extensions
      gaps = promise.gaps
      return
    }
    var files: Set<String> = []
    for path in offers.files { if try probe.exists(path) { files.insert(path) } }
    let check = OfferCheck(machine, offers, self, files: files)
    dueExtensions = check.extensions
    gaps = check.gaps
  }

  /// Distributions keep `uname -r` stable and state the upstream point release in `uname -v`:
  /// "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-01-01)".
  package static func kernel(of identity: SystemIdentity) -> Version {
    let words = identity.version.split(separator: " ")
    if let index = words.firstIndex(of: "Debian"), index + 1 < words.count,
      let version = Version(prefixOf: String(words[index + 1])), version.components.count >= 2
    {
      return version
    }
    return Version(prefixOf: identity.release) ?? Version([0])
  }

  static func moduleName(_ name: String) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }

  private static func select(_ selection: Selection, from all: [HostDevice]) -> [HostDevice] {
    switch selection {
    case .named(let names): all.filter { names.contains($0.name) }
    case .endpoints, .machine: all.filter { $0.isEndpoint && !$0.isChipset && !$0.isInUse }
    }
  }

  private static func port(of name: String, _ selection: Selection) -> String {
    guard case .machine(let machine) = selection else { return "" }
    return machine.devices.first { $0.address.description == name }?.bus ?? ""
  }

  /// Devices that are not on PCI, those that cases may play with: whatever driver has them gives them away.
  private static func otherDevices(
    _ selection: Selection, _ probe: Probe
  ) throws(SystemError) -> [(HostBus, String)] {
    switch selection {
    case .machine(let machine):
      return machine.platformDevices.map { ($0.model.bus, $0.model.name) }
        + machine.channelDevices.map { (.css, $0.subchannel) }
    case .named(let names):
      var found: [(HostBus, String)] = []
      for name in names {
        for bus in [HostBus.platform, .amba, .css] where try probe.exists(HostDevice.directory(of: bus) + name) {
          found.append((bus, name))
        }
      }
      return found
    case .endpoints: return []
    }
  }

  /// The members of each group, by its number.
  private static func groups(_ probe: Probe) throws(SystemError) -> [Int: [String]] {
    var groups: [Int: [String]] = [:]
    for name in try probe.names("/sys/kernel/iommu_groups") {
      guard let number = Int(name) else { continue }
      groups[number] = try probe.names("/sys/kernel/iommu_groups/\(name)/devices")
    }
    return groups
  }

  private static func extensions(_ probe: Probe) throws(SystemError) -> [String: Int64] {
    let container = try probe.system.perform(
      .open(path: "/dev/vfio/vfio", flags: [.readWrite, .closeOnExec]), in: probe.process)
    guard container.succeeded, let descriptor = Int32(exactly: container.value) else { return [:] }
    var answers: [String: Int64] = [:]
    for flag in FlagSet.extensions.flags {
      let call = SystemCall.ioctl(
        descriptor, request: Request.checkExtension.number, argument: .word(flag.value))
      answers[flag.name] = try probe.system.perform(call, in: probe.process).value
    }
    return answers
  }
}

extension HostDeviceFacts {
  init(
    _ name: String, on bus: HostBus, of probe: Probe, isAloneOnBus: Bool, port: String, groups: [Int: [String]],
    missingGroup: Int
  ) throws(SystemError) {
    let directory = HostDevice.directory(of: bus) + name
    let group = try probe.target(directory + "/iommu_group").flatMap { Int($0.lastPathComponent) }
    // Names that a zero ends each, the most special first.
    let compatible = try probe.bytes(directory + "/of_node/compatible")?.prefix { $0 != 0 }
    self.init(
      bus: bus, name: name, compatible: String(decoding: bus == .pci ? [] : compatible ?? [], as: UTF8.self),
      space: ConfigurationSpace(try probe.bytes(directory + "/config") ?? []),
      resources: Resources(try probe.text(directory + "/resource") ?? ""), group: group, missingGroup: missingGroup,
      members: group.flatMap { groups[$0] } ?? [name],
      resetMethods: (try probe.text(directory + "/reset_method") ?? "").split(separator: " ").map(String.init),
      isAloneOnBus: isAloneOnBus, path: try probe.target(directory) ?? "", port: port,
      driver: try probe.target(directory + "/driver")?.lastPathComponent, pageSize: probe.system.identity.pageSize,
      virtualFunctions: (try probe.text(directory + "/sriov_totalvfs")).flatMap { Int($0) } ?? 0,
      partition: try PartitionFacts(of: directory, probe))
  }
}

extension HostDevice {
  init(_ facts: HostDeviceFacts, recipes: [DeviceRecipe]) {
    let space = facts.space
    // A recipe matches by facts of the device; without any recipe all models are false.
    let plain = facts.record(recipe: nil, recipes: [], added: [])
    let recipe = recipes.first { $0.matches(plain) }
    let added = recipe?.addedFacts(to: plain) ?? []
    self.init(
      bus: facts.bus, name: facts.name, vendor: space.vendor, id: space.device, classCode: space.classCode,
      isEndpoint: space.isEndpoint, driver: facts.driver, group: facts.group, members: facts.members,
      resetMethods: facts.resetMethods, model: recipe?.name,
      facts: facts.record(recipe: recipe, recipes: recipes, added: added))
  }
}
