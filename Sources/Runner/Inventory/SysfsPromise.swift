import SuiteModel
import VFIOInterface

/// What sysfs shows that a container must offer, where no machine file says it: what a broken `VFIO_CHECK_EXTENSION`
/// denies is not taken for absent.
struct SysfsPromise {
  static let unguardedMode = "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode"

  private let inventory: Inventory
  /// What is behind each extension, as far as sysfs tells of it.
  private var shown: [String: String] = [:]

  /// - Parameter isUnguarded: Whether VFIO serves devices without an IOMMU.
  init(_ inventory: Inventory, isUnguarded: Bool) {
    self.inventory = inventory
    guard inventory.devices.contains(where: { $0.group != nil }) else {
      if isUnguarded { shown["NOIOMMU_IOMMU"] = "\(Self.unguardedMode) is Y" }
      return
    }
    if inventory.modules.contains("vfio_iommu_type1") {
      for name in ["TYPE1_IOMMU", "TYPE1v2_IOMMU"] {
        shown[name] = "vfio_iommu_type1 is there, and devices have groups"
      }
    }
    if inventory.modules.contains("vfio_iommu_spapr_tce") {
      for name in ["SPAPR_TCE_IOMMU", "SPAPR_TCE_v2_IOMMU"] {
        shown[name] = "vfio_iommu_spapr_tce is there, and devices have groups"
      }
      let device = inventory.devices.first { $0.hasEndpoint }
      if let device { shown["EEH"] = "\(device.name) belongs to a partitionable endpoint" }
    }
  }

  /// Also what the kernel announces of itself: it is held to that.
  var extensions: Set<String> {
    Set(shown.keys).union(inventory.extensions.filter { $0.value > 0 }.keys)
  }

  /// Nothing where no container can be had: then no case runs that could be missed.
  var gaps: [OfferGap] {
    guard !inventory.extensions.isEmpty else { return [] }
    return shown.sorted { $0.key < $1.key }.filter { inventory.extensions[$0.key, default: 0] <= 0 }.map {
      name, reason in
      OfferGap(
        "extension", ("name", name), title: "A fresh container offers what sysfs shows to be there",
        expected: "CHECK_EXTENSION returns 1 for \(name): \(reason)",
        actual: "returned \(inventory.extensions[name, default: 0])")
    }
  }
}
