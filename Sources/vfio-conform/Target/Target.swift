import Documents
import Foundation
import MachineModel
import Machines
import Runner
import Simulator
import SuiteModel
import SystemCalls
import VFIOInterface

/// What cases are run on, checked as far as that goes before anything is started.
struct Target {
  /// The machine file, where there is one.
  var machine: Machine?
  var devices: Inventory.Selection
  /// What is going on while a system starts, where that takes long enough to be told.
  var wait: String?
  /// Why nothing can be run there, though it can be looked at.
  var absence: VFIOSupport.Absence?
  /// Starts a fresh system for a worker, who has a number from 0 on.
  var start: @Sendable (_ worker: Int) throws -> any System

  /// Starts a fresh system where there is one at a time.
  func makeSystem() throws -> any System { try start(0) }

  /// A system on which cases mean something: on one without VFIO those that need nothing would pass in the void.
  func withVFIO() throws -> Target {
    guard let absence else { return self }
    throw CommandFailure("this machine has no VFIO: \(absence.reason)", .nothingRan, remedies: absence.remedies)
  }
}

extension TargetOptions {
  static let defaultProfile = KernelProfile.linux6_12

  /// - Parameters:
  ///   - console: Where the console of a worker's guests is kept.
  ///   - backend: The backend, where none is named.
  func resolved(
    suites: SuiteFolder, console: (@Sendable (_ worker: Int) -> String)?, otherwise backend: Backend, seed: UInt64 = 0,
    quirks: Set<Rule> = []
  ) throws -> Target {
    let backend = self.backend ?? backend
    try check(backend)
    return switch backend {
    case .sim: try Self.simulator(machine, kernel: kernel, seed: seed, quirks: quirks, in: suites)
    case .guest: try guest(suites, console)
    case .local: try local()
    }
  }

  /// A simulated kernel on the host that a machine file describes.
  static func simulator(
    _ machine: String?, kernel: String?, seed: UInt64 = 0, quirks: Set<Rule> = [], in suites: SuiteFolder
  ) throws -> Target {
    let machine = try MachinesFolder(suites).load(machine ?? defaultMachine)
    let profile = try profile(kernel)
    guard profile.exists(for: machine.architecture) else {
      throw CommandFailure("there is no kernel \(profile.name) for \(machine.architecture.rawValue)", .usage)
    }
    return Target(machine: machine, devices: .machine(machine)) { _ in
      SimulatedSystem(machine: machine, profile: profile, quirks: quirks, seed: seed)
    }
  }

  /// What the simulator can be.
  static var knownKernels: String {
    let series = KernelProfile.series.map(\.description)
    return "\(series.first ?? "") to \(series.last ?? ""), and point releases of these"
  }

  /// The version that the simulator behaves as.
  static func profile(_ kernel: String?) throws -> KernelProfile {
    guard let kernel else { return defaultProfile }
    guard let profile = KernelProfile.named(kernel) else {
      let image = kernel.contains("/") ? "; an image takes --backend guest" : ""
      throw CommandFailure(
        "the simulator knows no kernel '\(kernel)'; it knows \(knownKernels)\(nearest(to: kernel))\(image)", .usage)
    }
    return profile
  }

  /// The release that comes before one that the simulator does not know, or the first; for no version, a like word.
  private static func nearest(to kernel: String) -> String {
    let series = KernelProfile.series
    guard kernel.contains(/^\d+(\.\d+)*$/), let version = Version(prefixOf: kernel), let first = series.first else {
      return suggestion(for: kernel, among: series.map(\.description)).map { "; \($0)" } ?? ""
    }
    return "; the nearest is \(series.last { $0 <= version } ?? first)"
  }

  private func guest(_ suites: SuiteFolder, _ console: (@Sendable (_ worker: Int) -> String)?) throws -> Target {
    let machine = try MachinesFolder(suites).load(machine ?? Self.defaultMachine)
    guard let kernel else { throw CommandFailure("name the kernel with --kernel IMAGE", .usage) }
    let image = try GuestImage(machine: machine, kernel: kernel, modules: modules, beside: suites)
    return Target(machine: machine, devices: .machine(machine), wait: "booting \(kernel) on \(machine.name) …") {
      worker in
      try GuestSystem(booting: image, console: console?(worker), cancellation: Interruption.cancellation)
    }
  }

  /// This machine. Only the devices that were named and can be spared are touched.
  private func local() throws -> Target {
    for name in device {
      guard PCIAddress(name) != nil else {
        throw CommandFailure("'\(name)' is not the address of a device, such as 0000:03:00.0", .usage)
      }
      if let reason = DeviceUse().reason(against: name) {
        throw CommandFailure("\(name) is not touched: \(reason)", .usage)
      }
    }
    guard device.isEmpty || geteuid() == 0 else {
      throw CommandFailure("devices can be given to vfio-pci only by root; run this with sudo", .usage)
    }
    let executor = try ExecutorProgram.locate(architecture: ExecutorProgram.ownArchitecture)
    return Target(machine: nil, devices: .named(device), absence: VFIOSupport().absence()) { _ in
      try LocalSystem(executor: executor, cancellation: Interruption.cancellation)
    }
  }
}

extension GuestImage {
  /// The image of a machine with what the command line names.
  init(
    machine: Machine, kernel: String, modules: String?, beside suites: SuiteFolder, program: GuestProgram? = nil
  ) throws {
    let named = [("--kernel", kernel)] + (modules.map { [("--modules", $0)] } ?? [])
    for (option, path) in named where !FileManager.default.fileExists(atPath: path) {
      throw CommandFailure(
        "there is no \(path), which \(option) names", .usage,
        remedies: KernelCache(beside: suites).remedies(for: option, path))
    }
    let executor = try ExecutorProgram.locate(architecture: machine.architecture.rawValue)
    let keeper = try ExecutorProgram.locate(architecture: ExecutorProgram.ownArchitecture)
    do {
      try self.init(
        machine: machine, kernel: kernel, modules: modules, executor: executor, keeper: keeper,
        program: program)
    } catch {
      // A mistake in a file that the command line names is a mistake of the command line.
      let place = named.first { error.place == $0.1 || error.place.hasPrefix($0.1 + "/") }
      guard let (option, _) = place else { throw error }
      throw CommandFailure("\(option): \(error.description)", .usage)
    }
  }
}
