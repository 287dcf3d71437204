import Foundation
import Testing

@testable import Machines

/// A made-up machine: a disk, a network card and a display behind a bridge, and a spare device.
struct DeviceUseTests {
  private static let bridge = "/sys/devices/pci0000:00/0000:00:01.0"
  private static let spare = "0000:01:07.0"

  private final class Root {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("use-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String) throws {
      let folder = ((path + name) as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try text.write(toFile: path + name, atomically: false, encoding: .utf8)
    }

    func link(_ name: String, to target: String) throws {
      let folder = ((path + name) as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: path + target, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: path + name, withDestinationPath: path + target)
    }
  }

  private func machine(_ extra: (Root) throws -> Void = { _ in }) throws -> (Root, DeviceUse) {
    let root = Root()
    try root.link("/sys/bus/pci/devices/0000:00:01.0", to: Self.bridge)
    for function in ["0000:01:00.0", "0000:01:01.0", "0000:01:02.0", "0000:01:03.0", Self.spare] {
      try root.link("/sys/bus/pci/devices/\(function)", to: "\(Self.bridge)/\(function)")
    }
    try root.link("/sys/dev/block/8:1", to: "\(Self.bridge)/0000:01:00.0/ata1/block/sda/sda1")
    try root.link("/sys/class/net/eth0", to: "\(Self.bridge)/0000:01:01.0/net/eth0")
    try root.file("\(Self.bridge)/0000:01:02.0/boot_vga", "1\n")
    try root.link("/sys/class/tty/ttyS4", to: "\(Self.bridge)/0000:01:03.0/tty/ttyS4")
    try root.file("/sys/class/tty/console/active", "tty0 ttyS4\n")
    try root.file(
      "/proc/self/mountinfo", "21 1 0:5 / /proc rw - proc proc rw\n22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n")
    try root.file("/proc/swaps", "Filename Type Size Used Priority\n")
    try root.file(
      "/proc/net/route",
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\n"
    )
    try extra(root)
    return (root, DeviceUse(files: LocalFiles(root: root.path)))
  }

  @Test(
    arguments: [
      ("0000:01:00.0", "it holds the file system mounted on /"),
      ("0000:01:01.0", "the default route leads through it (eth0)"),
      ("0000:01:02.0", "it is the display that this machine boots with"),
      ("0000:01:03.0", "it carries the console (ttyS4)"),
      ("0000:00:01.0", "it holds the file system mounted on /"),
      ("0000:05:00.0", "there is no such device"),
      (spare, nil),
    ] as [(String, String?)])
  func saysWhyADeviceIsNeeded(device: String, reason: String?) throws {
    let (root, use) = try machine()
    withExtendedLifetime(root) { #expect(use.reason(against: device) == reason) }
  }

  @Test func looksThroughLayersOfBlockDevices() throws {
    let (root, use) = try machine { root in
      try root.link("/sys/dev/block/253:0", to: "/sys/devices/virtual/block/dm-0")
      try root.link(
        "/sys/devices/virtual/block/dm-0/slaves/nvme0n1", to: "\(Self.bridge)/\(Self.spare)/nvme/nvme0/nvme0n1")
      try root.file("/proc/self/mountinfo", "22 1 253:0 / /home rw - ext4 /dev/mapper/home rw\n")
    }
    withExtendedLifetime(root) {
      #expect(use.reason(against: Self.spare) == "it holds the file system mounted on /home")
    }
  }

  @Test func looksThroughBridgesOfTheNetwork() throws {
    let (root, use) = try machine { root in
      try root.link("/sys/class/net/br0", to: "/sys/devices/virtual/net/br0")
      try root.link("/sys/class/net/eth1", to: "\(Self.bridge)/\(Self.spare)/net/eth1")
      try root.link("/sys/devices/virtual/net/br0/lower_eth1", to: "\(Self.bridge)/\(Self.spare)/net/eth1")
      let zeros = String(repeating: "0", count: 32)
      try root.file("/proc/net/ipv6_route", "\(zeros) 00 \(zeros) 00 fe80 00000400 1 0 00000003 br0\n")
    }
    withExtendedLifetime(root) {
      #expect(use.reason(against: Self.spare) == "the default route leads through it (br0)")
    }
  }

  @Test func swapSpaceCounts() throws {
    let (root, use) = try machine { root in
      try root.link("/sys/class/block/sdb1", to: "\(Self.bridge)/\(Self.spare)/ata2/block/sdb/sdb1")
      try root.file("/proc/swaps", "Filename Type Size Used Priority\n/dev/sdb1 partition 1 0 -2\n")
    }
    withExtendedLifetime(root) { #expect(use.reason(against: Self.spare) == "it holds the swap space /dev/sdb1") }
  }
}
