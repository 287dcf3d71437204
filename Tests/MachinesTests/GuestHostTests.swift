import Foundation
import MachineModel
import SystemCalls
import Testing

@testable import Machines

@Test func commandLineHasTheMachinesDevices() throws {
  let text = """
    machine: m
    title: t
    architecture: x86_64
    chipset: q35
    iommu: amd
    memory: 256MiB
    kernel-arguments: [amd_iommu=on]
    devices:
      - { id: a, model: edu, slot: 5 }
      - { id: b, model: pci-testdev, slot: 5, function: 1 }
      - { id: p, model: pcie-root-port, slot: 16 }
      - { id: q, model: pcie-root-port, slot: 17 }
      - { id: n, model: e1000e, bus: p, slot: 0, rom: 2KiB }
      - { id: v, model: nvme, bus: q, slot: 0 }
      - { id: s, model: ivshmem-plain, slot: 6, memory: 1MiB }
      - { id: x, model: pxb-pcie, slot: 7 }
      - { id: r, model: pcie-root-port, slot: 18 }
      - { id: w, model: nvme, bus: r, slot: 0, virtual-functions: 2 }
    """
  let image = GuestImage(
    machine: try #require(Machine.parse(text, file: "m").machine), qemu: "qemu", kernelName: "k", kernel: "/k",
    initramfs: [],
    keeper: "/e")
  let arguments = GuestCommandLine(
    image, .init(port: 4, line: 5, monitor: 6, console: 7, initramfs: 8, roms: ["n": 9])
  ).arguments
  let devices = zip(arguments, arguments.dropFirst()).filter { $0.0 == "-device" }.map(\.1)
  #expect(
    devices == [
      "amd-iommu,intremap=on", "virtio-serial-pci,bus=pcie.0,addr=2.0,id=channel",
      "virtserialport,bus=channel.0,chardev=port,name=org.vfio-conform.executor",
      "edu,id=a,bus=pcie.0,addr=5.0,multifunction=on,romfile=", "pci-testdev,id=b,bus=pcie.0,addr=5.1,romfile=",
      "pcie-root-port,id=p,bus=pcie.0,addr=10.0,chassis=1,slot=1",
      "pcie-root-port,id=q,bus=pcie.0,addr=11.0,chassis=2,slot=2",
      "e1000e,id=n,bus=p,addr=0.0,romfile=/proc/self/fd/9", "nvme,id=v,bus=q,addr=0.0,serial=v,romfile=",
      "ivshmem-plain,id=s,bus=pcie.0,addr=6.0,memdev=memory-s,romfile=",
      "pxb-pcie,id=x,bus=pcie.0,addr=7.0,bus_nr=64,bypass_iommu=on",
      "pcie-root-port,id=r,bus=pcie.0,addr=12.0,chassis=3,slot=3", "nvme-subsys,id=subsystem-w",
      "nvme,id=w,bus=r,addr=0.0,serial=w,subsys=subsystem-w,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,"
        + "max_ioqpairs=6,msix_qsize=7,romfile=",
    ])
  #expect(arguments.contains("memory-backend-ram,id=memory-s,size=1048576,share=on"))
  #expect(arguments.last?.hasSuffix(" amd_iommu=on") == true)
  #expect(arguments.contains("256M"))
}

@Test(arguments: [
  (
    "powernv9", "0",
    ["virtio-serial-pci,bus=pcie.5,addr=0.0,id=channel", "edu,id=a,bus=pcie.0,addr=0.0,romfile="]
  ),
  (
    "pseries", "3",
    [
      "spapr-pci-host-bridge,index=3,id=phb3", "virtio-serial-pci,bus=pci.0,addr=0.0,id=channel",
      "edu,id=a,bus=phb3.0,addr=0.0,romfile=",
    ]
  ),
])
func deviceHasAHostBridgeOfItsOwn(chipset: String, bridge: String, expected: [String]) throws {
  let text =
    "machine: m\ntitle: t\narchitecture: ppc64le\nchipset: \(chipset)\niommu: tce\ndevices:\n"
    + "  - { id: a, model: edu, phb: \(bridge) }\n"
  let image = GuestImage(
    machine: try #require(Machine.parse(text, file: "m").machine), qemu: "qemu", kernelName: "k", kernel: "/k",
    initramfs: [],
    keeper: "/e")
  let arguments = GuestCommandLine(
    image, .init(port: 4, line: 5, monitor: 6, console: 7, initramfs: 8, roms: [:])
  ).arguments
  let devices = zip(arguments, arguments.dropFirst()).filter { $0.0 == "-device" }.map(\.1)
  #expect(devices.filter { !$0.hasPrefix("virtserialport") } == expected)
  // The firmware of powernv9 would take the last line for its console.
  #expect(arguments.count { $0 == "-serial" } == (chipset == "pseries" ? 2 : 1))
}

/// Plays QEMU on the other end of a monitor's stream: says the lines, whatever it is asked.
private func monitor(saying lines: [String]) throws -> (Monitor, Descriptor) {
  let pair = try Descriptor.pair()
  let text = lines.map { $0 + "\r\n" }.joined()
  #expect(write(pair.theirs.number, text, text.utf8.count) == text.utf8.count)
  return (Monitor(pair.ours, Cancellation()), pair.theirs)
}

@Test func monitorPassesEventsOver() throws {
  let (monitor, other) = try monitor(saying: [
    #"{"QMP": {"version": {}}}"#, #"{"return": {}}"#, #"{"event": "RESET"}"#, "no JSON", #"{"return": "OK\r\n"}"#,
  ])
  #expect(try monitor.run("do it") == "OK\r\n")
  var asked = [UInt8](repeating: 0, count: 4096)
  let count = read(other.number, &asked, asked.count)
  let requests = String(decoding: asked[..<max(0, count)], as: UTF8.self).split(separator: "\n")
  #expect(requests.count == 2)
  #expect(requests.last?.contains(#""command-line":"do it""#) == true)
}

@Test func monitorSaysWhatQEMURefused() throws {
  let (monitor, other) = try monitor(saying: [#"{"error": {"class": "GenericError", "desc": "not now"}}"#])
  withExtendedLifetime(other) {
    _ = #expect(throws: SystemError.invalid("QEMU's monitor refused: not now")) { try monitor.run("x") }
  }
}

@Test func monitorThatIsGoneIsALoss() throws {
  let (monitor, _) = try monitor(saying: [])
  #expect(throws: SystemError.lost("QEMU's monitor is gone")) { try monitor.run("x") }
}

@Suite struct GuardTests {
  /// Starts a command under the guard; gives the guard and the harness's end of its lifeline.
  private func guarded(_ command: [String]) throws -> (ChildProcess, Descriptor) {
    let pair = try Descriptor.pair()
    let child = try ChildProcess([executor.get(), "--guard", "3"] + command, others: [pair.theirs])
    return (child, pair.ours)
  }

  @Test func statusIsThePrograms() throws {
    let (child, lifeline) = try guarded(["sh", "-c", "exit 7"])
    withExtendedLifetime(lifeline) { #expect(child.wait(Patience(.seconds(30), Cancellation())) == 7) }
  }

  @Test func programEndsWithItsLifeline() throws {
    let (child, _) = try guarded(["sleep", "1000"])
    #expect(child.wait(Patience(.seconds(30), Cancellation())) == 128 + SIGKILL)
  }

  @Test func programThatIsMissingIsAStatus() throws {
    let (child, lifeline) = try guarded(["/nowhere/program"])
    withExtendedLifetime(lifeline) { #expect(child.wait(Patience(.seconds(30), Cancellation())) == 127) }
  }
}

private let qemu = try? Tool.find("qemu-system-x86_64")

@Test(.enabled(if: qemu != nil, "it takes QEMU")) func guestThatQEMURefusesSaysSo() throws {
  let folder = try TemporaryFolder()
  let text = "machine: m\ntitle: t\narchitecture: x86_64\nchipset: q35\niommu: none\nmemory: 128MiB\n"
  let image = GuestImage(
    machine: try #require(Machine.parse(text, file: "m").machine), qemu: try #require(qemu), kernelName: "given",
    kernel: folder.path + "/gone", initramfs: [], keeper: try executor.get())
  let error = #expect(throws: MachineError.self) { try GuestSystem(booting: image) }
  #expect(error?.place == "given")
  #expect(
    error?.what.contains("the guest ended (QEMU's exit status is 1); QEMU says: ") == true,
    "\(String(describing: error))")
}
