import SystemCalls
import VFIOInterface

/// What a region holds that no index of its bus names (`VFIO_REGION_INFO_CAP_TYPE`).
struct RegionTypeCapability {
  static let size = Capability.regionType.structure.size

  let bytes: [UInt8]

  init(_ type: UInt64, _ subtype: UInt64) {
    var bytes = [UInt8](repeating: 0, count: Self.size)
    bytes[CapabilityHeader.id] = UInt64(Capability.regionType.id)
    bytes[CapabilityHeader.version] = 1
    bytes[RegionType.type] = type
    bytes[RegionType.subtype] = subtype
    self.bytes = bytes
  }
}

extension UserArgument {
  /// Copies the capability out behind `struct vfio_region_info` where the caller has room for it, and else tells by
  /// `argsz` how much is needed (`vfio_info_add_capability`).
  func copyOut(_ capability: RegionTypeCapability, behind info: inout [UInt8]) throws(Errno) {
    let start = Structure.regionInfo.size
    let needed = UInt64(start + RegionTypeCapability.size)
    let hasRoom = info[RegionInfo.argsz] >= needed
    info[RegionInfo.flags] |= RegionInfoFlags.caps
    info[RegionInfo.capOffset] = hasRoom ? UInt64(start) : 0
    guard hasRoom else {
      info[RegionInfo.argsz] = needed
      return
    }
    try copyOut(capability.bytes, offset: start)
  }
}
