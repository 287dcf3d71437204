import SuiteModel
import SystemCalls

// What is no single call, as C writes it.

extension ProgramRecorder {
  func bound(_ binding: Binding) -> Symbol? {
    add(.mark("let \(binding.name)"))
    return symbol(binding.value)
  }

  /// A harness that asks a machine for each call gives a device the time that it takes to act. QEMU's e1000e, for one,
  /// ends QEMU where its interrupts are switched off while one is on its way.
  func settle() { line("usleep(2000);") }

  // MARK: Eventfds

  func record(_ event: EventAction, _ modifiers: Modifiers) -> Symbol? {
    step()
    let limit = modifiers.within.map(number) ?? "\(Interpreter.eventLimit.wholeMilliseconds)"
    var symbol = Symbol.number("counter")
    switch event {
    case .await(let eventfd):
      line("await_event(\(number(eventfd)), \(limit), \"a signal within \(limit) ms\");")
    case .quiet(let eventfd, let during):
      let time = number(during)
      line("must_be_quiet(\(number(eventfd)), \(time), \"no signal for \(time) ms\");")
    case .drain(let eventfd): line("drain_event(\(number(eventfd)));")
    case .announced(let socket, let action, let path):
      line("await_announcement(\(number(socket)), \(text(action)), \(text(path)), \(limit));")
      symbol = .fields(Dictionary(uniqueKeysWithValues: Self.variables.map { ($0, .text("announced(\"\($0)\")")) }))
    }
    check(modifiers, CCall(call: "0", symbol: symbol))
    return bound(symbol, modifiers)
  }

  /// What uevents tell.
  private static let variables = [
    "ACTION", "DEVPATH", "SUBSYSTEM", "SEQNUM", "DRIVER", "DEVNAME", "MAJOR", "MINOR", "MDEV_STATE", "MODALIAS",
    "PCI_CLASS", "PCI_ID", "PCI_SUBSYS_ID", "PCI_SLOT_NAME",
  ]

  // MARK: Calls under way

  func start(_ name: String, _ action: CallAction, _ call: StepCall) {
    step()
    started[name] = begin(action, call)
  }

  func finish(_ name: String, within limit: Duration, _ modifiers: Modifiers) -> Symbol? {
    guard let call = started[name] else { return nil }
    step()
    let time = limit.wholeMilliseconds
    line("finish_call(&\(call.outcome), \(time), \(CText.string("\(name) ends within \(time) ms")));")
    check(modifiers, call.call)
    return bound(call.call.symbol, modifiers)
  }

  func expectPending(_ name: String) {
    guard let call = started[name] else { return }
    step()
    line("must_be_pending(&\(call.outcome), \(CText.string("\(name) is still under way")));")
  }

  // MARK: Changes

  /// Notes what the program has to put back after a step.
  func keep(_ change: ChangeLog.Change, for action: CallAction) {
    switch (change, action) {
    case (.contents, .file(.writeFile(let path, _))): line("keep_file(\(text(path)));")
    case (.mode, .file(.chmod(let path, _))): line("keep_mode(\(text(path)));")
    case (.identity(let driver, let identity), _):
      let numbers = identity.split(separator: " ").prefix(2).joined(separator: " ")
      line("undo_with(COMMAND, \(CText.string(driver + "remove_id")), \(CText.string(numbers)));")
    case (.created, _): line("keep_mediated();")
    case (.contents, _), (.mode, _), (.loaded, _), (.removed, _): break
    }
  }
}
