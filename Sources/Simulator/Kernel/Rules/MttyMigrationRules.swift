extension Rule {
  /// How mtty's cards migrate.
  static let mttyMigrationRules: [Rule] = [
    mttyMigrates, mttyMigrationTells, mttyMigrationKept, mttyMigrationStates, mttyMigrationNoWay, mttyMigrationSteps,
    mttyMigrationWhole, mttyMigrationLimit, mttyMigrationData, mttyMigrationLoads, mttyMigrationFilesEnd,
    mttyMigrationHeader, mttyMigrationReset, mttyPrecopyInfo, precopyOptIn, precopyOptInEnds,
    precopyOptInNeedsMigration, loggingNeedsRange, loggingLimit, loggingFault, loggingAligned, loggingWrap,
    loggingOverlap, reportPageSize, reportWrap,
  ]

  static let mttyMigrates = Rule(.mdev, "mtty-migrates", "FEAT-045", breaks: "mtty does not say how it migrates")
  static let mttyMigrationTells = Rule(
    .mdev, "mtty-migration-tells", "FEAT-036", breaks: "mtty does not tell its state")
  static let mttyMigrationKept = Rule(
    .mdev, "mtty-migration-kept", "FEAT-036",
    breaks: "the next user finds a device that runs, whatever the last one left")
  static let mttyMigrationStates = Rule(
    .mdev, "mtty-migration-states", "FEAT-038", breaks: "an unknown state is no error")
  static let mttyMigrationNoWay = Rule(
    .mdev, "mtty-migration-no-way", "FEAT-042", breaks: "a state that cannot be reached is no error")
  static let mttyMigrationSteps = Rule(
    .mdev, "mtty-migration-steps", "FEAT-043", breaks: "one call goes one step between states")
  static let mttyMigrationWhole = Rule(
    .mdev, "mtty-migration-whole", "FEAT-047", breaks: "part of a device's state is enough to resume")
  static let mttyMigrationLimit = Rule(
    .mdev, "mtty-migration-limit", "FEAT-046", breaks: "more can be written than a device has")
  static let mttyMigrationData = Rule(
    .mdev, "mtty-migration-data", "FEAT-046", breaks: "what comes out of a device is not its own state")
  static let mttyMigrationLoads = Rule(
    .mdev, "mtty-migration-loads", "FEAT-046", breaks: "a device does not become what was written")
  static let mttyMigrationFilesEnd = Rule(
    .mdev, "mtty-migration-files-end", "FEAT-046", breaks: "the file of a migration that is over can be read")
  static let mttyMigrationHeader = Rule(
    .mdev, "mtty-migration-header", "FEAT-046", breaks: "any header is taken")
  static let mttyMigrationReset = Rule(
    .mdev, "mtty-migration-reset", "FEAT-040", breaks: "a reset leaves a stopped device stopped")
  static let mttyPrecopyInfo = Rule(
    .mdev, "mtty-precopy-info", "FEAT-049", breaks: "what is left to copy is told of a stopped device too")
  static let precopyOptIn = Rule(
    .mdev, "precopy-opt-in", "FEAT-084", breaks: "the flags of MIG_GET_PRECOPY_INFO are never an answer")
  static let precopyOptInEnds = Rule(
    .mdev, "precopy-opt-in-ends", "FEAT-085", breaks: "the next user has MIG_PRECOPY_INFOv2 from the last one")
  static let precopyOptInNeedsMigration = Rule(
    .mdev, "precopy-opt-in-needs-migration", "FEAT-086",
    breaks: "MIG_PRECOPY_INFOv2 succeeds on a device that cannot be copied ahead")
  static let loggingNeedsRange = Rule(
    .mdev, "logging-needs-range", "FEAT-032", breaks: "DMA_LOGGING_START of no range succeeds")
  static let loggingLimit = Rule(
    .mdev, "logging-limit", "FEAT-032", breaks: "DMA_LOGGING_START takes more ranges than fit a page")
  static let loggingFault = Rule(
    .mdev, "logging-fault", "FEAT-087", breaks: "DMA_LOGGING_START says EINVAL for ranges that are not there")
  static let loggingAligned = Rule(
    .mdev, "logging-aligned", "FEAT-033", breaks: "DMA_LOGGING_START takes ranges that are not aligned")
  static let loggingWrap = Rule(
    .mdev, "logging-wrap", "FEAT-033", breaks: "DMA_LOGGING_START of a range that wraps says EINVAL")
  static let loggingOverlap = Rule(
    .mdev, "logging-overlap", "FEAT-033", breaks: "DMA_LOGGING_START takes ranges that overlap")
  static let reportPageSize = Rule(
    .mdev, "report-page-size", "FEAT-034", breaks: "DMA_LOGGING_REPORT takes any page size")
  static let reportWrap = Rule(
    .mdev, "report-wrap", "FEAT-088", breaks: "DMA_LOGGING_REPORT of a range that wraps succeeds")
}
