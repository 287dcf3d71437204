extension Rule {
  /// Modules: what their files tell.
  static let moduleFileRules: [Rule] = [
    miscDevice, toldDependencies, coreNeedsNothing, moduleIsAlive, usersAreTold, usesAreCounted, listIsTold,
    neededFirst, missingIsTold, recoveryPlace, othersHaveNoAlias, overrideBinds, identityIsChecked, driverLeadsToModule,
    parametersAreRoots, unknownParameter, maskingStays, loadParameters, nodeFollowsDriver, groupUsesCore,
    classesAreThere, groupHasClass, classFollowsDriver,
  ]

  static let miscDevice = Rule(
    .module, "misc-device", "MOD-001", breaks: "sysfs does not know the container as a misc device")
  static let toldDependencies = Rule(
    .module, "told-dependencies", "MOD-005", breaks: "modules do not tell what they need")
  static let coreNeedsNothing = Rule(
    .module, "core", "MOD-005", breaks: "vfio says that it needs its IOMMU driver")
  static let moduleIsAlive = Rule(
    .module, "state", "MOD-005", breaks: "modules stay in the state of coming")
  static let usersAreTold = Rule(
    .module, "holders", "MOD-005", breaks: "a module does not tell who uses it")
  static let usesAreCounted = Rule(
    .module, "count", "MOD-005", breaks: "the use count of a module is too high")
  static let listIsTold = Rule(
    .module, "list", "MOD-005", breaks: "/proc/modules lists modules without their users")
  static let neededFirst = Rule(
    .module, "load-order", "MOD-005", breaks: "a module is loaded before those that it needs")
  static let missingIsTold = Rule(
    .module, "unload-missing", "MOD-005", breaks: "unloading a module that is not there succeeds")
  static let recoveryPlace = Rule(
    .module, "recovery", "MOD-006",
    breaks: "the helper of error recovery is a module where it is none, and the other way round")
  static let othersHaveNoAlias = Rule(
    .module, "other-aliases", "MOD-007", breaks: "the core of vfio-pci and the IOMMU driver have aliases")
  static let overrideBinds = Rule(
    .module, "override", "MOD-008", breaks: "driver_override has no effect")
  static let identityIsChecked = Rule(
    .module, "identity", "MOD-008", breaks: "new_id passes over what is no identity")
  static let driverLeadsToModule = Rule(
    .module, "driver-module", "MOD-008", breaks: "a driver does not lead to its module")
  static let parametersAreRoots = Rule(
    .module, "parameter-modes", "MOD-010", breaks: "everybody may write parameters")
  static let unknownParameter = Rule(
    .module, "unknown-parameter", "MOD-010", breaks: "a parameter that a module does not have hinders loading")
  static let maskingStays = Rule(
    .module, "masking-stays", "MOD-013", breaks: "nointxmask holds at once for devices that are bound")
  static let loadParameters = Rule(
    .module, "load-parameters", "MOD-011", breaks: "parameters that are given at load are lost")
  static let nodeFollowsDriver = Rule(
    .module, "node-follows", "MOD-017", breaks: "the group's node outlives the driver")
  static let groupUsesCore = Rule(
    .module, "group-use", "MOD-018", breaks: "vfio can be unloaded while a group is open")
  static let classesAreThere = Rule(
    .module, "class-devices", "MOD-020", breaks: "there is no class for devices")
  static let groupHasClass = Rule(
    .module, "group-class", "MOD-020", breaks: "groups have no entry in their class")
  static let classFollowsDriver = Rule(
    .module, "class-follows", "MOD-020", breaks: "a device keeps its entry in the class when it is unbound")
}
