extension Rule {
  /// Every rule that a quirk can switch off.
  package static let all: [Rule] =
    groupRules + lifetimeRules + moduleFileRules + containerRules + type1Rules + noIOMMURules + deviceRules
    + configRules + hostBitRules + regionRules + sessionRules + powerRules + hostFileRules + growthRules + irqRules
    + handlingRules
    + virqfdRules
    + eventRules
    + virtualFunctionRules + spaprRules + mediatedRules + eehRules + moduleRules + announcementRules + offerRules
    + refusalRules + paddingRules + orderRules + ueventRules + exportRules + hazardRules
    + platformRules + channelRules
}
