import SuiteModel
import SystemCalls

/// Runs the plan against systems that break one rule each, and tells which cases noticed. A suite that passes with a
/// rule removed is not testing it.
public struct MutantRunner: Sendable {
  private let library: Library
  private let devices: Inventory.Selection
  private let selector: Selector
  private let cancellation: Cancellation
  private let workers: Int

  /// - Parameter workers: Systems that run side by side.
  public init(
    _ library: Library, devices: Inventory.Selection = .endpoints, selector: Selector = Selector(), workers: Int = 2,
    cancellation: Cancellation = Cancellation()
  ) {
    self.library = library
    self.devices = devices
    self.selector = selector
    self.workers = max(1, workers)
    self.cancellation = cancellation
  }

  /// - Parameters:
  ///   - quirks: What to break, one at a time.
  ///   - suites: Patterns of the suites of a quirk's own area, which are run first; with no patterns all are its own.
  ///   - isThorough: Whether all other cases are run as well where the area noticed already. They are run in any case
  ///     where it did not.
  ///   - makeSystem: Starts a system with a quirk, or without.
  ///   - progress: Called as each report is ready, in no order.
  /// - Returns: The reports, in the order of the quirks; fewer where the run was cancelled.
  public func run<Quirk: Sendable>(
    _ quirks: [Quirk], suites: @escaping @Sendable (Quirk) -> [String], isThorough: Bool = false,
    makeSystem: @escaping @Sendable (Quirk?) throws -> any System,
    progress: (MutantReport<Quirk>) -> Void = { _ in }
  ) async throws -> [MutantReport<Quirk>] {
    let baseline = try MutantBaseline(
      library, devices: devices, selector: selector, cancellation: cancellation, makeSystem: { try makeSystem(nil) })
    return try await withThrowingTaskGroup(of: (Int, MutantReport<Quirk>).self) { group in
      var reports: [Int: MutantReport<Quirk>] = [:]
      var waiting = quirks.enumerated().makeIterator()
      func add() {
        guard !cancellation.isCancelled, let (index, quirk) = waiting.next() else { return }
        group.addTask {
          let noticed = try baseline.noticing(
            first: Selector(patterns: suites(quirk)), isThorough: isThorough, makeSystem: { try makeSystem(quirk) })
          return (index, MutantReport(quirk: quirk, noticedBy: noticed))
        }
      }
      for _ in 0..<workers { add() }
      while let (index, report) = try await group.next() {
        reports[index] = report
        progress(report)
        add()
      }
      return reports.sorted { $0.key < $1.key }.map(\.value)
    }
  }
}

/// The plan, and the instances that are good on a system that keeps all rules: only those can notice a broken one.
struct MutantBaseline: Sendable {
  private let library: Library
  private let cancellation: Cancellation
  private let inventory: Inventory
  private let instances: [Instance]

  init(
    _ library: Library, devices: Inventory.Selection, selector: Selector, cancellation: Cancellation,
    makeSystem: @escaping () throws -> any System
  ) throws {
    let session = try Session(
      library, devices: devices, selector: selector, cancellation: cancellation, makeSystem: makeSystem)
    defer { session.shutDown() }
    self.library = library
    self.cancellation = cancellation
    inventory = session.inventory
    instances = try session.plan.filter { instance in
      guard instance.readiness == .ready, !cancellation.isCancelled else { return false }
      return try session.run(instance).outcome == .passed
    }
  }

  /// The instances that are no longer good.
  ///
  /// - Parameter first: Those that are run first; the rest only where they all pass, or for a thorough run.
  func noticing(
    first: Selector, isThorough: Bool, makeSystem: @escaping () throws -> any System
  ) throws -> [String] {
    let session = Session(
      library, inventory: inventory, plan: instances, cancellation: cancellation, makeSystem: makeSystem)
    defer { session.shutDown() }
    func failing(_ instances: [Instance]) throws -> [String] {
      try instances.filter { instance in
        guard !cancellation.isCancelled else { return false }
        return try session.run(instance).outcome != .passed
      }.map(\.id)
    }
    let noticed = try failing(instances.filter { first.selects($0.planned) })
    guard noticed.isEmpty || isThorough else { return noticed }
    return noticed + (try failing(instances.filter { !first.selects($0.planned) }))
  }
}
