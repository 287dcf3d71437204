/// `outcome`: its `kind`, and the keys that the kind asks for.
struct OutcomeForm: Form {
  var model: Outcome

  init(_ model: Outcome) { self.model = model }

  private enum CodingKeys: String, CodingKey { case kind, cause, reason, defect, failed, attempts }

  private enum Kind: String, Codable {
    case passed, failed, errored, skipped, expectedFailure, unexpectedPass, observed, flaky
  }

  init(from decoder: any Decoder) throws {
    let form = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String { try form.decode(String.self, forKey: key) }
    switch try form.decode(Kind.self, forKey: .kind) {
    case .passed: model = .passed
    case .failed: model = .failed
    case .errored: model = .errored(try form.decode(WordForm<Outcome.Cause>.self, forKey: .cause).model)
    case .skipped: model = .skipped(reason: try text(.reason))
    case .expectedFailure: model = .expectedFailure(defect: try text(.defect), reason: try text(.reason))
    case .unexpectedPass: model = .unexpectedPass(defect: try text(.defect), reason: try text(.reason))
    case .observed: model = .observed
    case .flaky:
      model = .flaky(
        failed: try form.decode(Int.self, forKey: .failed), of: try form.decode(Int.self, forKey: .attempts))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var form = encoder.container(keyedBy: CodingKeys.self)
    switch model {
    case .passed: try form.encode(Kind.passed, forKey: .kind)
    case .failed: try form.encode(Kind.failed, forKey: .kind)
    case .observed: try form.encode(Kind.observed, forKey: .kind)
    case .flaky(let failed, let attempts):
      try form.encode(Kind.flaky, forKey: .kind)
      try form.encode(failed, forKey: .failed)
      try form.encode(attempts, forKey: .attempts)
    case .errored(let cause):
      try form.encode(Kind.errored, forKey: .kind)
      try form.encode(WordForm(cause), forKey: .cause)
    case .skipped(let reason):
      try form.encode(Kind.skipped, forKey: .kind)
      try form.encode(reason, forKey: .reason)
    case .expectedFailure(let defect, let reason):
      try form.encode(Kind.expectedFailure, forKey: .kind)
      try form.encode(defect, forKey: .defect)
      try form.encode(reason, forKey: .reason)
    case .unexpectedPass(let defect, let reason):
      try form.encode(Kind.unexpectedPass, forKey: .kind)
      try form.encode(defect, forKey: .defect)
      try form.encode(reason, forKey: .reason)
    }
  }
}

extension Outcome.Cause: Worded {
  var word: String {
    switch self {
    case .setup: "setup"
    case .timeout: "timeout"
    case .lost: "lost"
    case .harness: "harness"
    case .interrupted: "interrupted"
    case .killed: "killed"
    }
  }
}
