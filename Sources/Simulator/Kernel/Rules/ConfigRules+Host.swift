extension Rule {
  /// What of the host's own settings in configuration space is there for a user, and afterwards.
  static let hostBitRules: [Rule] = [openDecodes, openKeepsHostBits, restoresOwnMessages, hostWriteIsUndone]

  static let openDecodes = Rule(
    .config, "open-decodes", "CFG-075", breaks: "a device whose decode the host turned off does not answer its user")
  static let openKeepsHostBits = Rule(
    .config, "open-keeps-host-bits", "CFG-076",
    breaks: "open clears registers that the host set and VFIO has no use for")
  static let restoresOwnMessages = Rule(
    .config, "restores-own-messages", "CFG-077", breaks: "messages that nobody enabled by the kernel outlive a reset")
  static let hostWriteIsUndone = Rule(
    .config, "host-write-is-undone", "CFG-074", breaks: "what the host wrote while a device was open stays")
}
