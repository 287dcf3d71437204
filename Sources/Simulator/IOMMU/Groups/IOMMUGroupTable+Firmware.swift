/// Devices that firmware tells of: it says by which number the SMMU knows each, and no two share one.
extension IOMMUGroupTable: FirmwareBusWatcher {
  func add(_ device: FirmwareDevice) {
    guard kernel.keeps(.groupsAreShown), device.iommuGroup == nil else { return }
    let group = make()
    device.dmaGroup = group
    device.directory["iommu_group"] = Link("../../../kernel/iommu_groups/\(group.id)")
    directory(of: group).directory("devices")[device.name] = Link("../../../.." + device.path.dropFirst("/sys".count))
  }

  func willBind(_ device: FirmwareDevice) { add(device) }
}
