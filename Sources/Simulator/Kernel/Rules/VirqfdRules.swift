extension Rule {
  /// Eventfds that make the kernel do something.
  static let virqfdRules: [Rule] = [
    unmaskEventUnmasks, virqfdWaits, unmaskEventOnce, virqfdIsPerOwner, virqfdRefusalKeepsFirst,
    virqfdRefusalGivesUpEvent, unmaskEventRemoved, unmaskEventRemovedTwice, virqfdGivesUpEvent, virqfdNeedsOpenFile,
    virqfdNeedsEvent, unmaskEventNeedsINTx, virqfdDrains, virqfdsShareEvent, virqfdIgnoresReaders, virqfdSeesPending,
    virqfdLeavesPending, unmaskEventIgnoredUnmasked, virqfdWorks, unmaskEventHeedsDisINTx, unmaskEventIsSilent,
    virqfdTakesOneUnit, virqfdHangUp, virqfdHangUpIsNoSignal, disableRemovesUnmaskEvent, virqfdFlushes,
    closeRemovesUnmaskEvent, triggerMayUnmask, virqfdPlace,
  ]

  static let unmaskEventUnmasks = Rule(
    .virqfd, "unmask", "VIRQ-001", breaks: "a signal of the eventfd leaves INTx masked")
  static let virqfdWaits = Rule(
    .virqfd, "wait", "VIRQ-001", breaks: "an eventfd that is installed unmasks without a signal")
  static let unmaskEventOnce = Rule(
    .virqfd, "once", "VIRQ-002", breaks: "a second eventfd that unmasks replaces the first")
  static let virqfdIsPerOwner = Rule(
    .virqfd, "per-owner", "VIRQ-002", breaks: "all devices together have one place for an eventfd")
  static let virqfdRefusalKeepsFirst = Rule(
    .virqfd, "refusal", "VIRQ-002", breaks: "a second eventfd that is refused removes the first")
  static let virqfdRefusalGivesUpEvent = Rule(
    .virqfd, "refusal-reference", "VIRQ-002", breaks: "an eventfd that is refused is kept for ever")
  static let unmaskEventRemoved = Rule(
    .virqfd, "remove", "VIRQ-003", breaks: "descriptor -1 leaves the eventfd that unmasks in place")
  static let unmaskEventRemovedTwice = Rule(
    .virqfd, "remove-none", "VIRQ-003", breaks: "descriptor -1 fails where no eventfd is installed")
  static let virqfdGivesUpEvent = Rule(
    .virqfd, "reference", "VIRQ-003", breaks: "an eventfd that was removed is kept for ever")
  static let virqfdNeedsOpenFile = Rule(
    .virqfd, "closed-descriptor", "VIRQ-004", breaks: "a closed descriptor is taken for an eventfd")
  static let virqfdNeedsEvent = Rule(
    .virqfd, "no-eventfd", "VIRQ-005", breaks: "a descriptor of another kind is taken for an eventfd")
  static let unmaskEventNeedsINTx = Rule(
    .virqfd, "intx-off", "VIRQ-006", breaks: "an eventfd that unmasks is taken while INTx is off")
  static let virqfdDrains = Rule(.virqfd, "drain", "VIRQ-007", breaks: "a signal that unmasks stays in its eventfd")
  static let virqfdsShareEvent = Rule(
    .virqfd, "share", "VIRQ-007", breaks: "of those that one eventfd serves, only one is woken")
  static let virqfdIgnoresReaders = Rule(
    .virqfd, "reader", "VIRQ-007", breaks: "reading the eventfd counts as a signal")
  static let virqfdSeesPending = Rule(
    .virqfd, "pending", "VIRQ-008", breaks: "a signal that came before registration is not seen")
  static let virqfdLeavesPending = Rule(
    .virqfd, "pending-stays", "VIRQ-008", breaks: "a count from before registration is taken")
  static let unmaskEventIgnoredUnmasked = Rule(
    .virqfd, "unmasked", "VIRQ-009", breaks: "a signal while INTx is not masked is told as an interrupt")
  static let virqfdWorks = Rule(
    .virqfd, "work", "VIRQ-010", breaks: "an interrupt that is still pending is not told when a signal unmasks")
  static let unmaskEventHeedsDisINTx = Rule(
    .virqfd, "disintx", "VIRQ-011", breaks: "a signal unmasks INTx although DisINTx is set")
  static let unmaskEventIsSilent = Rule(
    .virqfd, "disintx-silent", "VIRQ-011", breaks: "a signal tells the pending line although DisINTx is set")
  static let virqfdTakesOneUnit = Rule(
    .virqfd, "semaphore", "VIRQ-012", breaks: "all units of a semaphore are taken at once")
  static let virqfdHangUp = Rule(
    .virqfd, "hang-up", "VIRQ-013", breaks: "an eventfd that was given up stays registered")
  static let virqfdHangUpIsNoSignal = Rule(
    .virqfd, "hang-up-signal", "VIRQ-013", breaks: "giving the eventfd up counts as a signal")
  static let disableRemovesUnmaskEvent = Rule(
    .virqfd, "disable", "VIRQ-014", breaks: "disabling INTx leaves the eventfd that unmasks in place")
  static let virqfdFlushes = Rule(.virqfd, "flush", "VIRQ-014", breaks: "removal does not wait for what a signal began")
  static let closeRemovesUnmaskEvent = Rule(
    .virqfd, "close", "VIRQ-015", breaks: "closing the device leaves the eventfd that unmasks in place")
  static let triggerMayUnmask = Rule(
    .virqfd, "trigger", "VIRQ-016", breaks: "one eventfd cannot both be signalled by INTx and unmask it")
  static let virqfdPlace = Rule(
    .virqfd, "module", "VIRQ-018",
    breaks: "the service is a module where it belongs into the core, and the other way round")
}
