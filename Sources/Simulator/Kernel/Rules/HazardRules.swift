extension Rule {
  /// What has crashed kernels, and crossings that nobody thinks of.
  static let hazardRules: [Rule] = [
    bitmapOfNoPages, emptyRegionsAreOutside, mttyDisablesOnce, mttyAnswersEmptyTriggers, mttyMigrationReopens,
    leavingDirties, failedMapForgets, messagesBeginSilent,
  ]

  static let bitmapOfNoPages = Rule(
    .type1, "bitmap-of-no-pages", "T1-124", breaks: "the kernel shifts too far for a bitmap of pages of 0 bytes")
  static let emptyRegionsAreOutside = Rule(
    .mdev, "empty-regions", "MDEV-081", breaks: "regions of samples without bytes can be read and written")
  static let mttyDisablesOnce = Rule(
    .mdev, "mtty-disables-once", "MDEV-084", breaks: "mtty gives up an eventfd each time that it is disabled")
  static let mttyAnswersEmptyTriggers = Rule(
    .mdev, "mtty-empty-trigger", "MDEV-084", breaks: "mtty reads the eventfd that an empty trigger does not have")
  static let mttyMigrationReopens = Rule(
    .mdev, "mtty-migration-reopens", "MDEV-085", breaks: "mtty dies of a state that is set after another open")
  static let leavingDirties = Rule(
    .type1, "leaving-dirties", "T1-122",
    breaks: "what a physical group may have written before it left is not dirty")
  static let failedMapForgets = Rule(
    .type1, "failed-map-forgets", "T1-123", breaks: "a MAP_DMA that fails ends the tracking of dirty pages")
  static let messagesBeginSilent = Rule(
    .irq, "messages-begin-silent", "IRQ-055", breaks: "messages signal their eventfds when they are enabled")
}
