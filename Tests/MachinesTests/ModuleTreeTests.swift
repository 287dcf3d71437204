import Foundation
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
  try folder.write("modules.builtin", "")
  #expect(try ModuleTree(folder.path).resolve([ModuleRequest(name: "vfio")], optional: []).isEmpty)
}

@Test func whatIsNoTreeOfModulesIsNotWalked() throws {
  let folder = try TemporaryFolder()
  try folder.write("drivers/vfio.ko")
  let error = #expect(throws: MachineError.self) { try ModuleTree(folder.path, for: "6.12.1") }
  #expect(error?.what == "this is neither a folder of modules nor a kernel's build tree")
  #expect(error?.advice.contains("lib/modules/6.12.1") == true)
}

@Test(arguments: ["", "lib/modules/", "usr/lib/modules/"])
func theFolderThatWasMeantIsNamed(place: String) throws {
  let folder = try TemporaryFolder()
  for release in ["6.1.5", "6.12.1"] { try folder.write("\(place)\(release)/modules.dep") }
  let error = #expect(throws: MachineError.self) { try ModuleTree(folder.path, for: "6.12.1") }
  #expect(error?.advice == "give \(folder.path)/\(place)6.12.1")
}

@Test func buildTreeOfAnotherReleaseIsRefused() throws {
  let folder = try TemporaryFolder()
  try folder.write("include/config/kernel.release", "6.1.5\n")
  let error = #expect(throws: MachineError.self) { try ModuleTree(folder.path, for: "6.12.1") }
  #expect(error?.what == "this is the build tree of Linux 6.1.5, and the kernel is 6.12.1")
  #expect(throws: Never.self) { try ModuleTree(folder.path, for: "6.1.5") }
  #expect(throws: Never.self) { try ModuleTree(folder.path) }
}

@Test func anIndexThatIsNoFileIsNotWaitedFor() throws {
  let folder = try TemporaryFolder()
  mkfifo(folder.path + "/modules.dep", 0o600)
  let error = #expect(throws: MachineError.self) { try ModuleTree(folder.path) }
  #expect(error?.what == "this is no file")
}

private func bytes(_ text: String) -> Data { Data(text.utf8) }

/// A bzImage's header that points at a text; one that is too short for its pointer.
private func bootImage(_ version: String, pointer: UInt16 = 0x30) -> Data {
  var image = Data(count: 0x230)
  image.replaceSubrange(0x202..<0x206, with: bytes("HdrS"))
  image[0x20e] = UInt8(pointer & 0xff)
  image[0x20f] = UInt8(pointer >> 8)
  return image + bytes(version)
}

@Test func kernelsAndModulesTellTheirRelease() {
  let banner = "Linux version %s (%s)\0Linux version 6.12.1-x (gcc) #1 SMP\0"
  #expect(KernelRelease.ofKernel(bytes("\u{7f}ELF" + banner)) == "6.12.1-x")
  #expect(KernelRelease.ofKernel(bytes("\u{7f}ELF, compressed")) == nil)
  #expect(KernelRelease.ofKernel(bootImage("6.1.0-57-amd64 (debian) #1")) == "6.1.0-57-amd64")
  #expect(KernelRelease.ofKernel(bootImage("6.1", pointer: 0xffff)) == nil)
  #expect(KernelRelease.ofModule(bytes("\u{7f}ELF\0vermagic=6.12.1 SMP mod_unload \0")) == "6.12.1")
  #expect(KernelRelease.ofModule(bytes("\u{7f}ELF\0license=GPL\0")) == nil)
  #expect(KernelRelease.ofModule(bytes("\0vermagic=6.12.1 SMP\0")) == nil)
}

@Test func circleOfModulesEnds() throws {
  let folder = try tree("kernel/a.ko: kernel/b.ko\nkernel/b.ko: kernel/a.ko")
  let modules = try ModuleTree(folder.path).resolve([ModuleRequest(name: "a")], optional: [])
  #expect(names(modules) == ["b", "a"])
}

@Test func aChainOfModulesHasAnEnd() throws {
  func modules(_ count: Int) throws -> [GuestModule] {
    let lines = (1..<count).map { "m\($0 - 1).ko: m\($0).ko" } + ["m\(count - 1).ko:"]
    let tree = ModuleTree("/m", dependencies: lines.joined(separator: "\n"), softDependencies: "", builtin: "")
    return try tree.resolve([ModuleRequest(name: "m0")], optional: [])
  }
  #expect(try names(modules(100)) == (0..<100).reversed().map { "m\($0)" })
  let error = #expect(throws: MachineError.self) { try modules(200_000) }
  #expect(error?.what == "more than 100 modules need one another, down to 'm100'")
}

@Test func folderThatIsMissingIsNamed() {
  let error = #expect(throws: MachineError.self) { try ModuleTree("/nowhere/modules") }
  #expect(error?.description.hasPrefix("/nowhere/modules: the folder of modules is not there") == true)
}
