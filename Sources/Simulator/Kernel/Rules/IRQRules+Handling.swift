extension Rule {
  /// Interrupts, call by call.
  static let handlingRules: [Rule] = [
    irqInfoFault, msiInfo, errorInfo, requestInfo, irqSetFault, irqSetIndex, irqSetWraps, irqSetStart,
    irqSetNeedsVectors, irqPayloadFault, irqArgumentsFirst, irqLongArgument, enableBeginsUnmasked, intxGoesOn,
    intxWithoutEvent, intxKeepsEvent, loopbackHeedsDisINTx, unmaskHeedsDisINTx, disINTxClears, enableHeedsDisINTx,
    kindsFollow, messagesArrive, messagesApart, firstCallAllocates, messagesWithoutEvent, releasedStaysEnabled,
    messagesReplaced, messageAnew, messagesShareEvent, messagesErrorTakesEvent, messagesDisableOnce, disableAnyStart,
    loopbackBehind, countIsTables, closedEventIsKept, messageNames, closeEndsLines, notificationsBeside,
    notificationReplaced, notificationsApart, notificationsHaveNoMask, notificationNegative, notificationKeepsEvent,
    notificationNoneClears, notificationBoolean, notificationStart, requestAtOnce, closeClearsRequests, vectorsAreFreed,
    closeIsSilent, closedEventIsHarmless, closeSparesOthers, closeFreesPlace, hangUpLetsGo, endsClean,
    lineAutomasks, lineUnmasks,
  ]

  static let lineAutomasks = Rule(
    .irq, "line-automask", "IRQ-114", breaks: "with nointxmask an interrupt signals twice")
  static let lineUnmasks = Rule(
    .irq, "line-unmask", "IRQ-114", breaks: "with nointxmask UNMASK leaves the line masked at the interrupt controller")
  static let irqInfoFault = Rule(
    .irq, "info-fault", "IRQ-002", breaks: "GET_IRQ_INFO fails with EINVAL for memory that is not there")
  static let msiInfo = Rule(
    .irq, "info-msi", "IRQ-005", breaks: "GET_IRQ_INFO tells two vectors of MSI for every device")
  static let errorInfo = Rule(
    .irq, "info-express", "IRQ-007", breaks: "GET_IRQ_INFO tells of no error interrupt")
  static let requestInfo = Rule(
    .irq, "info-request", "IRQ-008", breaks: "GET_IRQ_INFO tells of no interrupt for requests")
  static let irqSetFault = Rule(
    .irq, "set-fault", "IRQ-010", breaks: "SET_IRQS fails with EINVAL for memory that is not there")
  static let irqSetIndex = Rule(
    .irq, "set-index", "IRQ-011", breaks: "SET_IRQS takes an index that is not there")
  static let irqSetWraps = Rule(
    .irq, "set-wraps", "IRQ-013", breaks: "SET_IRQS takes ranges that wrap")
  static let irqSetStart = Rule(
    .irq, "set-start", "IRQ-014", breaks: "SET_IRQS takes an empty range behind the last vector")
  static let irqSetNeedsVectors = Rule(
    .irq, "set-none", "IRQ-015", breaks: "SET_IRQS takes an index without vectors")
  static let irqPayloadFault = Rule(
    .irq, "set-payload-fault", "IRQ-020", breaks: "SET_IRQS fails with EINVAL for a payload that is not there")
  static let irqArgumentsFirst = Rule(
    .irq, "set-order", "IRQ-023", breaks: "SET_IRQS looks at the action before the range")
  static let irqLongArgument = Rule(
    .irq, "set-long-argsz", "IRQ-024", breaks: "SET_IRQS refuses an argsz longer than what it needs")
  static let enableBeginsUnmasked = Rule(
    .irq, "intx-begins", "IRQ-025", breaks: "INTx begins masked where the last one was")
  static let intxGoesOn = Rule(
    .irq, "intx-goes-on", "IRQ-025", breaks: "INTx signals once")
  static let intxWithoutEvent = Rule(
    .irq, "intx-without-event", "IRQ-026", breaks: "INTx cannot be set up without an eventfd")
  static let intxKeepsEvent = Rule(
    .irq, "intx-keeps", "IRQ-029", breaks: "a wrong descriptor takes the eventfd of INTx")
  static let loopbackHeedsDisINTx = Rule(
    .irq, "intx-loopback-disintx", "IRQ-037", breaks: "a trigger of INTx signals although DisINTx is set")
  static let unmaskHeedsDisINTx = Rule(
    .irq, "intx-unmask-disintx", "IRQ-046", breaks: "unmasking INTx has its effect although DisINTx is set")
  static let disINTxClears = Rule(
    .config, "disintx-cleared", "CFG-012", breaks: "INTx stays masked when DisINTx is cleared")
  static let enableHeedsDisINTx = Rule(
    .irq, "intx-enable-disintx", "IRQ-047", breaks: "INTx begins unmasked although DisINTx is set")
  static let kindsFollow = Rule(
    .irq, "kinds-follow", "IRQ-055", breaks: "another kind of interrupt than the first cannot be set up")
  static let messagesArrive = Rule(
    .irq, "messages", "IRQ-057", breaks: "messages of the device are lost")
  static let messagesApart = Rule(
    .irq, "messages-apart", "IRQ-057", breaks: "every message signals the eventfd of the first vector")
  static let firstCallAllocates = Rule(
    .irq, "message-first-call", "IRQ-058", breaks: "the first call has to begin with vector 0")
  static let messagesWithoutEvent = Rule(
    .irq, "message-without-event", "IRQ-063", breaks: "the first call takes no descriptor -1")
  static let releasedStaysEnabled = Rule(
    .irq, "message-released", "IRQ-065", breaks: "MSI ends with its last eventfd")
  static let messagesReplaced = Rule(
    .irq, "message-replaced", "IRQ-066", breaks: "an eventfd is signalled beside the one that replaced it")
  static let messageAnew = Rule(
    .irq, "message-anew", "IRQ-066", breaks: "the message of a vector is written only the first time")
  static let messagesShareEvent = Rule(
    .irq, "message-shared", "IRQ-067", breaks: "an eventfd serves one vector only")
  static let messagesErrorTakesEvent = Rule(
    .irq, "message-error-takes", "IRQ-069", breaks: "a vector keeps its eventfd when a wrong one is to replace it")
  static let messagesDisableOnce = Rule(
    .irq, "message-disable-once", "IRQ-074", breaks: "disabling MSI succeeds when it is off")
  static let disableAnyStart = Rule(
    .irq, "message-disable-start", "IRQ-074", breaks: "MSI-X is disabled only by a range from 0")
  static let loopbackBehind = Rule(
    .irq, "message-loopback-behind", "IRQ-076",
    breaks: "a trigger of vectors that are not set up is refused where it is not, and the other way round")
  static let countIsTables = Rule(
    .irq, "message-count", "IRQ-078", breaks: "GET_IRQ_INFO counts the vectors that are set up")
  static let closedEventIsKept = Rule(
    .irq, "message-closed-event", "IRQ-079", breaks: "MSI-X ends when an eventfd of it is closed")
  static let messageNames = Rule(
    .irq, "message-names", "IRQ-081", breaks: "/proc/interrupts names no vectors")
  static let closeEndsLines = Rule(
    .irq, "close-ends", "IRQ-082", breaks: "interrupts stay in /proc/interrupts when the device is closed")
  static let notificationsBeside = Rule(
    .irq, "notify-beside", "IRQ-083", breaks: "ERR and REQ take no eventfd beside another interrupt")
  static let notificationReplaced = Rule(
    .irq, "notify-replaced", "IRQ-083", breaks: "a second eventfd does not replace that of ERR or REQ")
  static let notificationsApart = Rule(
    .irq, "notify-apart", "IRQ-083", breaks: "ERR and REQ share one eventfd")
  static let notificationsHaveNoMask = Rule(
    .irq, "notify-mask", "IRQ-084", breaks: "ERR and REQ can be masked")
  static let notificationNegative = Rule(
    .irq, "notify-negative", "IRQ-087",
    breaks: "a negative descriptor is refused where it is not, and the other way round")
  static let notificationKeepsEvent = Rule(
    .irq, "notify-keeps", "IRQ-088", breaks: "a wrong descriptor takes the eventfd of ERR or REQ")
  static let notificationNoneClears = Rule(
    .irq, "notify-none-clears", "IRQ-090", breaks: "a request without data and vectors leaves the eventfd of ERR or REQ"
  )
  static let notificationBoolean = Rule(
    .irq, "notify-boolean", "IRQ-091", breaks: "a boolean of 1 does not trigger ERR or REQ")
  static let notificationStart = Rule(
    .irq, "notify-start", "IRQ-092", breaks: "ERR and REQ take any start")
  static let requestAtOnce = Rule(
    .irq, "request-at-once", "IRQ-095", breaks: "a request for the device is told only after ten seconds")
  static let closeClearsRequests = Rule(
    .irq, "close-requests", "IRQ-096", breaks: "ERR and REQ keep the eventfds of the last user, whom unbind asks")
  static let vectorsAreFreed = Rule(
    .irq, "message-freed", "IRQ-097", breaks: "the lines of MSI stay in /proc/interrupts when it is disabled")
  static let closeIsSilent = Rule(
    .irq, "close-silent", "FD-008", breaks: "the last close signals the eventfds that it takes down")
  static let closedEventIsHarmless = Rule(
    .irq, "closed-event", "FD-018", breaks: "a vector whose eventfd was closed takes no other")
  static let closeSparesOthers = Rule(
    .virqfd, "close-spares", "VIRQ-015", breaks: "closing a device takes the eventfds of all devices")
  static let closeFreesPlace = Rule(
    .virqfd, "close-frees", "VIRQ-015", breaks: "the next user of a device finds the place of its eventfd taken")
  static let hangUpLetsGo = Rule(
    .virqfd, "hang-up-reference", "VIRQ-013", breaks: "an eventfd that was given up is kept for ever")
  static let endsClean = Rule(
    .virqfd, "stress", "VIRQ-017", breaks: "every eighth eventfd is refused")
}
