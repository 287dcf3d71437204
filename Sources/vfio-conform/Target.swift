import Foundation
import MachineModel
import Machines
import Runner
import Simulator
import SuiteModel
import SystemCalls

/// What cases are run on, checked as far as that goes before anything is started.
struct Target {
  /// The machine file, where there is one.
  var machine: Machine?
  var devices: Inventory.Selection
  /// What is going on while a system starts, where that takes long enough to be told.
  var wait: String?
  /// Starts a fresh system.
  var makeSystem: () throws -> any System
}

extension TargetOptions {
  static let defaultProfile = KernelProfile.linux6_12

  /// - Parameters:
  ///   - console: Where a guest's console is kept.
  ///   - otherwise: The backend where none is named.
  func resolved(suites: SuiteFolder, console: String?, otherwise: Backend = .sim) throws -> Target {
    switch backend ?? otherwise {
    case .sim: try simulator(suites)
    case .guest: try guest(suites, console)
    case .local: try local()
    }
  }

  private func simulator(_ suites: SuiteFolder) throws -> Target {
    let machine = try MachinesFolder(suites).load(machine)
    let profile = try Self.profile(kernel)
    guard profile.exists(for: machine.architecture) else {
      throw CommandFailure("there is no kernel \(profile.name) for \(machine.architecture.rawValue)", .usage)
    }
    let seed = seed
    return Target(machine: machine, devices: .endpoints) {
      SimulatedSystem(machine: machine, profile: profile, seed: seed)
    }
  }

  /// The version that the simulator behaves as.
  static func profile(_ kernel: String?) throws -> KernelProfile {
    guard let kernel else { return defaultProfile }
    guard let profile = KernelProfile.named(kernel) else {
      let names = KernelProfile.all.map(\.name).joined(separator: ", ")
      throw CommandFailure("the simulator knows no kernel '\(kernel)'; it knows \(names)", .usage)
    }
    return profile
  }

  private func guest(_ suites: SuiteFolder, _ console: String?) throws -> Target {
    let machine = try MachinesFolder(suites).load(machine)
    guard let kernel else { throw CommandFailure("name the kernel with --kernel IMAGE", .usage) }
    let image = try GuestImage(machine: machine, kernel: kernel, modules: modules)
    return Target(machine: machine, devices: .endpoints, wait: "booting \(kernel) on \(machine.name) …") {
      try GuestSystem(booting: image, console: console, cancellation: Interruption.cancellation)
    }
  }

  /// This machine, of which only what was named and can be spared is touched.
  private func local() throws -> Target {
    for name in device {
      guard PCIAddress(name) != nil else {
        throw CommandFailure("'\(name)' is no address of a device; one looks like 0000:03:00.0", .usage)
      }
      if let reason = DeviceUse().reason(against: name) {
        throw CommandFailure("\(name) is not touched: \(reason)", .usage)
      }
    }
    guard device.isEmpty || geteuid() == 0 else {
      throw CommandFailure("devices can be given to vfio-pci only by root; run this with sudo", .usage)
    }
    let executor = try ExecutorProgram.locate(architecture: ExecutorProgram.ownArchitecture)
    return Target(machine: nil, devices: .named(device)) {
      try LocalSystem(executor: executor, cancellation: Interruption.cancellation)
    }
  }
}

extension GuestImage {
  /// The image of a machine with what the command line names.
  init(machine: Machine, kernel: String, modules: String?) throws {
    for path in [kernel, modules].compactMap(\.self) where !FileManager.default.fileExists(atPath: path) {
      throw CommandFailure("there is no \(path)", .usage)
    }
    let executor = try ExecutorProgram.locate(architecture: machine.architecture.rawValue)
    let keeper = try ExecutorProgram.locate(architecture: ExecutorProgram.ownArchitecture)
    try self.init(machine: machine, kernel: kernel, modules: modules, executor: executor, keeper: keeper)
  }
}
