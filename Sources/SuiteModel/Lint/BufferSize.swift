import VFIOInterface

extension Ioctl {
  /// Bytes of the buffer that the suite fills for the kernel, 0 where it fills none; nil where names decide it.
  var bufferSize: Int? {
    if let bytes { return try? StructureEncoder(scope: DictionaryScope()).encode(bytes, room: room).count }
    guard let structure else { return argument == nil ? 0 : nil }
    if address != nil, fields == nil { return 0 }
    let tail = (fields ?? []).filter { $0.name == structure.tailName && structure[field: $0.name] == nil }
    return try? StructureEncoder(scope: DictionaryScope()).encode(structure, tail, room: room).count
  }
}
