import SystemCalls
import Testing

@testable import Simulator

@Suite struct LifetimeTests {
  /// Mutants run thousands of kernels in one process.
  @Test(arguments: ["x86-intel", "x86-amd", "x86-noiommu"]) func nothingOutlivesTheSystem(name: String) throws {
    weak var kernel: Kernel?
    weak var device: PCIDevice?
    do {
      let machine = try TestMachine(name)
      if name == "x86-noiommu" { _ = try machine.openNoIOMMU() } else { _ = try machine.openDevice() }
      _ = try machine.text("/proc/self/status")
      try machine.system.endCase()
      kernel = machine.system.kernel
      device = machine.system.kernel.pci.devices.first
      #expect(kernel != nil)
    }
    let isGone = (device: device == nil, kernel: kernel == nil)
    #expect(isGone.device)
    #expect(isGone.kernel)
  }

  @Test func aCaseLeavesNothingBehind() throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    _ = try machine.startUnbinding(TestMachine.edu0)
    _ = try machine.fork()
    try machine.system.endCase()
    #expect(machine.system.kernel.processes.all.isEmpty)
    try machine.system.spawn(TestMachine.main, SpawnOptions())
    #expect(try machine.call(.close(opened.device)).error == .EBADF)
    #expect(try machine.call(.status(path: try machine.groupPath())).error == .ENOENT)
    _ = try machine.openDevice()
  }
}
