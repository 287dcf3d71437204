/// A step on the process's memory.
package enum MemoryAction: Sendable, Hashable {
  case mmap(MapMemory)
  case munmap(Expression, length: Expression)
  case mremap(Expression, length: Expression, newLength: Expression, flags: Expression)
  case mprotect(Expression, length: Expression, protection: Expression)
  /// Of 1, 2, 4 or 8 bytes.
  case load(Expression, width: Expression)
  case store(Expression, width: Expression, value: Expression)
  case peek(Expression, count: Expression)
  case poke(Expression, DataSource)

  enum Word: String, CaseIterable {
    case mmap, munmap, mremap, mprotect, load, store, peek, poke
  }

  var outline: ActionOutline {
    switch self {
    case .mmap(let map):
      ActionOutline(
        Word.mmap, name: map.descriptor.map { "of \($0.text)" }, .bits(64, map.length), .bits(32, map.protection),
        .bits(64, map.offset), map.flags.map { .bits(32, $0) }, map.descriptor.map(Operand.descriptor),
        map.address.map(Operand.address))
    case .munmap(let address, let length): ActionOutline(Word.munmap, on: .address(address), .bits(64, length))
    case .mremap(let address, let length, let newLength, let flags):
      ActionOutline(Word.mremap, on: .address(address), .bits(64, length), .bits(64, newLength), .bits(32, flags))
    case .mprotect(let address, let length, let protection):
      ActionOutline(Word.mprotect, on: .address(address), .bits(64, length), .bits(32, protection))
    case .load(let address, let width): ActionOutline(Word.load, on: .address(address), .width(width))
    case .store(let address, let width, let value):
      ActionOutline(Word.store, on: .address(address), .width(width), .word(value, width: width))
    case .peek(let address, let count): ActionOutline(Word.peek, on: .address(address), Operand(count, .copied))
    case .poke(let address, let data): ActionOutline(Word.poke, on: .address(address)).adding(data.operands)
    }
  }
}

/// `mmap`
package struct MapMemory: Sendable, Hashable {
  package var length: Expression
  package var protection: Expression
  /// Without flags: shared with a descriptor, anonymous and private without one.
  package var flags: Expression?
  package var descriptor: Expression?
  package var offset: Expression
  package var address: Expression?
}
