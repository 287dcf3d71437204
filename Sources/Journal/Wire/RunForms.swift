/// What stands in `runStarted`, beside `event` and `format`.
struct RunStartedForm: Codable {
  var id: String
  var time: TimeForm
  var program: String
  var commandLine: [String]
  var system: SystemForm
  var plan: [PlannedCaseForm]
  var suites: String?
  var randomOrder: UInt64?
  var leftOut: [LeftOutForm]?
  var shard: ShardForm?
  var merged: [String]?
  var notJudged: [String]?
  var baseline: BaselineForm?
}

extension RunStartedForm: Form {
  init(_ model: RunStarted) {
    self.init(
      id: model.id, time: TimeForm(model.time), program: model.program, commandLine: model.commandLine,
      system: SystemForm(model.system), plan: model.plan.map(PlannedCaseForm.init),
      suites: model.suites, randomOrder: model.randomOrder, leftOut: model.leftOut.map(LeftOutForm.init).orNothing,
      shard: model.shard.map(ShardForm.init), merged: model.merged.orNothing,
      notJudged: model.notJudged.orNothing, baseline: model.baseline.map(BaselineForm.init))
  }

  var model: RunStarted {
    RunStarted(
      id: id, time: time.model, program: program, commandLine: commandLine, system: system.model,
      plan: plan.map(\.model), suites: suites, randomOrder: randomOrder, leftOut: leftOut?.map(\.model) ?? [],
      shard: shard?.model, merged: merged ?? [], notJudged: notJudged ?? [], baseline: baseline?.model)
  }
}

/// `baseline`
struct BaselineForm: Codable {
  var file: String
  var checksum: String
}

extension BaselineForm: Form {
  init(_ model: BaselineDescription) { self.init(file: model.file, checksum: model.checksum) }

  var model: BaselineDescription { BaselineDescription(file: file, checksum: checksum) }
}

/// `system`
struct SystemForm: Codable {
  var backend: String
  var release: String
  var version: String
  var architecture: String
  var pageSize: UInt64
  var kernel: String
  var machine: String?
  var devices: [String]
  var offers: [String]?
}

extension SystemForm: Form {
  init(_ model: SystemDescription) {
    self.init(
      backend: model.backend, release: model.release, version: model.version, architecture: model.architecture,
      pageSize: model.pageSize, kernel: model.kernel, machine: model.machine, devices: model.devices,
      offers: model.offers.orNothing)
  }

  var model: SystemDescription {
    SystemDescription(
      backend: backend, release: release, version: version, architecture: architecture, pageSize: pageSize,
      kernel: kernel, machine: machine, devices: devices, offers: offers ?? [])
  }
}

/// An element of `plan`.
struct PlannedCaseForm: Codable {
  var id: String
  var suite: String
  var name: String
  var formerly: [String]?
  var title: String
  var parameters: [String: String]
  var covers: [String]
  var severity: WordForm<PlannedCase.Severity>
  var tags: [String]
  var file: String
  var line: Int
}

extension PlannedCaseForm: Form {
  init(_ model: PlannedCase) {
    self.init(
      id: model.id, suite: model.suite, name: model.name, formerly: model.formerly.orNothing, title: model.title,
      parameters: model.parameters, covers: model.covers, severity: WordForm(model.severity), tags: model.tags,
      file: model.file, line: model.line)
  }

  var model: PlannedCase {
    PlannedCase(
      id: id, suite: suite, name: name, formerly: formerly ?? [], title: title, parameters: parameters, covers: covers,
      severity: severity.model, tags: tags, file: file, line: line)
  }
}

extension PlannedCase.Severity: Worded {
  var word: String {
    switch self {
    case .must: "must"
    case .should: "should"
    case .info: "info"
    }
  }
}

/// An element of `leftOut`.
struct LeftOutForm: Codable {
  var count: Int
  var by: String
}

extension LeftOutForm: Form {
  init(_ model: LeftOut) { self.init(count: model.count, by: model.by) }

  var model: LeftOut { LeftOut(count: count, by: by) }
}

/// `shard`
struct ShardForm: Codable {
  var index: Int
  var count: Int
  var positions: [Int]
  var total: Int
  var checksum: String
}

extension ShardForm: Form {
  init(_ model: Shard) {
    self.init(
      index: model.index, count: model.count, positions: model.positions, total: model.total,
      checksum: model.checksum)
  }

  var model: Shard {
    Shard(index: index, count: count, positions: positions, total: total, checksum: checksum)
  }
}

/// What stands in `note`, beside `event`.
struct NoteForm: Codable {
  var time: TimeForm
  var text: String
  var id: String?
  var goesOn: Bool?
  var kernelLog: [String]?
}

extension NoteForm: Form {
  init(_ model: Note) {
    self.init(
      time: TimeForm(model.time), text: model.text, id: model.id, goesOn: model.goesOn ? true : nil,
      kernelLog: model.kernelLog.orNothing)
  }

  var model: Note {
    Note(time: time.model, text: text, id: id, goesOn: goesOn ?? false, kernelLog: kernelLog ?? [])
  }
}

/// What stands in `runFinished`, beside `event`.
struct RunFinishedForm: Codable {
  var time: TimeForm
  var ending: WordForm<RunFinished.Ending>
  var reason: String?
  var counts: CountsForm
}

extension RunFinishedForm: Form {
  init(_ model: RunFinished) {
    self.init(
      time: TimeForm(model.time), ending: WordForm(model.ending), reason: model.reason,
      counts: CountsForm(model.counts))
  }

  var model: RunFinished {
    RunFinished(time: time.model, ending: ending.model, reason: reason, counts: counts.model)
  }
}

extension RunFinished.Ending: Worded {
  var word: String {
    switch self {
    case .complete: "complete"
    case .interrupted: "interrupted"
    case .stoppedAtFailure: "stoppedAtFailure"
    case .outOfTime: "outOfTime"
    case .aborted: "aborted"
    }
  }
}

/// `counts`
struct CountsForm: Codable {
  var passed: Int
  var failed: Int
  var errored: Int
  var skipped: Int
  var expectedFailures: Int
  var unexpectedPasses: Int
  var observed: Int
  var flaky: Int?
}

extension CountsForm: Form {
  init(_ model: Counts) {
    self.init(
      passed: model.passed, failed: model.failed, errored: model.errored, skipped: model.skipped,
      expectedFailures: model.expectedFailures, unexpectedPasses: model.unexpectedPasses, observed: model.observed,
      flaky: model.flaky == 0 ? nil : model.flaky)
  }

  var model: Counts {
    Counts(
      passed: passed, failed: failed, errored: errored, skipped: skipped, expectedFailures: expectedFailures,
      unexpectedPasses: unexpectedPasses, observed: observed,
      flaky: flaky ?? 0)
  }
}
