import Foundation
import MachineModel
import Simulator
import SystemCalls
import Testing
import VFIOInterface

/// A simulated kernel with one process, and shorthands for its calls.
final class TestMachine {
  let system: SimulatedSystem
  static let main = ProcessID(rawValue: 1)

  init(
    _ machine: String = "x86-intel", _ profile: KernelProfile = .linux6_12, quirks: Set<Rule> = [], seed: UInt64 = 0
  ) throws {
    system = SimulatedSystem(machine: try Self.machine(machine), profile: profile, quirks: quirks, seed: seed)
    try system.spawn(Self.main, SpawnOptions())
  }

  init(_ machine: Machine, quirks: Set<Rule> = []) throws {
    system = SimulatedSystem(machine: machine, profile: .linux6_12, quirks: quirks)
    try system.spawn(Self.main, SpawnOptions())
  }

  /// A machine with an AMD IOMMU, whose own function has no group, and a kernel that serves such functions.
  static func mixed() throws -> Machine {
    var machine = try machine("x86-amd")
    machine.modules = try Self.machine("x86-noiommu").modules
    machine.name = "mixed"
    return machine
  }

  static func machine(_ name: String) throws -> Machine {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    if name == "mixed" { return try mixed() }
    return try Machine.load(path: root.appending(path: "Suites/machines/\(name).yaml").path)
  }

  func fork(_ number: UInt32 = 8) throws -> ProcessID {
    let process = ProcessID(rawValue: number)
    try system.spawn(process, SpawnOptions(parent: Self.main))
    return process
  }

  // MARK: Calls

  @discardableResult
  func call(_ call: SystemCall, in process: ProcessID = main) throws -> CallResult {
    try system.perform(call, in: process)
  }

  /// A call that must succeed; its value.
  @discardableResult
  func value(_ call: SystemCall, in process: ProcessID = main, _ location: SourceLocation = #_sourceLocation) throws
    -> Int64
  {
    let result = try system.perform(call, in: process)
    #expect(result.succeeded, "\(call): \(result)", sourceLocation: location)
    return result.value
  }

  func open(_ path: String, flags: OpenFlags = [.readWrite, .closeOnExec], in process: ProcessID = main) throws
    -> Int32
  {
    Int32(truncatingIfNeeded: try value(.open(path: path, flags: flags), in: process))
  }

  func text(_ path: String) throws -> String {
    let result = try call(.readFile(path: path, limit: 1 << 20))
    return result.succeeded ? String(decoding: result.bytes, as: UTF8.self) : "\(String(describing: result.error))"
  }
}

/// An error's name, or "0" for success.
func name(_ error: Errno?) -> String { error.map(\.description) ?? "0" }

func name(_ result: CallResult) -> String {
  result.fault.map(\.name) ?? result.error.map(\.description) ?? "\(result.value)"
}
