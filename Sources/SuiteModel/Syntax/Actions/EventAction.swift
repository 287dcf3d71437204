/// A step that looks whether something was signalled or announced.
package enum EventAction: Sendable, Hashable {
  case await(Expression)
  /// Nothing may be signalled for so many milliseconds.
  case quiet(Expression, during: Expression)
  case drain(Expression)
  /// The kernel announces what is done to an object, whose path in sysfs matches a glob.
  case announced(Expression, action: Template, path: Template)

  enum Word: String, CaseIterable {
    case await, quiet, drain, announced
  }

  var outline: ActionOutline {
    switch self {
    case .await(let eventfd): ActionOutline(Word.await, on: .descriptor(eventfd))
    case .quiet(let eventfd, let during):
      ActionOutline(Word.quiet, on: .descriptor(eventfd), .milliseconds(during))
    case .drain(let eventfd): ActionOutline(Word.drain, on: .descriptor(eventfd))
    case .announced(let socket, let action, let path):
      ActionOutline(Word.announced, name: "\(action.text) \(path.text)", .descriptor(socket)).adding([action, path])
    }
  }
}
