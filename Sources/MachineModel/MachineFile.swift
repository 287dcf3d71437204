import Documents
import Foundation
import Yams

extension Machine {
  /// Reads the machine file at a path; its name must be the file's.
  package static func load(path: String) throws(MachineFileError) -> Machine {
    let text: String
    do {
      text = try TextFile.read(path, atMost: FileReader.maximumBytes)
    } catch {
      throw MachineFileError(error, in: path)
    }
    let machine = try parse(text: text, file: path)
    let expected = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    guard machine.name == expected else {
      throw MachineFileError(
        file: path, message: "the machine is named '\(machine.name)'",
        hint: "a file '\(expected)' describes '\(expected)'")
    }
    return machine
  }

  /// Reads a machine file's text; `file` is the name for complaints.
  package static func parse(text: String, file: String) throws(MachineFileError) -> Machine {
    let reader = FileReader(file: file)
    let top = try MappingReader(reader.root(of: text), "a machine", keys: MachineKey.all, reader: reader)
    guard let name = try top.name(MachineKey.machine) else {
      throw reader.error("'machine' is missing", at: top.place, hint: "it is the machine's name")
    }
    let memory = try top.size(MachineKey.memory, in: 128 << 20...64 << 30) ?? 512 << 20
    let title = try top.required(MachineKey.title)
    let architecture = try top.choice(MachineKey.architecture, of: Architecture.self)
    let chipset = try top.choice(MachineKey.chipset, of: Chipset.self)
    guard chipset.architecture == architecture else {
      throw reader.error(
        "the chipset '\(chipset.rawValue)' is of \(chipset.architecture.rawValue)",
        at: top.place(of: MachineKey.chipset))
    }
    let machine = Machine(
      name: name,
      title: title,
      architecture: architecture,
      chipset: chipset,
      iommu: try iommu(top, of: chipset),
      memory: memory,
      processors: try top.number(MachineKey.processors, in: 1...64) ?? 1,
      freezes: try freezes(top, of: chipset),
      kernelArguments: try kernelArguments(top),
      modules: try modules(top, MachineKey.modules),
      hostDrivers: try modules(top, MachineKey.hostDrivers),
      devices: try devices(top, on: chipset))
    return machine
  }

  private static func iommu(_ top: MappingReader, of chipset: Chipset) throws(MachineFileError) -> IOMMUKind {
    let kind = try top.choice(MachineKey.iommu, of: IOMMUKind.self)
    guard chipset.iommus.contains(kind) else {
      throw top.reader.error(
        "the chipset '\(chipset.rawValue)' has no IOMMU '\(kind.rawValue)'", at: top.place(of: MachineKey.iommu),
        hint: "it can have \(chipset.iommus.map(\.rawValue).joined(separator: ", "))")
    }
    return kind
  }

  private static func freezes(_ top: MappingReader, of chipset: Chipset) throws(MachineFileError) -> Bool {
    guard let freezes = try top.flag(MachineKey.freezes) else { return false }
    guard chipset == .powernv9 else {
      throw top.reader.error(
        "the chipset '\(chipset.rawValue)' has no host bridges that recover from errors",
        at: top.place(of: MachineKey.freezes))
    }
    return freezes
  }

  private static func kernelArguments(_ top: MappingReader) throws(MachineFileError) -> [String] {
    var arguments: [String] = []
    for node in try top.list(MachineKey.kernelArguments, atMost: 64) {
      guard let text = node.scalar?.string, text.isPrintableWord else {
        throw top.reader.error("a kernel argument is one word", at: node.place, hint: "such as intel_iommu=on")
      }
      arguments.append(text)
    }
    return arguments
  }

  private static func modules(_ top: MappingReader, _ key: String) throws(MachineFileError) -> [ModuleRequest] {
    var modules: [ModuleRequest] = []
    for node in try top.list(key, atMost: 64) {
      let words = (node.scalar?.string ?? "").split(separator: " ").map(String.init)
      let parameters = words.dropFirst()
      guard let name = words.first, name.isModuleName, parameters.allSatisfy({ $0.isPrintableWord && $0.contains("=") })
      else {
        throw top.reader.error("this is not a module", at: node.place, hint: "NAME, or NAME parameter=value …")
      }
      guard !modules.contains(where: { $0.name == name }) else {
        throw top.reader.error("module '\(name)' is said twice", at: node.place)
      }
      modules.append(ModuleRequest(name: name, parameters: parameters.joined(separator: " ")))
    }
    return modules
  }

  private static func devices(_ top: MappingReader, on chipset: Chipset) throws(MachineFileError) -> [Device] {
    var topology = PCITopology(chipset.layout, reader: top.reader)
    for node in try top.list(MachineKey.devices, atMost: 64) {
      let entry = try MappingReader(node, "a device", keys: DeviceKey.all, reader: top.reader)
      try topology.add(device(entry, on: chipset), at: entry)
    }
    return topology.finish()
  }

  private static func device(_ entry: MappingReader, on chipset: Chipset) throws(MachineFileError) -> Device {
    guard let id = try entry.name(DeviceKey.id) else {
      throw entry.reader.error("'id' is missing", at: entry.place, hint: "suites name the device by it")
    }
    let model = try entry.choice(DeviceKey.model, of: DeviceModel.self)
    let slot = try entry.number(DeviceKey.slot, in: 0...31)
    let function = try entry.number(DeviceKey.function, in: 0...7) ?? 0
    let address = PCIAddress(
      domain: try hostBridge(entry, of: chipset.layout), slot: UInt8(truncatingIfNeeded: slot ?? 0),
      function: UInt8(truncatingIfNeeded: function))
    return Device(
      id: id, model: model, bus: try entry.name(DeviceKey.bus), address: address, isMultifunction: false,
      romSize: try romSize(entry, model), sharedMemory: try sharedMemory(entry, model),
      virtualFunctions: try virtualFunctions(entry, model))
  }

  /// The host bridge that the device sits behind, where the chipset has more than one.
  private static func hostBridge(
    _ entry: MappingReader, of layout: ChipsetLayout
  ) throws(MachineFileError) -> UInt16 {
    guard let bridges = layout.hostBridges else {
      guard entry.node(DeviceKey.hostBridge) == nil else {
        throw entry.reader.error("this chipset has one host bridge", at: entry.place(of: DeviceKey.hostBridge))
      }
      return 0
    }
    let range = Int(bridges.lowerBound)...Int(bridges.upperBound)
    guard let number = try entry.number(DeviceKey.hostBridge, in: range) else {
      throw entry.reader.error(
        "'\(DeviceKey.hostBridge)' is missing", at: entry.place,
        hint: "the host bridge that the device sits behind, \(range.lowerBound) to \(range.upperBound)")
    }
    return UInt16(truncatingIfNeeded: number)
  }

  private static func romSize(_ entry: MappingReader, _ model: DeviceModel) throws(MachineFileError) -> Int {
    let bounds = UInt64(ExpansionROM.sizes.lowerBound)...UInt64(ExpansionROM.sizes.upperBound)
    guard let size = try entry.size(DeviceKey.rom, in: bounds) else { return 0 }
    guard !model.isBridge else {
      throw entry.reader.error("a bridge has no expansion ROM here", at: entry.place(of: DeviceKey.rom))
    }
    guard size.nonzeroBitCount == 1 else {
      throw entry.reader.error("a ROM's size is a power of two", at: entry.place(of: DeviceKey.rom))
    }
    return Int(size)
  }

  /// At most as many as fit in the device's slot, beside itself.
  private static func virtualFunctions(
    _ entry: MappingReader, _ model: DeviceModel
  ) throws(MachineFileError) -> Int {
    guard let count = try entry.number(DeviceKey.virtualFunctions, in: 1...7) else { return 0 }
    let place = entry.place(of: DeviceKey.virtualFunctions)
    guard model == .nvme else {
      throw entry.reader.error("only \(DeviceModel.nvme.rawValue) has virtual functions", at: place)
    }
    return count
  }

  private static func sharedMemory(_ entry: MappingReader, _ model: DeviceModel) throws(MachineFileError) -> UInt64 {
    let size = try entry.size(DeviceKey.memory, in: 4096...256 << 20)
    guard model == .ivshmem else {
      guard size == nil else {
        throw entry.reader.error(
          "only \(DeviceModel.ivshmem.rawValue) has a memory of its own", at: entry.place(of: DeviceKey.memory))
      }
      return 0
    }
    guard let size, size.nonzeroBitCount == 1 else {
      throw entry.reader.error(
        "\(model.rawValue) needs 'memory'", at: entry.place(of: DeviceKey.memory), hint: "a power of two, such as 1MiB")
    }
    return size
  }
}

private enum MachineKey {
  static let machine = "machine"
  static let title = "title"
  static let architecture = "architecture"
  static let chipset = "chipset"
  static let iommu = "iommu"
  static let memory = "memory"
  static let processors = "processors"
  static let freezes = "freezes"
  static let kernelArguments = "kernel-arguments"
  static let modules = "modules"
  static let hostDrivers = "host-drivers"
  static let devices = "devices"
  static let all = [
    machine, title, architecture, chipset, iommu, memory, processors, freezes, kernelArguments, modules, hostDrivers,
    devices,
  ]
}

enum DeviceKey {
  static let id = "id"
  static let model = "model"
  static let hostBridge = "phb"
  static let bus = "bus"
  static let slot = "slot"
  static let function = "function"
  static let rom = "rom"
  static let memory = "memory"
  static let virtualFunctions = "virtual-functions"
  static let all = [id, model, hostBridge, bus, slot, function, rom, memory, virtualFunctions]
}

extension String {
  /// One word of printable ASCII, so that it stays one word on a command line.
  fileprivate var isPrintableWord: Bool {
    !isEmpty && utf8.count <= 256 && utf8.allSatisfy { (0x21...0x7e).contains($0) }
  }

  fileprivate var isModuleName: Bool {
    utf8.count <= 56 && utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0) }
  }
}
