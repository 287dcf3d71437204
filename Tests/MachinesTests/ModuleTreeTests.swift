import MachineModel
import Testing

@testable import Machines

/// A tree as depmod describes it: vfio-pci needs vfio-pci-core, which needs vfio; vfio wants its IOMMU driver behind it.
private func tree(_ extra: String = "", builtin: String = "kernel/drivers/uio/uio.ko\n") throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
  try folder.write(
    "modules.dep",
    """
    # a comment
    kernel/vfio.ko:
    kernel/vfio_iommu_type1.ko: kernel/vfio.ko
    kernel/vfio-pci-core.ko.xz: kernel/vfio.ko kernel/irqbypass.ko
    kernel/vfio-pci.ko: kernel/vfio-pci-core.ko.xz kernel/vfio.ko kernel/irqbypass.ko
    kernel/irqbypass.ko:
    \(extra)
    """)
  try folder.write("modules.softdep", "softdep vfio post: vfio_iommu_type1 vfio_iommu_spapr_tce\n")
  try folder.write("modules.builtin", builtin)
  return folder
}

private func names(_ modules: [GuestModule]) -> [String] { modules.map(\.name) }

@Test func modulesComeBehindWhatTheyNeed() throws {
  let folder = try tree()
  let modules = try ModuleTree(folder.path).resolve([ModuleRequest(name: "vfio-pci")], optional: [])
  #expect(names(modules) == ["irqbypass", "vfio", "vfio_iommu_type1", "vfio_pci_core", "vfio_pci"])
  #expect(modules[3].path == folder.path + "/kernel/vfio-pci-core.ko.xz")
}

@Test func parametersReachAModuleThatAnotherBroughtIn() throws {
  let requests = [ModuleRequest(name: "vfio-pci"), ModuleRequest(name: "vfio", parameters: "a=1")]
  let folder = try tree()
  let modules = try ModuleTree(folder.path).resolve(requests, optional: [])
  #expect(modules.first { $0.name == "vfio" }?.parameters == "a=1")
  #expect(modules.count == 5)
}

@Test func builtinModuleIsNotLoaded() throws {
  let folder = try tree()
  let modules = try ModuleTree(folder.path).resolve([ModuleRequest(name: "uio")], optional: [])
  #expect(modules.isEmpty)
}

@Test func missingModuleIsNamed() throws {
  let folder = try tree("kernel/odd.ko: kernel/gone.ko")
  let tree = try ModuleTree(folder.path)
  let absent = #expect(throws: MachineError.self) { try tree.resolve([ModuleRequest(name: "mdev")], optional: []) }
  #expect(absent?.what == "module 'mdev' is missing")
  #expect(absent?.place == folder.path)
  let needed = #expect(throws: MachineError.self) { try tree.resolve([ModuleRequest(name: "odd")], optional: []) }
  #expect(needed?.what == "module 'gone', which 'odd' needs, is missing")
}

@Test func optionalModuleMayBeMissing() throws {
  let folder = try tree()
  #expect(try ModuleTree(folder.path).resolve([], optional: [ModuleRequest(name: "pci-stub")]).isEmpty)
}

@Test func kernelWithoutModulesIsTakenToHaveEverythingWithin() throws {
  let folder = try TemporaryFolder()
  #expect(try ModuleTree(folder.path).resolve([ModuleRequest(name: "vfio")], optional: []).isEmpty)
}

@Test func circleOfModulesEnds() throws {
  let folder = try tree("kernel/a.ko: kernel/b.ko\nkernel/b.ko: kernel/a.ko")
  let modules = try ModuleTree(folder.path).resolve([ModuleRequest(name: "a")], optional: [])
  #expect(names(modules) == ["b", "a"])
}

@Test func folderThatIsMissingIsNamed() {
  let error = #expect(throws: MachineError.self) { try ModuleTree("/nowhere/modules") }
  #expect(error?.description.hasPrefix("/nowhere/modules: the folder of modules is not there") == true)
}
