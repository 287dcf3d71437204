extension ModuleDefinition {
  /// The definition as a kernel has it that breaks a rule of packaging.
  func bent(for kernel: Kernel) -> ModuleDefinition {
    var bent = self
    if name == "vfio_pci_core", !kernel.keeps(.onlyNeededDependencies) { bent.dependencies.append("uio") }
    for index in bent.parameters.indices {
      switch bent.parameters[index].name {
      case "dma_entry_limit":
        if !kernel.keeps(.limitCanBeSet) { bent.parameters[index].permissions = 0o444 }
        if !kernel.keeps(.limitBeginsHigh) { bent.parameters[index].initial = "1024" }
      case "disable_denylist": if !kernel.keeps(.denylistIsFixed) { bent.parameters[index].permissions = 0o644 }
      case "ids": if !kernel.keeps(.idsAreHidden) { bent.parameters[index].permissions = 0o444 }
      default: break
      }
    }
    return bent
  }
}
