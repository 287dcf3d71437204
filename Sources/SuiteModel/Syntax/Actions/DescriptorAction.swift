/// A step that is given a descriptor, or makes one.
package enum DescriptorAction: Sendable, Hashable {
  case close(Expression)
  case dup(Expression)
  case fcntl(Expression, command: Expression, argument: Expression)
  case read(Read)
  case pread(Read, offset: Expression)
  case write(Expression, DataSource)
  case pwrite(Expression, DataSource, offset: Expression)
  case lseek(Expression, offset: Expression, whence: Expression)
  case ftruncate(Expression, length: Expression)
  case fallocate(Expression, mode: Expression, offset: Expression, length: Expression)
  /// In milliseconds.
  case poll(Expression, events: Expression, limit: Expression)
  case eventfd(initial: Expression, flags: Expression)
  /// Adds a value to an eventfd's counter.
  case signal(Expression, value: Expression)
  case memfd(flags: Expression)
  case socketpair
  /// A socket that hears the kernel's uevents.
  case uevents
  case send(Expression, through: Expression)
  case receive(through: Expression)

  package struct Read: Sendable, Hashable {
    package var descriptor: Expression
    package var count: Expression
    /// The address that the kernel is given; without one a private buffer, whose bytes are the result.
    package var destination: Expression?
  }

  enum Word: String, CaseIterable {
    case close, dup, fcntl, read, pread, write, pwrite, lseek, ftruncate, fallocate, poll
    case eventfd, signal, memfd, socketpair, uevents, send, receive
  }

  var outline: ActionOutline {
    switch self {
    case .close(let descriptor): ActionOutline(Word.close, on: .descriptor(descriptor))
    case .dup(let descriptor): ActionOutline(Word.dup, on: .descriptor(descriptor))
    case .fcntl(let descriptor, let command, let argument):
      ActionOutline(Word.fcntl, on: .descriptor(descriptor), .bits(32, command), .bits(64, argument))
    case .read(let read): read.outline(Word.read)
    case .pread(let read, let offset): read.outline(Word.pread, .bits(64, offset))
    case .write(let descriptor, let data):
      ActionOutline(Word.write, on: .descriptor(descriptor)).adding(data.operands)
    case .pwrite(let descriptor, let data, let offset):
      ActionOutline(Word.pwrite, on: .descriptor(descriptor), .bits(64, offset)).adding(data.operands)
    case .lseek(let descriptor, let offset, let whence):
      ActionOutline(Word.lseek, on: .descriptor(descriptor), .bits(64, offset), .bits(32, whence))
    case .ftruncate(let descriptor, let length):
      ActionOutline(Word.ftruncate, on: .descriptor(descriptor), .bits(64, length))
    case .fallocate(let descriptor, let mode, let offset, let length):
      ActionOutline(Word.fallocate, on: .descriptor(descriptor), .bits(32, mode), .bits(64, offset), .bits(64, length))
    case .poll(let descriptor, let events, let limit):
      ActionOutline(Word.poll, on: .descriptor(descriptor), .bits(16, events), .milliseconds(limit))
    case .eventfd(let initial, let flags): ActionOutline(Word.eventfd, .bits(32, initial), .bits(32, flags))
    case .signal(let eventfd, let value):
      ActionOutline(Word.signal, on: .descriptor(eventfd), .bits(64, value))
    case .memfd(let flags): ActionOutline(Word.memfd, .bits(32, flags))
    case .socketpair: ActionOutline(Word.socketpair)
    case .uevents: ActionOutline(Word.uevents)
    case .send(let descriptor, let socket):
      ActionOutline(Word.send, on: .descriptor(descriptor), .descriptor(socket))
    case .receive(let socket): ActionOutline(Word.receive, .descriptor(socket))
    }
  }
}

extension DescriptorAction.Read {
  fileprivate func outline(_ word: DescriptorAction.Word, _ offset: Operand? = nil) -> ActionOutline {
    ActionOutline(
      word, on: .descriptor(descriptor), Operand(count, destination == nil ? .copied : .size), offset,
      destination.map(Operand.address))
  }
}

/// Where bytes come from.
package enum DataSource: Sendable, Hashable {
  /// Bytes, or text of hex bytes.
  case bytes(Expression)
  /// A number of so many bytes, in the target's order.
  case number(Expression, width: Expression)
  /// The process's memory.
  case memory(address: Expression, count: Expression)

  var operands: [Operand] {
    switch self {
    case .bytes(let bytes): [Operand(bytes, .bytes)]
    case .number(let number, let width): [.width(width), .word(number, width: width)]
    case .memory(let address, let count): [.address(address), Operand(count, .size)]
    }
  }
}
