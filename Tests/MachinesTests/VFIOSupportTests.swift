import Testing

@testable import Machines

/// What is said of machines without VFIO, made of files under another root.
struct VFIOSupportTests {
  private static let vfio = "CONFIG_VFIO=m\nCONFIG_VFIO_PCI=m\n"
  private static let modules = ["lib/modules/6.12.1/modules.dep": "kernel/drivers/vfio/pci/vfio-pci.ko.xz:\n"]
  private static let groups = ["sys/kernel/iommu_groups/0/type": ""]

  static let machines: [(files: [String: String], remedies: [String])] = [
    (groups.merging(["boot/config-6.12.1": "CONFIG_PCI=y\n"]), ["boot a kernel that has VFIO"]),
    (
      groups.merging(["boot/config-6.12.1": vfio + "# CONFIG_VFIO_GROUP is not set\n"]),
      ["boot a kernel with groups and containers: Linux 6.12.1 was built without CONFIG_VFIO_GROUP"]
    ),
    (groups.merging(["lib/modules/6.12.1/config": "CONFIG_VFIO=y\n"]), ["mount /dev as the kernel has it"]),
    (groups.merging(["boot/config-6.12.1": vfio]), ["install the modules of Linux 6.12.1"]),
    (groups.merging(modules).merging(["boot/config-6.12.1": vfio]), ["load VFIO's modules: modprobe vfio-pci"]),
    (groups.merging(modules), ["load VFIO's modules: modprobe vfio-pci"]),
    (groups.merging(modules).merging(["proc/cmdline": "quiet nomodule\n"]), ["let modules be loaded"]),
    (groups.merging(modules).merging(["proc/sys/kernel/modules_disabled": "1\n"]), ["let modules be loaded"]),
    (modules, ["load VFIO's modules", "give the machine an IOMMU: there are no IOMMU groups"]),
    (
      modules.merging(["sys/firmware/acpi/tables/DMAR": "", "proc/cmdline": "quiet\n"]),
      ["load VFIO's modules", "add intel_iommu=on to the kernel's command line"]
    ),
    (
      modules.merging(["sys/firmware/acpi/tables/DMAR": "", "proc/cmdline": "intel_iommu=off quiet\n"]),
      ["load VFIO's modules", "take intel_iommu=off off the kernel's command line"]
    ),
    (
      modules.merging(["sys/firmware/acpi/tables/IVRS": "", "proc/cmdline": "iommu=off\n"]),
      ["load VFIO's modules", "take iommu=off off the kernel's command line"]
    ),
    (
      modules.merging(["sys/firmware/acpi/tables/IVRS": ""]),
      ["load VFIO's modules", "boot a kernel with CONFIG_AMD_IOMMU"]
    ),
    (
      modules.merging(["sys/firmware/acpi/tables/FACP": ""]),
      ["load VFIO's modules", "switch the IOMMU on in the firmware's setup (VT-d, AMD-Vi)"]
    ),
  ]

  private func absence(_ files: [String: String]) throws -> VFIOSupport.Absence? {
    let folder = try TemporaryFolder()
    for (path, text) in files { try folder.write(path, text) }
    return VFIOSupport(files: LocalFiles(root: folder.path), release: "6.12.1").absence()
  }

  @Test(arguments: machines.indices) func whatWouldBringItIsSaid(_ index: Int) throws {
    let row = Self.machines[index]
    let absence = try #require(try self.absence(row.files))
    #expect(absence.reason == "there is no /dev/vfio/vfio")
    #expect(absence.remedies.count == row.remedies.count, "\(absence.remedies)")
    for (said, expected) in zip(absence.remedies, row.remedies) {
      #expect(said.hasPrefix(expected), "\(said)")
    }
  }

  @Test func compressedConfigurationIsRead() throws {
    let folder = try TemporaryFolder()
    let plain = try folder.write("config", "# CONFIG_VFIO is not set\n")
    try folder.write("proc/config.gz", Tool.run(["gzip", "-c", plain]))
    let absence = VFIOSupport(files: LocalFiles(root: folder.path), release: "6.12.1").absence()
    #expect(absence?.remedies.first?.hasPrefix("boot a kernel that has VFIO") == true)
  }

  @Test func nothingIsSaidWhereAContainerCanBeHad() throws {
    #expect(try absence(["dev/vfio/vfio": ""]) == nil)
  }

  /// A node without a driver, as static nodes are before their module is loaded.
  @Test func aNodeThatCannotBeOpenedIsNoVFIO() throws {
    let folder = try TemporaryFolder()
    try folder.write("dev/vfio/vfio/file")
    let absence = VFIOSupport(files: LocalFiles(root: folder.path), release: "6.12.1").absence()
    #expect(absence?.reason == "/dev/vfio/vfio cannot be opened: Is a directory")
  }
}

extension [String: String] {
  fileprivate func merging(_ other: [String: String]) -> Self { merging(other) { _, new in new } }
}
