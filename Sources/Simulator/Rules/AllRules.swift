extension Rule {
  /// Every rule that a quirk can switch off.
  public static let all: [Rule] =
    groupRules + containerRules + type1Rules + noIOMMURules + deviceRules + irqRules + virqfdRules
    + virtualFunctionRules + spaprRules + mediatedRules + eehRules + moduleRules
}
