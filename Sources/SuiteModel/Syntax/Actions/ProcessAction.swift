/// A step that is a call about the process itself, or about the kernel's modules.
package enum ProcessAction: Sendable, Hashable {
  case setrlimit(resource: Expression, value: Expression)
  case insmod(module: Template, parameters: Template)
  case rmmod(module: Template)
  /// In milliseconds.
  case sleep(Expression)
  case exec
  case exit(status: Expression)

  enum Word: String, CaseIterable {
    case setrlimit, insmod, rmmod, sleep, exec, exit
  }

  var outline: ActionOutline {
    switch self {
    case .setrlimit(let resource, let value):
      ActionOutline(Word.setrlimit, on: .bits(32, resource), .bits(64, value))
    case .insmod(let module, let parameters): ActionOutline(Word.insmod, to: module, parameters)
    case .rmmod(let module): ActionOutline(Word.rmmod, to: module)
    case .sleep(let time): ActionOutline(Word.sleep, on: .milliseconds(time))
    case .exec: ActionOutline(Word.exec)
    case .exit(let status): ActionOutline(Word.exit, Operand(status, .exitStatus))
    }
  }
}
