import Runner

/// What came of comparing one kernel on one machine; what `twin --format json` prints.
struct TwinSummary: Encodable {
  var machineName: String
  var kernel: String
  /// Why nothing was compared.
  var absence: String?
  /// Cases, and the calls that they made.
  var compared = 0
  var calls = 0
  var differences = 0
  var notCompared = 0
  /// Facts in which the machines themselves differ.
  var machine: [String] = []
  var different: [Difference] = []
  /// By id, how often an exemption was needed.
  var exemptions: [String: Int] = [:]
  var unusedExemptions: [String] = []

  struct Difference: Encodable {
    var id: String
    var places: [Place]
    /// Places that are not among them.
    var others: Int
    var firstLog: [String]
    var secondLog: [String]
  }

  struct Place: Encodable {
    var what: String
    var first: [String]
    var second: [String]
    var contents: [String]
  }

  init(_ machine: String, _ kernel: String, absence: String?) {
    machineName = machine
    self.kernel = kernel
    self.absence = absence
  }

  init(_ machine: String, _ kernel: String, _ report: TwinReport) {
    self.init(machine, kernel, absence: nil)
    compared = report.compared
    calls = report.calls
    differences = report.differences
    notCompared = report.cases.count - report.compared
    self.machine = report.machine
    exemptions = report.exemptions
    unusedExemptions = report.unusedExemptions
    different = report.cases.compactMap { entry in
      guard case .different(let difference) = entry.result else { return nil }
      return Difference(entry.planned.id, difference)
    }
  }

  var isSame: Bool { differences == 0 && machine.isEmpty }

  /// - Parameter count: How many there are: with several, each says which it is.
  func lines(isOneOf count: Int) -> [String] {
    let name = count > 1 ? "\(kernel) on \(machineName): " : ""
    if let absence { return ["\(name)not compared: \(absence)"] }
    return machine.map { "\(name)the machines differ: \($0)" }
      + unusedExemptions.map { "note: \(name)the exemption '\($0)' exempts nothing" }
      + ["\(name)\(compared) cases and \(calls) calls compared, \(differences) different, \(notCompared) not compared"]
  }
}

extension TwinSummary.Difference {
  fileprivate init(_ id: String, _ difference: TwinDifference) {
    self.id = id
    places = difference.places.map {
      TwinSummary.Place(what: $0.what, first: $0.first, second: $0.second, contents: $0.contents)
    }
    others = difference.others
    (firstLog, secondLog) = (difference.firstLog, difference.secondLog)
  }
}
