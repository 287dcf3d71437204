import VFIOInterface

extension DeviceFunction {
  /// How far the images in the ROM reach, in bytes.
  var romImageSize: Int {
    var start = 0
    while start + 0x1a <= rom.count {
      guard rom.integer(at: start, width: 2) == 0xaa55, let offset = rom.integer(at: start + 0x18, width: 2) else {
        break
      }
      let data = start + Int(offset)
      guard let length = rom.integer(at: data + 0x10, width: 2), let indicator = rom.integer(at: data + 0x15, width: 1),
        length > 0
      else { break }
      start += Int(length) * 512
      if indicator & 0x80 != 0 { break }
    }
    return min(start, rom.count)
  }
}
