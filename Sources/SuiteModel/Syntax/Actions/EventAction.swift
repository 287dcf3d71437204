/// A step that looks whether an eventfd was signalled.
package enum EventAction: Sendable, Hashable {
  case await(Expression)
  /// Nothing may be signalled for so many milliseconds.
  case quiet(Expression, during: Expression)
  case drain(Expression)

  enum Word: String, CaseIterable {
    case await, quiet, drain
  }

  var outline: ActionOutline {
    switch self {
    case .await(let eventfd): ActionOutline(Word.await, on: .descriptor(eventfd))
    case .quiet(let eventfd, let during):
      ActionOutline(Word.quiet, on: .descriptor(eventfd), .milliseconds(during))
    case .drain(let eventfd): ActionOutline(Word.drain, on: .descriptor(eventfd))
    }
  }
}
