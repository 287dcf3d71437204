import SuiteModel
import SystemCalls
import VFIOInterface

extension Interpreter {
  /// Bytes that are copied in or out of memory at once.
  private static let copyLimit = 1 << 20

  func performMemoryAction(_ action: Action) throws(StepError) -> StepResult {
    switch action {
    case .mmap(let map): try self.map(map)
    case .munmap(let address, let length):
      StepResult(try call(.unmap(address: try self.address(address), length: try integer(length))))
    case .mremap(let remap):
      StepResult(
        try call(
          .remap(
            address: try address(remap.address), length: try integer(remap.length),
            newLength: try integer(remap.newLength), flags: try integer(remap.flags))))
    case .mprotect(let protect):
      StepResult(
        try call(
          .protect(
            address: try address(protect.address), length: try integer(protect.length),
            protection: Protection(rawValue: try integer(protect.protection)))))
    default: try performAccess(action)
    }
  }

  private func performAccess(_ action: Action) throws(StepError) -> StepResult {
    switch action {
    case .load(let load): return try self.load(load)
    case .store(let store):
      return StepResult(
        try call(
          .store(
            address: try address(store.address), width: try width(store.width), value: try integer(store.value))))
    case .peek(let address, let count):
      let result = try call(
        .peek(address: try self.address(address), count: try self.count(count, limit: Self.copyLimit)))
      return StepResult(result, .bytes(result.bytes))
    case .poke(let address, let data):
      return StepResult(try call(.poke(address: try self.address(address), bytes: try bytes(data))))
    default: throw .harness("not an action on memory")
    }
  }

  private func map(_ map: MapMemory) throws(StepError) -> StepResult {
    let length: UInt64 = try integer(map.length)
    var flags: MapFlags = map.descriptor == nil ? [.private, .anonymous] : [.shared]
    if let expression = map.flags { flags = MapFlags(rawValue: try integer(expression)) }
    let address: UInt64
    if let chosen = map.address {
      address = try self.address(chosen)
    } else {
      address = addresses.allocate(length, isLarge: map.descriptor != nil || flags.contains(.hugePages))
    }
    // A mapping never lands elsewhere than where it is said, nor on another one unless that is meant.
    if !flags.contains(.fixed) { flags.insert(.fixedNoReplace) }
    let request = MapRequest(
      address: address, length: length, protection: Protection(rawValue: try integer(map.protection)), flags: flags,
      descriptor: try map.descriptor.map(descriptor) ?? -1, offset: try integer(map.offset))
    return StepResult(try call(.map(request)))
  }

  private func load(_ load: LoadMemory) throws(StepError) -> StepResult {
    let width = try width(load.width)
    let result = try call(.load(address: try address(load.address), width: width))
    let number = Int128(result.bytes.integer(at: 0, width: width) ?? 0)
    if let expectation = load.value, result.succeeded {
      try check(.number(number), returned: nil, try choose(expectation), of: "value")
    }
    return StepResult(result, .number(number))
  }
}
