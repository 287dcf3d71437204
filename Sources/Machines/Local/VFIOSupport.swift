import Foundation

/// Whether this machine's kernel offers VFIO to user space, and what would make it do so.
package struct VFIOSupport {
  /// Why there is no VFIO, and what would provide it.
  package struct Absence: Sendable, Hashable, Encodable {
    package var reason: String
    /// What to do, a sentence each, in the order in which it is done.
    package var remedies: [String]
  }

  static let node = "/dev/vfio/vfio"

  private let files: LocalFiles
  private let release: String

  /// This machine.
  package init() {
    let files = LocalFiles()
    self.init(
      files: files,
      release: (files.text("/proc/sys/kernel/osrelease") ?? "").trimmingCharacters(in: .whitespacesAndNewlines))
  }

  init(files: LocalFiles, release: String) {
    self.files = files
    self.release = release
  }

  /// Nil if a container can be opened.
  package func absence() -> Absence? {
    switch files.opening(Self.node) {
    case 0: nil
    case EACCES, EPERM:
      Absence(reason: "\(Self.node) may not be opened", remedies: ["run this as root, with sudo"])
    case ENOENT: Absence(reason: "there is no \(Self.node)", remedies: kernelRemedies + firmwareRemedies)
    case let number:
      Absence(
        reason: "\(Self.node) cannot be opened: \(String(cString: strerror(number)))",
        remedies: kernelRemedies + firmwareRemedies)
    }
  }

  // MARK: The kernel

  private var kernelRemedies: [String] {
    let configuration = KernelConfiguration(files, release: release)
    guard configuration["CONFIG_VFIO"] != .no else {
      return [
        "boot a kernel that has VFIO: Linux \(release) was built without CONFIG_VFIO "
          + "(it takes CONFIG_VFIO_GROUP, CONFIG_VFIO_CONTAINER, CONFIG_VFIO_PCI and an IOMMU driver as well)"
      ]
    }
    for option in ["CONFIG_VFIO_GROUP", "CONFIG_VFIO_CONTAINER"] where configuration.refuses(option) {
      return ["boot a kernel with groups and containers: Linux \(release) was built without \(option)"]
    }
    if configuration["CONFIG_VFIO"] == .yes {
      return [
        "mount /dev as the kernel has it (devtmpfs): VFIO is built into Linux \(release), and its node is missing"
      ]
    }
    return moduleRemedies
  }

  private var moduleRemedies: [String] {
    let words = commandLine
    if words.contains("nomodule") || files.text("/proc/sys/kernel/modules_disabled")?.first == "1" {
      return ["let modules be loaded: they are switched off (nomodule on the command line, or kernel.modules_disabled)"]
    }
    let tree = "/lib/modules/\(release)"
    let index = files.text("\(tree)/modules.dep")
    guard index?.contains("/vfio-pci.ko") ?? false else {
      return ["install the modules of Linux \(release): \(tree) has no vfio-pci; then run: modprobe vfio-pci"]
    }
    return ["load VFIO's modules: modprobe vfio-pci"]
  }

  // MARK: The firmware, and what the kernel was told of the IOMMU

  private var commandLine: [Substring] {
    files.text("/proc/cmdline")?.split(whereSeparator: \.isWhitespace) ?? []
  }

  /// What would provide IOMMU groups; nothing if there are any.
  private var firmwareRemedies: [String] {
    guard files.names("/sys/kernel/iommu_groups").isEmpty else { return [] }
    let words = commandLine
    if let off = words.first(where: { ["iommu=off", "intel_iommu=off", "amd_iommu=off"].contains($0) }) {
      return ["take \(off) off the kernel's command line: it keeps the IOMMU from making groups"]
    }
    let tables = files.names("/sys/firmware/acpi/tables")
    if tables.contains("DMAR") {
      return [
        "add intel_iommu=on to the kernel's command line: the firmware tells of VT-d, and there are no IOMMU groups"
      ]
    }
    if tables.contains("IVRS") {
      return ["boot a kernel with CONFIG_AMD_IOMMU: the firmware tells of AMD-Vi, and there are no IOMMU groups"]
    }
    guard !tables.isEmpty else { return ["give the machine an IOMMU: there are no IOMMU groups"] }
    return [
      "switch the IOMMU on in the firmware's setup (VT-d, AMD-Vi), or give the virtual machine one: "
        + "no firmware table tells of it, and there are no IOMMU groups"
    ]
  }
}

/// What the running kernel was built with, as far as that can be read.
private struct KernelConfiguration {
  enum Setting: Hashable { case yes, module, no, unknown }

  private let lines: Set<Substring>

  init(_ files: LocalFiles, release: String) {
    let places = ["/boot/config-\(release)", "/lib/modules/\(release)/config", "/lib/modules/\(release)/build/.config"]
    let text = files.compressedText("/proc/config.gz") ?? places.lazy.compactMap(files.text).first ?? ""
    lines = Set(text.split(separator: "\n"))
  }

  /// Whether an option is off though the kernel's version has it.
  func refuses(_ option: String) -> Bool { lines.contains("# \(option) is not set") }

  /// An option that a whole configuration does not have is off.
  subscript(option: String) -> Setting {
    if lines.isEmpty { return .unknown }
    if lines.contains("\(option)=y") { return .yes }
    return lines.contains("\(option)=m") ? .module : .no
  }
}

extension LocalFiles {
  /// A text that gzip has made smaller.
  fileprivate func compressedText(_ path: String) -> String? {
    guard let bytes = bytes(path), let plain = try? Compression.of(bytes)?.expand(bytes) else { return nil }
    return String(decoding: plain, as: UTF8.self)
  }
}
