/// The facts of a device that suites can ask for; docs/suite-language.md says what each means.
package enum DeviceFacts {
  /// What the harness reads from the machine.
  package static let observed: Set<String> = [
    "name", "sysfs", "group", "members", "isolated", "pci", "platform", "amba", "subchannel",
    "compatible", "pcie", "vendor", "id", "class", "bus", "slot",
    "function", "port", "intx", "msi", "msix", "msix_bar", "pm", "flr", "reset", "bus_reset", "vga", "rom", "vpd",
    "aer", "sriov", "bar0", "bar1", "bar2", "bar3", "bar4", "bar5", "io_bar", "memory_bar", "small_bar", "wide_bar",
    "config", "pe", "phb", "freezes",
  ]

  /// Models whose names are facts, whether or not there is a recipe for them.
  package static let models = ["edu", "e1000e", "e1000", "nvme", "testdev", "ivshmem", "rng"]

  /// What a recipe can promise; false without one.
  package static let promised = ["can_raise_intx", "can_raise_msi", "can_raise_msix", "can_dma"]

  /// Every fact, with those that recipes add.
  package static func all(_ recipes: [DeviceRecipe]) -> Set<String> {
    let added = recipes.flatMap { [$0.name] + $0.facts.map(\.name) }
    return observed.union(models).union(promised).union(added)
  }
}
