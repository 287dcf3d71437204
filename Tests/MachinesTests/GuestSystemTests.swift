import Foundation
import MachineModel
import SystemCalls
import Testing

@testable import Machines

private let environment = ProcessInfo.processInfo.environment
private let kernel = environment["VFIO_CONFORM_TEST_KERNEL"]
private let modules = environment["VFIO_CONFORM_TEST_MODULES"]

/// Boots real kernels, which takes seconds: only where a kernel is named, as `make test-kernels` does.
@Suite(.enabled(if: kernel != nil), .serialized) struct GuestSystemTests {
  private func image(_ name: String = "x86-intel", modules: String? = modules) throws -> GuestImage {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let machine = try Machine.load(path: root.appendingPathComponent("Suites/machines/\(name).yaml").path)
    let executor = root.appendingPathComponent(".build/executor/vfio-executor-x86_64").path
    return try GuestImage(
      machine: machine, kernel: #require(kernel), modules: modules, executor: executor, keeper: executor)
  }

  @Test func guestServesCallsOnItsDevices() throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let image = try image()
    let prepared = clock.now
    let guest = try GuestSystem(booting: image)
    defer { guest.shutDown() }
    let booted = clock.now
    let process = ProcessID(rawValue: 1)
    try guest.spawn(process, .init())
    for device in image.machine.devices {
      let path = "/sys/bus/pci/devices/\(device.address)/device"
      let number = try guest.perform(.readFile(path: path, limit: 64), in: process).bytes
      #expect(String(decoding: number, as: UTF8.self) == "0x" + hex(device.model.identity.device) + "\n")
    }
    for device in image.machine.builtinDevices {
      let path = "/sys/bus/pci/devices/\(device.address)/device"
      let number = try guest.perform(.readFile(path: path, limit: 64), in: process).bytes
      #expect(String(decoding: number, as: UTF8.self) == "0x" + hex(device.identity.device) + "\n")
    }
    let all = try guest.perform(.list(path: "/sys/bus/pci/devices"), in: process)
    #expect(Int(all.value) == image.machine.devices.count + image.machine.builtinDevices.count)
    let calls = 200
    let before = clock.now
    for _ in 0..<calls { _ = try guest.perform(.duplicate(77), in: process) }
    let trip = before.duration(to: clock.now) / calls
    print(
      "\(guest.identity.release): prepared in \(begin.duration(to: prepared)), booted in",
      "\(prepared.duration(to: booted)), a call takes \(trip)")
    #expect(try !guest.kernelLog().isEmpty)
  }

  @Test func monitorInjectsAnError() throws {
    let guest = try GuestSystem(booting: image())
    defer { guest.shutDown() }
    try guest.monitor("pcie_aer_inject_error port0 COMP_TIME")
    #expect(throws: SystemError.self) { try guest.monitor("pcie_aer_inject_error nowhere COMP_TIME") }
    #expect(throws: SystemError.self) { try guest.monitor("make_coffee") }
  }

  @Test func panicIsALossThatSaysSo() throws {
    let guest = try GuestSystem(booting: image())
    defer { guest.shutDown() }
    try guest.spawn(ProcessID(rawValue: 1), .init())
    let error = #expect(throws: SystemError.self) {
      try guest.perform(.writeFile(path: "/proc/sysrq-trigger", bytes: Array("c".utf8)), in: ProcessID(rawValue: 1))
    }
    guard case .lost(let reason) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(reason.contains("the guest's kernel died: "))
    #expect(reason.hasSuffix("Kernel panic - not syncing: sysrq triggered crash"))
    #expect(guest.consoleTail.contains { $0.contains("sysrq_handle_crash") })
  }

  @Test func guestEndedFromAnotherThreadIsLost() throws {
    let guest = try GuestSystem(booting: image())
    defer { guest.shutDown() }
    try guest.spawn(ProcessID(rawValue: 1), .init())
    let process = guest.process
    Thread.detachNewThread { process.end() }
    #expect(throws: SystemError.self) {
      try guest.perform(.poll([], milliseconds: 100_000), in: ProcessID(rawValue: 1), within: .seconds(60))
    }
  }

  @Test func kernelThatIsMissingIsNamed() throws {
    let error = #expect(throws: MachineError.self) { try X86KernelImage.bootable("/nowhere/vmlinuz") }
    #expect(error?.description.hasPrefix("/nowhere/vmlinuz: the kernel is not there") == true)
  }

  private func hex(_ value: UInt16) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
