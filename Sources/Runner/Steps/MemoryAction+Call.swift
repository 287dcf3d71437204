import SuiteModel
import SystemCalls
import VFIOInterface

extension MemoryAction {
  func encode(in scope: some CallScope) throws(EvaluationError) -> SystemCall {
    switch self {
    case .mmap(let map): return .map(try map.encode(in: scope))
    case .munmap(let address, let length):
      return .unmap(address: try scope.integer(address), length: try scope.integer(length))
    case .mremap(let address, let length, let newLength, let flags):
      return .remap(
        address: try scope.integer(address), length: try scope.integer(length), newLength: try scope.integer(newLength),
        flags: try scope.integer(flags))
    case .mprotect(let address, let length, let protection):
      return .protect(
        address: try scope.integer(address), length: try scope.integer(length),
        protection: Protection(rawValue: try scope.integer(protection)))
    case .load(let address, let width):
      return .load(address: try scope.integer(address), width: try scope.count(width, .width))
    case .store(let address, let width, let value):
      let width = try scope.count(width, .width)
      return .store(address: try scope.integer(address), width: width, value: try scope.word(value, width: width))
    case .peek(let address, let count):
      return .peek(address: try scope.integer(address), count: try scope.count(count, .copied))
    case .poke(let address, let data):
      return .poke(address: try scope.integer(address), bytes: try scope.bytes(data))
    }
  }

  func decode(_ result: CallResult) -> Value {
    switch self {
    case .load: .number(Int128(result.bytes.integer(at: 0, width: min(8, result.bytes.count)) ?? 0))
    case .peek: .bytes(result.bytes)
    case .mmap, .munmap, .mremap, .mprotect, .store, .poke: result.number
    }
  }
}

extension MapMemory {
  fileprivate func encode(in scope: some CallScope) throws(EvaluationError) -> MapRequest {
    let length: UInt64 = try scope.integer(self.length)
    var flags: MapFlags = descriptor == nil ? [.private, .anonymous] : [.shared]
    if let expression = self.flags { flags = MapFlags(rawValue: try scope.integer(expression)) }
    let place: UInt64
    if let address {
      place = try scope.integer(address)
    } else {
      place = scope.addresses.place(length, isLarge: descriptor != nil || flags.contains(.hugePages))
    }
    // A mapping never lands elsewhere than where it is said, nor on another one unless that is meant.
    // MAP_SHARED_VALIDATE does not know the flag for that; where the harness chooses the place, nothing is there.
    let isOwnPlace = address == nil && flags.contains(.sharedValidate)
    if !flags.contains(.fixed), !flags.contains(.fixedNoReplace) { flags.insert(isOwnPlace ? .fixed : .fixedNoReplace) }
    var request = MapRequest(
      address: place, length: length, protection: Protection(rawValue: try scope.integer(protection)), flags: flags,
      offset: try scope.integer(offset))
    if let descriptor { request.descriptor = try scope.integer(descriptor) }
    return request
  }
}
