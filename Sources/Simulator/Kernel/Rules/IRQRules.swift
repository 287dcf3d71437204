extension Rule {
  /// Interrupts.
  static let irqRules: [Rule] = [
    irqInfoSize, irqInfoStaysInside, irqPayloadEnds, irqInfoIndex, intxInfoFlags, irqInfoCount, errorsByVersion,
    errorsSetByVersion,
    irqSetSize, irqSetFlags, irqSetRange,
    irqOneData, irqDataSize, irqOneAction, intxAutomasks, intxEventDropped, intxEventReplaced, intxNeedsOne,
    intxDisableNeedsEnable, intxLoopback, intxLoopbackHeedsBoolean, intxLoopbackNeedsEnable, intxMaskNeedsEnable,
    intxMaskNeedsOne, intxMask, intxMaskHeedsBoolean, intxMaskHasNoEvent, unmaskResends, intxExcludesMessages,
    messagesExcludeOthers, irqMessagesHaveNoMask, messagesNeedVectors, messagesEventDropped,
    messagesFailedEnableUndone, messagesErrorDropsRun, messagesLoopback, messagesLoopbackHeedsBoolean,
    messagesLoopbackNeedsEnable, messagesGrow, messagesRestoreDecoding, notificationSignals, notificationNeedsEvent,
    notificationNeedsOne, notificationCleared, requestRepeats,
  ]

  static let irqInfoSize = Rule(.irq, "info-argsz", "IRQ-001", breaks: "GET_IRQ_INFO takes any argsz")
  static let irqInfoStaysInside = Rule(
    .irq, "info-inside", "IRQ-099", breaks: "GET_IRQ_INFO writes before the structure")
  static let irqPayloadEnds = Rule(.irq, "set-inside", "IRQ-100", breaks: "SET_IRQS reads behind its payload")
  static let irqInfoIndex = Rule(
    .irq, "info-index", "IRQ-003", breaks: "GET_IRQ_INFO succeeds for an index that is not there")
  static let intxInfoFlags = Rule(
    .irq, "info-intx", "IRQ-004", breaks: "GET_IRQ_INFO does not say that INTx can be masked")
  static let irqInfoCount = Rule(
    .irq, "info-count", "IRQ-006", breaks: "GET_IRQ_INFO counts one interrupt for every index")
  static let errorsByVersion = Rule(
    .irq, "info-error", "IRQ-007", breaks: "GET_IRQ_INFO knows ERR of conventional PCI, and since 7.3 does not")
  static let errorsSetByVersion = Rule(
    .irq, "set-error", "IRQ-093", breaks: "SET_IRQS takes ERR of conventional PCI, and since 7.3 does not")
  static let irqSetSize = Rule(.irq, "set-argsz", "IRQ-009", breaks: "SET_IRQS takes any argsz")
  static let irqSetFlags = Rule(.irq, "set-flags", "IRQ-012", breaks: "SET_IRQS takes unknown flags")
  static let irqSetRange = Rule(.irq, "set-range", "IRQ-016", breaks: "SET_IRQS takes interrupts that are not there")
  static let irqOneData = Rule(.irq, "set-one-data", "IRQ-018", breaks: "SET_IRQS takes two kinds of data, or none")
  static let irqDataSize = Rule(.irq, "set-data-size", "IRQ-019", breaks: "SET_IRQS reads data behind argsz")
  static let irqOneAction = Rule(
    .irq, "set-one-action", "IRQ-022", breaks: "SET_IRQS succeeds with two actions, or none")
  static let intxAutomasks = Rule(
    .irq, "intx-automask", "IRQ-048", breaks: "an interrupt signals twice, for it is not masked when it comes")
  static let intxEventDropped = Rule(
    .irq, "intx-drop", "IRQ-027", breaks: "descriptor -1 leaves the eventfd of INTx in place")
  static let intxEventReplaced = Rule(
    .irq, "intx-replace", "IRQ-028", breaks: "a second eventfd does not replace that of INTx")
  static let intxNeedsOne = Rule(.irq, "intx-count", "IRQ-030", breaks: "INTx takes eventfds without any")
  static let intxDisableNeedsEnable = Rule(
    .irq, "intx-disable", "IRQ-032", breaks: "disabling INTx succeeds when it is off")
  static let intxLoopback = Rule(.irq, "intx-loopback", "IRQ-034", breaks: "a trigger of INTx by the caller is lost")
  static let intxLoopbackHeedsBoolean = Rule(
    .irq, "intx-loopback-bool", "IRQ-035", breaks: "a trigger of INTx by 0 signals")
  static let intxLoopbackNeedsEnable = Rule(
    .irq, "intx-loopback-off", "IRQ-036", breaks: "a trigger of INTx succeeds when it is off")
  static let intxMaskNeedsEnable = Rule(
    .irq, "intx-mask-off", "IRQ-039", breaks: "masking INTx succeeds when it is off")
  static let intxMaskNeedsOne = Rule(.irq, "intx-mask-count", "IRQ-040", breaks: "masking INTx takes a count of 0")
  static let intxMask = Rule(.irq, "intx-mask", "IRQ-041", breaks: "masking INTx has no effect")
  static let intxMaskHeedsBoolean = Rule(.irq, "intx-mask-bool", "IRQ-042", breaks: "masking INTx by 0 masks it")
  static let intxMaskHasNoEvent = Rule(
    .irq, "intx-mask-event", "IRQ-043", breaks: "an eventfd that masks INTx is taken")
  static let unmaskResends = Rule(
    .irq, "intx-resend", "IRQ-044", breaks: "unmasking does not tell of an interrupt that is still pending")
  static let intxExcludesMessages = Rule(
    .irq, "intx-exclusive", "IRQ-053", breaks: "INTx can be enabled beside MSI or MSI-X")
  static let messagesExcludeOthers = Rule(
    .irq, "message-exclusive", "IRQ-052", breaks: "MSI and MSI-X can be enabled beside INTx and each other")
  static let irqMessagesHaveNoMask = Rule(.irq, "message-mask", "IRQ-056", breaks: "masking MSI succeeds")
  static let messagesNeedVectors = Rule(.irq, "message-none", "IRQ-060", breaks: "MSI can be enabled without vectors")
  static let messagesEventDropped = Rule(
    .irq, "message-drop", "IRQ-064", breaks: "descriptor -1 leaves the eventfd of a vector in place")
  static let messagesFailedEnableUndone = Rule(
    .irq, "message-undo", "IRQ-068", breaks: "MSI-X stays enabled when its first eventfds fail")
  static let messagesErrorDropsRun = Rule(
    .irq, "message-error", "IRQ-069", breaks: "vectors keep their eventfds when a later one in the call fails")
  static let messagesLoopback = Rule(
    .irq, "message-loopback", "IRQ-070", breaks: "a trigger of a vector by the caller is lost")
  static let messagesLoopbackHeedsBoolean = Rule(
    .irq, "message-loopback-bool", "IRQ-072", breaks: "a trigger of a vector by 0 signals")
  static let messagesLoopbackNeedsEnable = Rule(
    .irq, "message-loopback-off", "IRQ-073", breaks: "a trigger of a vector succeeds when MSI is off")
  static let messagesGrow = Rule(
    .irq, "message-grow", "IRQ-076", breaks: "vectors cannot be added where the kernel allows it")
  static let messagesRestoreDecoding = Rule(
    .irq, "message-decoding", "IRQ-080", breaks: "enabling MSI leaves memory decoding on")
  static let notificationSignals = Rule(.irq, "notify", "IRQ-094", breaks: "errors and requests are not told")
  static let notificationNeedsEvent = Rule(
    .irq, "notify-none", "IRQ-089", breaks: "a trigger of ERR or REQ succeeds without an eventfd")
  static let notificationNeedsOne = Rule(
    .irq, "notify-count", "IRQ-085", breaks: "ERR and REQ take eventfds without any")
  static let notificationCleared = Rule(
    .irq, "notify-clear", "IRQ-086", breaks: "descriptor -1 leaves the eventfd of ERR or REQ in place")
  static let requestRepeats = Rule(
    .irq, "request-repeats", "IRQ-095", breaks: "a request for the device is told only once")
}
