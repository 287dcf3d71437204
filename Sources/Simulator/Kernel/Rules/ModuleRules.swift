extension Rule {
  /// Modules: their files, their parameters, and who holds them.
  static let moduleRules: [Rule] = [
    containerNodeNumber, moduleAliases, softDependencies, unloadedDriverIsGone, missingDriverIsNoDevice,
    onlyNeededDependencies, moduleLoadsOnce, usedModuleStays, modulesNeedRoot, noAliasOfTheBus, newIDBinds,
    claimsNothingByItself, identitiesGoWithDriver, malformedIDIsSkipped, limitCanBeSet, limitBeginsHigh,
    parametersAreChecked, denylistIsFixed, idsAreHidden, noIOMMUIsNotBuilt, parametersAreSampled, idlePowerIsSampled,
    limitIsSampled,
    containerUsesDriver, containerGivesUpDriver, openDeviceUsesDriver, closedDeviceGivesUpDriver, boundDevicesAreFreed,
    containerUsesCore, deviceHasClass, classesGoWithCore,
  ]

  static let containerNodeNumber = Rule(
    .module, "node", "MOD-001", breaks: "the container's node has any number that is free")
  static let moduleAliases = Rule(
    .module, "aliases", "MOD-002", breaks: "modules have no aliases by which they are asked for")
  static let softDependencies = Rule(
    .module, "soft-dependency", "MOD-003", breaks: "vfio does not ask for the IOMMU drivers")
  static let unloadedDriverIsGone = Rule(
    .module, "unloaded-driver", "MOD-004", breaks: "an IOMMU driver that was unloaded still answers")
  static let missingDriverIsNoDevice = Rule(
    .module, "missing-driver", "MOD-004", breaks: "SET_IOMMU of a missing driver fails with EINVAL")
  static let onlyNeededDependencies = Rule(
    .module, "dependencies", "MOD-005", breaks: "the core of vfio-pci needs a module that it has no use for")
  static let moduleLoadsOnce = Rule(.module, "load-once", "MOD-005", breaks: "loading a module twice succeeds")
  static let usedModuleStays = Rule(
    .module, "used-module", "MOD-005", breaks: "a module can be unloaded that others use")
  static let modulesNeedRoot = Rule(.module, "privilege", "MOD-005", breaks: "anybody may load and unload modules")
  static let noAliasOfTheBus = Rule(
    .module, "bus-alias", "MOD-007", breaks: "vfio-pci has an alias that matches every device of the bus")
  static let newIDBinds = Rule(.module, "new-id", "MOD-008", breaks: "a new identity is kept, and binds no device")
  static let claimsNothingByItself = Rule(
    .module, "claims", "MOD-008", breaks: "vfio-pci takes devices that nobody gave it")
  static let identitiesGoWithDriver = Rule(.module, "forgets-ids", "MOD-008", breaks: "identities outlive the driver")
  static let malformedIDIsSkipped = Rule(
    .module, "malformed-id", "MOD-009", breaks: "a malformed entry of ids hinders loading")
  static let limitCanBeSet = Rule(.module, "limit-mode", "MOD-010", breaks: "dma_entry_limit cannot be written")
  static let limitBeginsHigh = Rule(
    .module, "limit-value", "MOD-010", breaks: "dma_entry_limit begins with another value")
  static let parametersAreChecked = Rule(
    .module, "parameter-values", "MOD-010", breaks: "a parameter takes what is no value of its kind")
  static let denylistIsFixed = Rule(
    .module, "denylist-mode", "MOD-011", breaks: "disable_denylist can be written when the module is loaded")
  static let idsAreHidden = Rule(.module, "ids-mode", "MOD-011", breaks: "the parameter ids has a file")
  static let noIOMMUIsNotBuilt = Rule(
    .module, "noiommu-parameter", "MOD-012", breaks: "a kernel without the mode has the parameter for it")
  static let parametersAreSampled = Rule(
    .module, "sampling", "MOD-013",
    breaks: "nointxmask is read at bind where it is read at load, and the other way round")
  static let idlePowerIsSampled = Rule(
    .module, "idle-sampling", "MOD-013",
    breaks: "disable_idle_d3 is read at bind where it is read at load, and the other way round")
  static let limitIsSampled = Rule(
    .module, "limit-sampling", "MOD-014", breaks: "a new container has the limit of the time when the module was loaded"
  )
  static let containerUsesDriver = Rule(
    .module, "driver-use", "MOD-015", breaks: "the IOMMU driver can be unloaded while a container has it")
  static let containerGivesUpDriver = Rule(
    .module, "driver-release", "MOD-015", breaks: "an IOMMU driver that a container had can never be unloaded")
  static let openDeviceUsesDriver = Rule(
    .module, "device-use", "MOD-016", breaks: "vfio-pci can be unloaded while a device of it is open")
  static let closedDeviceGivesUpDriver = Rule(
    .module, "device-release", "MOD-016", breaks: "vfio-pci can never be unloaded once a device of it was open")
  static let boundDevicesAreFreed = Rule(
    .module, "bound-devices", "MOD-017", breaks: "vfio-pci cannot be unloaded while devices are bound to it")
  static let containerUsesCore = Rule(
    .module, "container-use", "MOD-018", breaks: "vfio can be unloaded while a container is open")
  static let deviceHasClass = Rule(
    .module, "device-class", "MOD-020", breaks: "devices have no entry in the class vfio-dev")
  static let classesGoWithCore = Rule(.module, "classes", "MOD-020", breaks: "the classes stay when vfio is unloaded")
}
