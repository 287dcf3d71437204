extension ModuleDefinition {
  /// What the module's file says of itself: `key=value`, as `modinfo` shows it.
  func information(_ kernel: Kernel) -> [String] {
    var all = kernel.keeps(.moduleAliases) ? aliases.map { "alias=" + $0 } : []
    if !kernel.keeps(.noAliasOfTheBus), name == "vfio_pci" { all.append("alias=pci:v*d*sv*sd*bc*sc*i*") }
    if !followers.isEmpty, kernel.keeps(.softDependencies) {
      all.append("softdep=post: " + followers.joined(separator: " "))
    }
    return all + ["depends=" + dependencies.map(Self.fileName).joined(separator: ","), "name=" + name]
  }

  /// The modules of vfio-pci are written with hyphens where files name them.
  private static func fileName(_ name: String) -> String { name == "vfio_pci_core" ? "vfio-pci-core" : name }
}
