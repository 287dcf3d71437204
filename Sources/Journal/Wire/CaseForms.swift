/// What stands in `caseStarted`, beside `event`.
struct CaseStartedForm: Codable {
  var id: String
  var time: TimeForm
}

extension CaseStartedForm: Form {
  init(_ model: CaseStarted) { self.init(id: model.id, time: TimeForm(model.time)) }

  var model: CaseStarted { CaseStarted(id: id, time: time.model) }
}

/// What stands in `caseFinished` and `attemptFinished`, beside `event`.
struct CaseFinishedForm: Codable {
  var id: String
  var time: TimeForm
  var outcome: OutcomeForm
  var lack: String?
  var duration: Double
  var virtualDuration: Double?
  var observations: [String]?
  var failure: FailureForm?
  var trace: [String]?
  var kernelLog: [String]?
  var console: [String]?
}

extension CaseFinishedForm: Form {
  init(_ model: CaseFinished) {
    self.init(
      id: model.id, time: TimeForm(model.time), outcome: OutcomeForm(model.outcome), lack: model.lack,
      duration: model.duration, virtualDuration: model.virtualDuration, observations: model.observations.orNothing,
      failure: model.failure.map(FailureForm.init), trace: model.trace.orNothing, kernelLog: model.kernelLog.orNothing,
      console: model.console.orNothing)
  }

  var model: CaseFinished {
    CaseFinished(
      id: id, time: time.model, outcome: outcome.model, lack: lack, duration: duration,
      virtualDuration: virtualDuration, observations: observations ?? [], failure: failure?.model, trace: trace ?? [],
      kernelLog: kernelLog ?? [], console: console ?? [])
  }
}

/// `failure`
struct FailureForm: Codable {
  var step: StepForm?
  var expected: String
  var actual: String
  var because: String?
  var complaint: String?
  var remarks: [String]?
  var requirements: [RequirementForm]
}

extension FailureForm: Form {
  init(_ model: CaseFailure) {
    self.init(
      step: model.step.map(StepForm.init), expected: model.expected, actual: model.actual, because: model.because,
      complaint: model.complaint, remarks: model.remarks.orNothing,
      requirements: model.requirements.map(RequirementForm.init))
  }

  var model: CaseFailure {
    CaseFailure(
      step: step?.model, expected: expected, actual: actual, because: because, complaint: complaint,
      remarks: remarks ?? [], requirements: requirements.map(\.model))
  }
}

/// `step`
struct StepForm: Codable {
  var file: String
  var line: Int
  var column: Int
  var text: String
  var bindings: String?
  var usedAt: String?
}

extension StepForm: Form {
  init(_ model: StepLocation) {
    self.init(
      file: model.file, line: model.line, column: model.column, text: model.text, bindings: model.bindings,
      usedAt: model.usedAt)
  }

  var model: StepLocation {
    StepLocation(file: file, line: line, column: column, text: text, bindings: bindings, usedAt: usedAt)
  }
}

/// An element of `requirements`.
struct RequirementForm: Codable {
  var id: String
  var text: String
}

extension RequirementForm: Form {
  init(_ model: CoveredRequirement) { self.init(id: model.id, text: model.text) }

  var model: CoveredRequirement { CoveredRequirement(id: id, text: text) }
}
