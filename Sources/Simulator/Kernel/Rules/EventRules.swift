extension Rule {
  /// Eventfds: what the kernel adds to their counts and takes from them.
  static let eventRules: [Rule] = [
    virqfdRemovalDrains, virqfdRemovalTakesUnit, eventWritesChecked, signalsReachTheTop, signalsAdd, signalsWakeReaders,
    closedTriggerGivesWay,
  ]

  static let virqfdRemovalDrains = Rule(
    .virqfd, "removal-drains", "VIRQ-030", breaks: "an eventfd that is removed keeps its count from before")
  static let virqfdRemovalTakesUnit = Rule(
    .virqfd, "removal-unit", "VIRQ-031", breaks: "a semaphore that is removed keeps its count from before")
  static let eventWritesChecked = Rule(
    .virqfd, "long-writes", "VIRQ-033",
    breaks: "a write of more than 8 bytes is refused where it is not, and the other way round")
  static let signalsReachTheTop = Rule(
    .irq, "eventfd-top", "IRQ-110", breaks: "a signal is lost where an eventfd has the highest count")
  static let signalsAdd = Rule(
    .irq, "eventfd-adds", "IRQ-111", breaks: "a signal replaces the count of an eventfd")
  static let signalsWakeReaders = Rule(
    .irq, "eventfd-wakes", "IRQ-112", breaks: "a read that waits for an eventfd fails at its signal")
  static let closedTriggerGivesWay = Rule(
    .irq, "closed-trigger", "IRQ-113", breaks: "INTx cannot be given another eventfd once its own is closed")
}
