import SystemCalls
import VFIOInterface

/// What lies behind the mappings of one BAR.
///
/// A page is let in by its first access, and stays until the driver takes all pages out. So an access is checked only
/// after that, as by the fault handler.
final class BARMapping: MappingBacking {
  private unowned let device: VFIOPCIDevice
  private let bar: Int
  private var pages: Set<UInt64> = []
  private var isDead = false
  /// Whether a child inherited it with its pages, which a kernel that forgets children takes out no more.
  private let isForgotten: Bool

  init(_ device: VFIOPCIDevice, bar: Int, isForgotten: Bool = false) {
    self.device = device
    self.bar = bar
    self.isForgotten = isForgotten
  }

  func inherited() -> any MappingBacking {
    let isKnown = pages.isEmpty && !device.kernel.profile.has(.hasDeviceInodes)
    guard device.forgetsChildren, !isForgotten, !isKnown else { return self }
    return BARMapping(device, bar: bar, isForgotten: true)
  }

  func zap() { pages = [] }

  /// Ends it for good, as only a kernel does that breaks a rule.
  func kill() {
    zap()
    isDead = true
  }

  func isAccessible(at offset: UInt64) -> Bool {
    pages.contains(offset / device.kernel.pageSize) || admitsFaults
  }

  private var admitsFaults: Bool { isForgotten ? device.admitsForgotten : device.admitsFaults }

  func load(at offset: UInt64, width: Int) throws(Fault) -> UInt64 {
    let hardware = device.hardware
    let offset = device.kernel.keeps(.mapPages) ? offset : offset % device.kernel.pageSize
    try admit(offset)
    let misaligned = offset % UInt64(width)
    let start = offset - misaligned
    let low = hardware.read(bar: bar, offset: start, width: width)
    guard misaligned != 0 else { return low }
    // The processor makes two aligned accesses of one that is not.
    try admit(start + UInt64(width))
    let high = hardware.read(bar: bar, offset: start + UInt64(width), width: width)
    return low >> (8 * misaligned) | high << (8 * (UInt64(width) - misaligned))
  }

  func store(_ value: UInt64, at offset: UInt64, width: Int) throws(Fault) {
    let hardware = device.hardware
    try admit(offset)
    guard device.kernel.keeps(.mapStores) else { return }
    if offset % UInt64(width) == 0 {
      hardware.write(bar: bar, offset: offset, width: width, value: value)
      return
    }
    for index in 0..<UInt64(width) {
      try admit(offset + index)
      hardware.write(bar: bar, offset: offset + index, width: 1, value: value >> (8 * index) & 0xff)
    }
  }

  func readByDMA(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] {
    guard device.kernel.keeps(.peerReaches) else { throw .bus }
    var bytes: [UInt8] = []
    while bytes.count < count {
      let position = offset + UInt64(bytes.count)
      let width = Self.width(at: position, left: count - bytes.count)
      let value = try load(at: position, width: width)
      bytes += (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
    return bytes
  }

  func writeByDMA(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Fault) {
    guard device.kernel.keeps(.peerReaches) else { throw .bus }
    var rest = bytes
    var position = offset
    while !rest.isEmpty {
      let width = Self.width(at: position, left: rest.count)
      let value = rest.prefix(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      try store(value, at: position, width: width)
      rest = rest.dropFirst(width)
      position += UInt64(width)
    }
  }

  /// The widest access that is aligned and reaches no further.
  private static func width(at offset: UInt64, left: Int) -> Int {
    [8, 4, 2].first { $0 <= left && offset % UInt64($0) == 0 } ?? 1
  }

  /// Lets the page of an access in, if the device answers now.
  private func admit(_ offset: UInt64) throws(Fault) {
    guard !isDead else { throw .bus }
    let page = offset / device.kernel.pageSize
    guard !pages.contains(page) else { return }
    guard admitsFaults || !device.kernel.keeps(.mappingNeedsMemory) else { throw .bus }
    if !isForgotten { pages.insert(page) }
  }
}

extension VFIOPCIDevice {
  /// Whether a fault lets a page of a BAR in.
  fileprivate var admitsFaults: Bool {
    memoryIsEnabled && (!isInLowPower || !kernel.keeps(.lowPowerStopsMappings))
  }

  /// What keeps accesses out now, where something does, and the rule by which a child is kept out too.
  private var barrier: Rule? {
    guard !admitsFaults else { return nil }
    if isInLowPower { return .childNeedsWake }
    return device.powerState < 3 ? .childNeedsMemory : .childNeedsPower
  }

  /// Whether pages that a child inherited stay in when others are taken out: a new kernel looks for all that show the
  /// device's inode, an older one for those that made a fault.
  fileprivate var forgetsChildren: Bool {
    let rules: [Rule] = [.childNeedsMemory, .childNeedsPower, .childNeedsWake]
    return !kernel.profile.has(.hasDeviceInodes) || rules.contains { !kernel.keeps($0) }
  }

  /// Whether a child gets at a page that it inherited.
  fileprivate var admitsForgotten: Bool {
    guard kernel.profile.has(.hasDeviceInodes), let barrier else { return true }
    return !kernel.keeps(barrier)
  }

  /// The backing of a new mapping, checked in the kernel's order.
  func mapBAR(_ request: MapRequest) throws(Errno) -> MemoryPlace {
    if kernel.profile.has(.refusesCode), request.protection.contains(.execute) {
      try kernel.refuse(.mappingNotExecutable, with: .EPERM)
    }
    let isReadOnly = !request.protection.contains(.write)
    if isReadOnly, !kernel.keeps(.mapAnyAccess) { throw .EACCES }
    let region = PCIRegion(index: PCIRegion.index(of: request.offset))
    try kernel.require(.mappingShared, request.flags.contains(.shared), or: .EINVAL)
    guard case .bar(let index)? = region, let mapping = mappings[index], let bar = hardware.bars[index] else {
      return try placeOfNone(region)
    }
    if bar.size < kernel.pageSize, !kernel.keeps(.smallBARMaps) { throw .EINVAL }
    if hardware.msix?.bar == index, !kernel.keeps(.tableMaps) { throw .EINVAL }
    let start = request.offset & PCIRegion.offsetMask
    let end = bar.size.roundedUp(to: kernel.pageSize)
    let length = request.length.roundedUp(to: kernel.pageSize)
    let fits = start <= end && length <= end - start
    try kernel.require(.mappingInsideBAR, fits, or: .EINVAL)
    claim(index, byMapping: true)
    return MemoryPlace(backing: mapping, offset: kernel.keeps(.mapFromInside) ? start : 0)
  }

  /// Refuses what cannot be mapped; a kernel that does not leads to whatever BAR there is.
  private func placeOfNone(_ region: PCIRegion?) throws(Errno) -> MemoryPlace {
    let rule: Rule =
      switch region {
      case .bar: .mapNeedsFlag
      case .config, .rom, .vga: .mapOtherRegions
      case nil: .mapExists
      }
    guard !kernel.keeps(rule), let mapping = mappings.values.first else { throw .EINVAL }
    return MemoryPlace(backing: mapping, offset: 0)
  }
}
