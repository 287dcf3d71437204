extension Rule {
  static let type1Rules: [Rule] = []
}
