import MachineModel

/// What the IOMMU tells of itself, in the directory to which `iommu` of each device leads that it translates for.
final class IOMMUSysfs {
  /// Where the directory is, as all paths below `/sys/devices/`; nil for an IOMMU that has none.
  private let path: String?

  init(_ kernel: Kernel) {
    switch kernel.machine.iommu {
    case .intel: path = "virtual/iommu/dmar0"
    case .amd:
      let unit = kernel.pci.devices.first { $0.function.identity.classCode >> 8 == 0x0806 }
      path = unit.map { $0.path.dropFirst("/sys/devices/".count) + "/iommu/ivhd0" }
    case .smmu: path = "platform/9050000.smmuv3/iommu/smmu3.0x0000000009050000"
    case .tce, .zpci, .none: path = nil
    }
    guard let path else { return }
    let directory = kernel.files.root.directory("sys/devices/" + path)
    directory.directory("devices")
    directory.directory("power")
    directory["uevent"] = Attribute("")
    directory["subsystem"] = Link(String(repeating: "../", count: path.split(separator: "/").count) + "class/iommu")
    for (folder, name, text) in Self.registers(of: kernel.machine.iommu) {
      directory.directory(folder)[name] = Attribute(text)
    }
  }

  func link(_ device: PCIDevice) {
    guard let path else { return }
    device.directory["iommu"] = Link(device.pathToRoot.dropFirst("../".count) + path)
  }

  func unlink(_ device: PCIDevice) { device.directory["iommu"] = nil }

  /// Those of QEMU's models, whose VT-d does not control snooping (bit 7 of the extended capabilities).
  private static func registers(of kind: IOMMUKind) -> [(String, String, String)] {
    switch kind {
    case .intel: [("intel-iommu", "ecap", "f00f4a"), ("intel-iommu", "version", "1:0")]
    case .amd: [("amd-iommu", "features", "29d3:0")]
    case .smmu, .tce, .zpci, .none: []
    }
  }
}

extension Kernel {
  var iommuFiles: IOMMUSysfs { part { IOMMUSysfs($0) } }
}
