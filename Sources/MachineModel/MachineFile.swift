import Documents
import Foundation
import Yams

extension Machine {
  /// Reads the machine file at a path; its name must be the file's.
  package static func load(path: String) throws(DocumentErrors) -> Machine {
    let (machine, diagnostics) = read(path: path)
    guard let machine else { throw DocumentErrors(diagnostics) }
    return machine
  }

  /// The machine of the file at a path, unless there is an error in it, and all that is wrong with it.
  package static func read(path: String) -> (machine: Machine?, diagnostics: [Diagnostic]) {
    let text: String
    do {
      text = try TextFile.read(path)
    } catch {
      return (nil, [error])
    }
    let (machine, diagnostics) = parse(text, file: path)
    let expected = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    guard let machine, machine.name != expected else { return (machine, diagnostics) }
    let misnomer = Diagnostic(
      "the machine is named '\(machine.name)'", at: SourceLocation(file: path),
      hint: "a file '\(expected)' describes '\(expected)'")
    return (nil, diagnostics + [misnomer])
  }

  /// Reads a machine file's text.
  ///
  /// - Parameter file: The name that locations bear.
  package static func parse(_ text: String, file: String) -> (machine: Machine?, diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let machine = parser.root(of: text, "a machine").flatMap(parser.machine)
    return (parser.errors == 0 ? machine : nil, parser.diagnostics)
  }
}

extension FileParser {
  /// The most entries that a list of a machine file may have.
  private static let maximumMachineEntries = 64

  fileprivate func machine(_ top: MappingReader) -> Machine? {
    let name = top.require("machine", hint: "it is the machine's name").map { slug($0, "a machine", separators: "-_") }
    let title = top.require("title").map(self.title)
    let architecture = top.require("architecture").flatMap { choice($0, of: Architecture.self, "architecture") }
    let chipset = top.require("chipset").flatMap { choice($0, of: Chipset.self, "chipset") }
    if let chipset, let architecture, chipset.architecture != architecture {
      top.report("the chipset '\(chipset.rawValue)' is of \(chipset.architecture.rawValue)", at: "chipset")
    }
    let iommu = self.iommu(top, of: chipset)
    let memory = top.take("memory").flatMap { size($0, in: 128 << 20...64 << 30) } ?? 512 << 20
    let processors = top.take("processors").flatMap { number($0, in: 1...64) } ?? 1
    let freezes = top.take("freezes").map(boolean) ?? false
    if freezes, let chipset, chipset != .powernv9 {
      top.report(
        "the chipset '\(chipset.rawValue)' has no host bridges that recover from errors", at: "freezes")
    }
    let kernelArguments = top.take("kernel-arguments").map(self.kernelArguments) ?? []
    let modules = top.take("modules").map(self.modules) ?? []
    let hostDrivers = top.take("host-drivers").map(self.modules) ?? []
    let spareModules = top.take("spare-modules").map(self.modules) ?? []
    let devices = top.take("devices").map { self.devices($0, on: chipset) } ?? []
    let platformDevices =
      top.take("platform-devices").map { self.platformDevices($0, on: chipset, beside: devices) } ?? []
    let channelDevices =
      top.take("channel-devices").map { self.channelDevices($0, on: chipset, beside: devices.map(\.id)) } ?? []
    let offers = top.take("offers").flatMap { self.offers($0, on: devices, platformDevices.map(\.id)) }
    top.finish()
    guard let name, let title, let architecture, let chipset, let iommu else { return nil }
    return Machine(
      name: name, title: title, architecture: architecture, chipset: chipset, iommu: iommu, memory: memory,
      processors: processors, freezes: freezes, kernelArguments: kernelArguments, modules: modules,
      hostDrivers: hostDrivers, spareModules: spareModules, devices: devices, platformDevices: platformDevices,
      channelDevices: channelDevices, offers: offers)
  }

  private func iommu(_ top: MappingReader, of chipset: Chipset?) -> IOMMUKind? {
    let kind = top.require("iommu").flatMap { choice($0, of: IOMMUKind.self, "iommu") }
    if let kind, let chipset, !chipset.iommus.contains(kind) {
      top.report(
        "the chipset '\(chipset.rawValue)' has no IOMMU '\(kind.rawValue)'", at: "iommu",
        hint: "it can have \(chipset.iommus.map(\.rawValue).joined(separator: ", "))")
    }
    return kind
  }

  private func kernelArguments(_ node: Node) -> [String] {
    list(node, "kernel arguments", atMost: Self.maximumMachineEntries).map { node in
      let argument = text(node, "a kernel argument")
      if !argument.isPrintableWord, !argument.isEmpty {
        expected("a kernel argument of one word", found: node, hint: "such as intel_iommu=on")
      }
      return argument
    }
  }

  private func modules(_ node: Node) -> [ModuleRequest] {
    var modules: [ModuleRequest] = []
    for node in list(node, "modules", atMost: Self.maximumMachineEntries) {
      let words = text(node, "a module").split(separator: " ").map(String.init)
      let parameters = words.dropFirst()
      guard let name = words.first else { continue }
      if !name.isModuleName || !parameters.allSatisfy({ $0.isPrintableWord && $0.contains("=") }) {
        expected("a module", found: node, hint: "write NAME, or NAME parameter=value …")
      } else if modules.contains(where: { $0.name == name }) {
        report("module '\(name)' is said twice", at: location(node), hint: "keep one of them")
      }
      modules.append(ModuleRequest(name: name, parameters: parameters.joined(separator: " ")))
    }
    return modules
  }

  private func devices(_ node: Node, on chipset: Chipset?) -> [Device] {
    var topology = chipset.map { PCITopology($0.layout) }
    for node in list(node, "devices", atMost: Self.maximumMachineEntries) {
      guard let entry = mapping(node, "a device") else { continue }
      let before = errors
      let device = self.device(entry, on: chipset?.layout)
      if let device { topology?.add(device, at: entry, isSound: errors == before) }
    }
    return topology?.finish() ?? []
  }

  /// Devices that the chipset has in any case, each at most once.
  private func platformDevices(_ node: Node, on chipset: Chipset?, beside devices: [Device]) -> [PlatformDevice] {
    if let chipset, chipset != .virt {
      report("the chipset '\(chipset.rawValue)' has no platform devices here", at: location(node))
    }
    var all: [PlatformDevice] = []
    for node in list(node, "platform devices", atMost: Self.maximumMachineEntries) {
      guard let entry = mapping(node, "a platform device") else { continue }
      let id = entry.require("id", hint: "suites name the device by it").map { slug($0, "a device", separators: "-_") }
      let model = entry.require("model").flatMap { choice($0, of: PlatformModel.self, "model") }
      entry.finish()
      guard let id, let model else { continue }
      if all.contains(where: { $0.id == id }) || devices.contains(where: { $0.id == id }) {
        entry.report("'\(id)' is the name of another device", at: "id")
      }
      if all.contains(where: { $0.model == model }) {
        entry.report("the machine has one \(model.rawValue)", at: "model")
      }
      all.append(PlatformDevice(id: id, model: model))
    }
    return all
  }

  /// Devices of the channel subsystem; their subchannels have the order of the file.
  private func channelDevices(_ node: Node, on chipset: Chipset?, beside others: [String]) -> [ChannelDevice] {
    if let chipset, chipset != .s390ccw {
      report("the chipset '\(chipset.rawValue)' has no channel subsystem", at: location(node))
    }
    var all: [ChannelDevice] = []
    for node in list(node, "channel devices", atMost: Self.maximumMachineEntries) {
      guard let entry = mapping(node, "a channel device") else { continue }
      let id = entry.require("id", hint: "suites name the device by it").map { slug($0, "a device", separators: "-_") }
      let model = entry.require("model").flatMap { choice($0, of: ChannelModel.self, "model") }
      entry.finish()
      guard let id, let model else { continue }
      if all.contains(where: { $0.id == id }) || others.contains(id) {
        entry.report("'\(id)' is the name of another device", at: "id")
      }
      all.append(ChannelDevice(id: id, model: model, number: all.count))
    }
    return all
  }

  // MARK: Devices

  private func device(_ entry: MappingReader, on layout: ChipsetLayout?) -> Device? {
    let id = entry.require("id", hint: "suites name the device by it").map { slug($0, "a device", separators: "-_") }
    let model = entry.require("model").flatMap { choice($0, of: DeviceModel.self, "model") }
    let domain = hostBridge(entry, of: layout)
    let bus = entry.take("bus").map { slug($0, "a bridge", separators: "-_") }
    let slot = entry.take("slot").flatMap { number($0, in: 0...31) } ?? 0
    let function = entry.take("function").flatMap { number($0, in: 0...7) } ?? 0
    let romSize = entry.take("rom").flatMap { size($0, in: ExpansionROM.sizes) } ?? 0
    let memoryNode = entry.take("memory")
    let memory = memoryNode.flatMap { size($0, in: 4096...256 << 20) }
    let virtualFunctions = entry.take("virtual-functions").flatMap { number($0, in: 1...7) } ?? 0
    entry.finish()
    guard let id, let model else { return nil }
    check(
      model, romSize: romSize, saysMemory: memoryNode != nil, memory: memory, virtualFunctions: virtualFunctions,
      at: entry)
    return Device(
      id: id, model: model, bus: bus,
      address: PCIAddress(
        domain: domain, slot: UInt8(truncatingIfNeeded: slot), function: UInt8(truncatingIfNeeded: function)),
      isMultifunction: false, romSize: Int(romSize), sharedMemory: memory ?? 0,
      virtualFunctions: virtualFunctions)
  }

  /// The host bridge that the device sits behind, where the chipset has more than one.
  private func hostBridge(_ entry: MappingReader, of layout: ChipsetLayout?) -> UInt16 {
    guard let layout, let bridges = layout.hostBridges else {
      if entry.take("phb") != nil, layout != nil { entry.report("this chipset has one host bridge", at: "phb") }
      return 0
    }
    let range = Int(bridges.lowerBound)...Int(bridges.upperBound)
    let hint = "the host bridge that the device sits behind, \(range.lowerBound) to \(range.upperBound)"
    let bridge = entry.require("phb", hint: hint).flatMap { number($0, in: range) }
    return UInt16(truncatingIfNeeded: bridge ?? range.lowerBound)
  }

  /// What only some models have.
  ///
  /// - Parameter memory: nil where none is said, or where it is no size, which was reported.
  private func check(
    _ model: DeviceModel, romSize: UInt64, saysMemory: Bool, memory: UInt64?, virtualFunctions: Int,
    at entry: MappingReader
  ) {
    if romSize > 0, model.isBridge { entry.report("a bridge has no expansion ROM here", at: "rom") }
    if romSize.nonzeroBitCount > 1 { entry.report("a ROM's size is a power of two", at: "rom") }
    if virtualFunctions > 0, model != .nvme {
      entry.report("only \(DeviceModel.nvme.rawValue) has virtual functions", at: "virtual-functions")
    }
    if model != .ivshmem, saysMemory {
      entry.report("only \(DeviceModel.ivshmem.rawValue) has a memory of its own", at: "memory")
    }
    if model == .ivshmem, !saysMemory || (memory ?? 1).nonzeroBitCount != 1 {
      entry.report("\(model.rawValue) needs 'memory'", at: "memory", hint: "a power of two, such as 1MiB")
    }
  }

  // MARK: Numbers

  /// A number of bytes, with `KiB`, `MiB` or `GiB` behind it.
  private func size(_ node: Node, in range: ClosedRange<UInt64>) -> UInt64? {
    let units: [(name: String, bytes: UInt64)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    func written(_ size: UInt64) -> String {
      units.first { size >= $0.bytes }.map { "\(size / $0.bytes)\($0.name)" } ?? "\(size)"
    }
    let what = "a size from \(written(range.lowerBound)) to \(written(range.upperBound)), with its unit"
    let text = self.text(node, what)
    let unit = units.first { text.hasSuffix($0.name) }
    let product = unit.flatMap { UInt64(text.dropLast(3))?.multipliedReportingOverflow(by: $0.bytes) }
    if let product, !product.overflow, range.contains(product.partialValue) { return product.partialValue }
    if !text.isEmpty { expected(what, found: node) }
    return nil
  }
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
