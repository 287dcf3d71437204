import Journal
import Reports
import Runner

/// What the program's exit code says: never more than it knows.
enum ExitStatus: Int32, CaseIterable {
  /// Every case ended as it was expected to.
  case asExpected = 0
  /// At least one case did not: failed, errored, or passed though a known defect says that it cannot.
  case unexpected = 1
  /// The command line, a suite or a machine file is wrong.
  case usage = 2
  /// The run was stopped or given up before every case had a verdict.
  case incomplete = 3
  /// Nothing ran: nothing was selected, or the machine has none of what the cases need.
  case nothingRan = 4
}

extension ExitStatus {
  init(_ record: RunRecord) {
    let counts = record.counts
    switch record.ending {
    case .incomplete: self = .incomplete
    case .stoppedAtFailure: self = .unexpected
    case .complete where counts.ran == 0: self = .nothingRan
    case .complete: self = counts.unexpected == 0 ? .asExpected : .unexpected
    }
  }
}

extension PlanError {
  var status: ExitStatus {
    switch self {
    case .unmet: .nothingRan
    case .unused, .idle, .broken, .tooLong: .usage
    }
  }
}

/// Why a command ends early: one clear sentence, and the exit code that it deserves.
struct CommandFailure: Error, CustomStringConvertible {
  var description: String
  var status: ExitStatus
  /// What would help, a sentence each.
  var remedies: [String]

  init(_ description: String, _ status: ExitStatus, remedies: [String] = []) {
    self.description = description
    self.status = status
    self.remedies = remedies
  }
}
