import SuiteModel
import SystemCalls

// One place that leads from an action to what does it.

extension Interpreter {
  func perform(_ action: Action, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    switch action {
    case .open, .readFile, .writeFile, .list, .readlink, .stat, .chmod:
      try performFileAction(action)
    case .close, .dup, .fcntl, .read, .write, .pread, .pwrite, .lseek, .ftruncate, .eventfd, .memfd, .socketpair,
      .send, .receive, .poll:
      try performDescriptorAction(action)
    case .ioctl(let ioctl): try performIoctl(ioctl, modifiers)
    case .mmap, .munmap, .mremap, .mprotect, .load, .store, .peek, .poke: try performMemoryAction(action)
    case .setrlimit, .insmod, .rmmod, .sleep, .spawn, .kill, .exec, .exit, .monitor: try performProcessAction(action)
    case .await, .quiet, .signal, .drain: try performEventAction(action, modifiers)
    case .start, .finish, .pending: try performPendingAction(action, modifiers)
    case .use, .expect, .let, .steps, .operate: try performGroupAction(action)
    }
  }
}

extension Action {
  /// Whether the action is made of steps, each of which is held against its own expectations.
  var isGroup: Bool {
    switch self {
    case .use, .expect, .let, .steps, .operate, .spawn, .kill, .start, .pending: true
    default: false
    }
  }

  /// Whether `within` is the action's own time rather than a reason to try again.
  var waitsItself: Bool {
    switch self {
    case .await, .finish: true
    default: false
    }
  }
}
