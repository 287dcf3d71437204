import VFIOInterface

/// How a display with planes of one kind is asked for them.
enum GfxPlane {
  /// Begins `VFIO_DEVICE_QUERY_GFX_PLANE`, and answers it whole where it only asks for the kind.
  ///
  /// - Returns: The structure that is to be filled in; nil where the kind was all.
  /// - Throws: EINVAL for a structure that is too short, and for another kind.
  static func query(_ argument: UserArgument, kind: UInt64, _ rule: Rule, _ kernel: Kernel) throws(Errno) -> [UInt8]? {
    let structure = Structure.gfxPlaneInfo
    let plane = try argument.copyIn(count: structure.minimumSize)
    guard plane[GfxPlaneInfo.argsz] >= UInt64(structure.minimumSize) else { throw .EINVAL }
    let flags = plane[GfxPlaneInfo.flags]
    let isProbe = flags & GfxPlaneFlags.probe != 0
    try kernel.require(rule, flags == (isProbe ? GfxPlaneFlags.probe | kind : kind), or: .EINVAL)
    guard isProbe else { return plane }
    try argument.copyOut(plane)
    return nil
  }
}

extension [UInt8] {
  /// Sets fields of what `VFIO_DEVICE_QUERY_GFX_PLANE` answers.
  mutating func set(_ fields: [Field: UInt64]) {
    for (field, value) in fields { self[field] = value }
  }

  /// Writes a memory BAR of a display; all ones ask for its size.
  mutating func writeBAR(_ bytes: [UInt8], at offset: Int, size: UInt64) {
    var value = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    value &= value == 0xffff_ffff ? ~(size - 1) : ~0xf
    value |= UInt64(self[offset] & 0xf)
    set(value, at: offset, width: 4)
  }
}
