import Foundation
import MachineModel
import Synchronization
import SystemCalls
import TestSupport
import Testing

@testable import Machines

/// A guest whose QEMU says its process number and nothing else ever again.
private struct SilentGuest {
  let image: GuestImage
  /// Where it says so.
  let console: NamedPipe

  init(in folder: TemporaryFolder) throws {
    let qemu = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/qemu-system-x86_64").standardized.path
    let text = "machine: m\ntitle: t\narchitecture: x86_64\nchipset: q35\niommu: none\nmemory: 128MiB\n"
    image = GuestImage(
      machine: try #require(Machine.parse(text, file: "m").machine), qemu: qemu, kernelName: "given", kernel: "/k",
      initramfs: [],
      keeper: try executor.get())
    console = try NamedPipe(at: folder.path + "/console")
  }

  /// Waits until QEMU runs.
  func process() throws -> pid_t { try #require(console.line().flatMap { pid_t($0) }) }
}

@Suite struct FrozenGuestTests {
  @Test func aBootEndsWithTheRun() throws {
    let folder = try TemporaryFolder()
    let guest = try SilentGuest(in: folder)
    let cancellation = Cancellation()
    let number = Mutex<pid_t>(0)
    Thread.detachNewThread {
      let process = (try? guest.process()) ?? 0
      number.withLock { $0 = process }
      cancellation.cancel()
    }
    #expect(throws: SystemError.interrupted) {
      try GuestSystem(booting: guest.image, console: guest.console.path, cancellation: cancellation)
    }
    #expect(number.withLock { $0 > 0 && !isAlive($0) })
  }

  @Test func aBootThatTakesTooLongSaysSo() throws {
    let folder = try TemporaryFolder()
    let guest = try SilentGuest(in: folder)
    let number = Mutex<pid_t>(0)
    Thread.detachNewThread {
      let process = (try? guest.process()) ?? 0
      number.withLock { $0 = process }
    }
    let error = #expect(throws: MachineError.self) {
      try GuestSystem(booting: guest.image, console: guest.console.path, within: .milliseconds(500))
    }
    #expect(error?.what == "the guest did not answer within 0.5 seconds")
    #expect(number.withLock { $0 > 0 && !isAlive($0) })
  }

  @Test func aStoppedQEMUIsEnded() throws {
    let folder = try TemporaryFolder()
    let guest = try SilentGuest(in: folder)
    let (process, _) = try GuestProcess.start(guest.image, console: guest.console.path)
    let qemu = try guest.process()
    kill(qemu, SIGSTOP)
    #expect(process.end() == nil)
    #expect(!isAlive(qemu))
  }

  @Test func aQEMUWhoseGuardIsStoppedIsKilledWithIt() throws {
    let folder = try TemporaryFolder()
    let guest = try SilentGuest(in: folder)
    let (process, _) = try GuestProcess.start(guest.image, console: guest.console.path)
    _ = try guest.process()
    freeze(process.group)
    #expect(
      process.end(within: .milliseconds(20))
        == "QEMU (process group \(process.group)) did not end when it was told to, and was killed")
    #expect(kill(process.group, 0) < 0)
  }
}
