extension ModuleDefinition {
  /// What the module's file says of itself: `key=value`, as `modinfo` shows it.
  func information(_ kernel: Kernel) -> [String] {
    var all = kernel.keeps(.moduleAliases) ? aliases.map { "alias=" + $0 } : []
    if !kernel.keeps(.noAliasOfTheBus), name == "vfio_pci" { all.append("alias=pci:v*d*sv*sd*bc*sc*i*") }
    let isOther = name == "vfio_pci_core" || name == "vfio_iommu_type1"
    if isOther, !kernel.keeps(.othersHaveNoAlias) { all.append("alias=" + name) }
    if !followers.isEmpty, kernel.keeps(.softDependencies) {
      all.append("softdep=post: " + followers.joined(separator: " "))
    }
    var dependencies = kernel.keeps(.toldDependencies) ? dependencies : []
    if name == "vfio", !kernel.keeps(.coreNeedsNothing) { dependencies.append("vfio_iommu_type1") }
    return all + ["depends=" + dependencies.map(Self.fileName).joined(separator: ","), "name=" + name]
  }

  /// The modules of vfio-pci are written with hyphens where files name them.
  private static func fileName(_ name: String) -> String { name == "vfio_pci_core" ? "vfio-pci-core" : name }
}
