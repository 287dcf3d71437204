import ArgumentParser
import Documents
import Foundation
import MachineModel
import Reports
import SuiteModel

struct MachinesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machines",
    abstract: "Lists the machines that --machine takes, or explains one.",
    discussion: """
      The simulator's host and the QEMU guest are both made from a machine file, so
      a real kernel sees the same hardware as the simulated one.

        vfio-conform machines
            all machines
        vfio-conform machines x86-intel
            its devices, and where they sit
        vfio-conform machines ./my.yaml
            a file of your own, checked
      """)

  @Argument(help: "A machine's name, or a path to a machine file.", completion: .machines)
  var machine: String?

  @OptionGroup var suites: SuitesOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let folder = try MachinesFolder(suites.folder())
    if let machine {
      try explain(folder.load(machine))
    } else {
      try list(folder.all())
    }
  }

  private func list(_ machines: [Machine]) throws {
    guard format.format == .text else { return try printJSON(machines.map(MachineSummary.init)) }
    StandardOutput.write(rows: machines.map { ($0.name, $0.title) })
  }

  private func explain(_ machine: Machine) throws {
    guard format.format == .text else { return try printJSON(MachineSummary(machine)) }
    var lines = [
      "\(machine.name): \(machine.title)", "",
      "  architecture  \(machine.architecture.rawValue)",
      "  chipset       \(machine.chipset.rawValue)",
      "  IOMMU         \(machine.iommu.rawValue)",
      "  memory        \(machine.memory >> 20) MiB, \(counted(machine.processors, "processor"))",
    ]
    if !machine.kernelArguments.isEmpty {
      lines.append("  command line  " + machine.kernelArguments.joined(separator: " "))
    }
    let modules = machine.modules.map { $0.parameters.isEmpty ? $0.name : "\($0.name) \($0.parameters)" }
    lines += ["  modules       " + modules.joined(separator: ", "), "", "  devices"]
    let width = (machine.devices.map(\.id) + machine.platformDevices.map(\.id)).map(\.count).max() ?? 0
    for device in machine.devices {
      let bridge = device.bus.map { "  behind \($0)" } ?? ""
      lines.append("    \(device.address)  \(device.id.padded(to: width + 2))\(device.model.rawValue)\(bridge)")
    }
    for device in machine.platformDevices {
      lines.append(
        "    \(device.model.name.padded(to: 16))  \(device.id.padded(to: width + 2))\(device.model.rawValue)")
    }
    StandardOutput.write(lines: lines + (machine.offers.map { Self.lines($0, machine) } ?? []))
  }

  /// What the kernel must offer there.
  private static func lines(_ offers: Offers, _ machine: Machine) -> [String] {
    var lines = ["", "  must be offered"]
    func add(_ name: String, _ words: [String]) {
      if !words.isEmpty { lines.append("    \(name.padded(to: 14))\(words.joined(separator: ", "))") }
    }
    add("extensions", offers.extensions.map(\.text))
    add("groups", offers.groups.map(\.text))
    add("types", offers.types.map(\.text))
    for device in machine.devices {
      guard let offer = offers.devices[device.id] else { continue }
      let interrupts = [("INTx", offer.intx), ("MSI", offer.msi), ("MSI-X", offer.msix)].filter { $0.1 > 0 }
      add(
        device.id,
        interrupts.map { "\($0.0) \($0.1)" } + offer.resets.map { "reset \($0.text)" }
          + (offer.recovers ? ["recovers"] : []))
    }
    return lines
  }
}

extension Offer {
  /// The name, and where it is offered.
  fileprivate var text: String { period.qualify(name, [file.map { "with \($0)" }]) }
}

extension GroupOffer {
  fileprivate var text: String { period.qualify(devices.joined(separator: " ")) }
}

extension KernelPeriod {
  /// What is offered, with where if it is not everywhere.
  fileprivate func qualify(_ what: String, _ others: [String?] = []) -> String {
    let conditions = ([since.map { "since \($0)" }, until.map { "until \($0)" }] + others).compactMap(\.self)
    return conditions.isEmpty ? what : "\(what) (\(conditions.joined(separator: ", ")))"
  }
}

/// The machine files of a folder of suites.
struct MachinesFolder {
  private let path: String
  /// The machines by name, sorted.
  let names: [String]

  init(_ suites: SuiteFolder) {
    path = suites.path + "/machines"
    names = suites.machines
  }

  /// The machine of a name, or of a path to a machine file.
  func load(_ name: String) throws -> Machine {
    if name.contains("/") || name.hasSuffix(".yaml") { return try Machine.load(path: name) }
    let file = "\(path)/\(name).yaml"
    guard FileManager.default.fileExists(atPath: file) else {
      throw CommandFailure(absence(of: name), .usage)
    }
    return try Machine.load(path: file)
  }

  private func absence(of name: String) -> String {
    guard !names.isEmpty else { return "there is no machine '\(name)': \(path) holds no machine file" }
    let hint = suggestion(for: name, among: names).map { "; \($0)" } ?? ""
    return "there is no machine '\(name)'; there are \(names.joined(separator: ", "))\(hint)"
  }

  func all() throws -> [Machine] {
    guard !names.isEmpty else { throw CommandFailure("\(path) holds no machine file (NAME.yaml)", .usage) }
    return try names.map { try Machine.load(path: "\(path)/\($0).yaml") }
  }
}

/// A machine as JSON shows it.
private struct MachineSummary: Encodable {
  var name: String
  var title: String
  var architecture: String
  var chipset: String
  var iommu: String
  var memory: UInt64
  var processors: Int
  var modules: [String]
  var devices: [DeviceSummary]

  struct DeviceSummary: Encodable {
    var id: String
    var model: String
    var address: String
    var bus: String?
  }

  init(_ machine: Machine) {
    name = machine.name
    title = machine.title
    architecture = machine.architecture.rawValue
    chipset = machine.chipset.rawValue
    iommu = machine.iommu.rawValue
    memory = machine.memory
    processors = machine.processors
    modules = machine.modules.map(\.name)
    devices = machine.devices.map {
      DeviceSummary(id: $0.id, model: $0.model.rawValue, address: $0.address.description, bus: $0.bus)
    }
  }
}
