import Foundation
import MachineModel

/// A module that a guest loads at its start.
package struct GuestModule: Hashable {
  /// As the kernel names it, with underscores.
  package var name: String
  var path: String
  var parameters: String
}

/// A kernel's modules: a `lib/modules/VERSION` folder, or a build tree with the modules where they were built.
package struct ModuleTree {
  private let folder: String
  /// Paths by name, relative to the folder.
  private var paths: [String: String] = [:]
  /// The modules that must be loaded before, by name, in order; nil if only the module's own file tells.
  private var dependencies: [String: [String]]?
  /// Modules to load before and after, if the kernel has them.
  private var before: [String: [String]] = [:]
  private var after: [String: [String]] = [:]
  private var builtin: Set<String> = []

  /// Files of which a folder of modules, or a build tree, has at least one.
  private static let marks = ["modules.dep", "modules.builtin", "modules.order", "include/config/kernel.release"]
  /// The most entries that are looked at for modules, and the largest index: each several times what Linux has.
  private static let entryLimit = 500_000
  private static let indexLimit = 64 << 20
  /// How long a chain of modules may be that need one another: several times what Linux has.
  private static let depthLimit = 100

  /// - Parameter release: The kernel's, where it is known: what a tree says of another is refused.
  init(_ folder: String, for release: String? = nil) throws(MachineError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw MachineError("the folder of modules is not there", at: folder, advice: "give a lib/modules/VERSION folder")
    }
    guard Self.marks.contains(where: { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }) else {
      throw MachineError(
        "this is neither a folder of modules nor a kernel's build tree", at: folder,
        advice: Self.advice(instead: folder, for: release))
    }
    self.folder = folder
    if let built = try Self.lines(of: "\(folder)/include/config/kernel.release")?.first, let release, built != release {
      throw MachineError(
        "this is the build tree of Linux \(built), and the kernel is \(release)", at: folder,
        advice: "give --kernel the same tree")
    }
    readBuiltins(try Self.lines(of: "\(folder)/modules.builtin") ?? [])
    if let lines = try Self.lines(of: "\(folder)/modules.dep") {
      readDependencies(lines)
      readSoftDependencies(try Self.lines(of: "\(folder)/modules.softdep") ?? [])
    } else {
      try scan()
    }
  }

  /// What depmod says of a folder, in the texts of `modules.dep`, `modules.softdep` and `modules.builtin`.
  package init(_ folder: String, dependencies: String, softDependencies: String, builtin: String) {
    self.folder = folder
    readBuiltins(Self.lines(in: builtin))
    readDependencies(Self.lines(in: dependencies))
    readSoftDependencies(Self.lines(in: softDependencies))
  }

  /// Folders nearby that hold modules, if the given one does not.
  private static func advice(instead folder: String, for release: String?) -> String {
    for parent in [folder, "\(folder)/lib/modules", "\(folder)/usr/lib/modules"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: parent))?.sorted() ?? []
      let trees = names.filter { FileManager.default.fileExists(atPath: "\(parent)/\($0)/modules.dep") }
      if let tree = trees.first(where: { $0 == release }) ?? trees.first { return "give \(parent)/\(tree)" }
    }
    return "give lib/modules/\(release ?? "RELEASE") as 'make modules_install' leaves it, after depmod"
  }

  /// The modules to load for these, dependencies first. What is built into the kernel is left out.
  package func resolve(_ requests: [ModuleRequest], optional: [ModuleRequest]) throws(MachineError) -> [GuestModule] {
    var order: [GuestModule] = []
    var seen: Set<String> = []
    for request in requests {
      guard try add(request.name, request.parameters, to: &order, &seen) || isBuiltin(request.name) else {
        throw MachineError(
          "module '\(request.name)' is missing", at: folder,
          advice: "build it, or give the modules that belong to this kernel")
      }
    }
    for request in optional { _ = try add(request.name, request.parameters, to: &order, &seen) }
    // Parameters belong to their module also where another one brought it in.
    for request in requests + optional {
      for index in order.indices where order[index].name == Self.normal(request.name) {
        order[index].parameters = request.parameters
      }
    }
    return order
  }

  /// Whether the kernel has it within. A kernel without any module is taken to have everything within; whether VFIO is
  /// there shows when it has booted.
  private func isBuiltin(_ name: String) -> Bool { builtin.contains(Self.normal(name)) || paths.isEmpty }

  /// Adds a module behind those that it needs; returns whether there is a module of that name.
  private func add(
    _ name: String, _ parameters: String, to order: inout [GuestModule], _ seen: inout Set<String>, depth: Int = 1
  ) throws(MachineError) -> Bool {
    let name = Self.normal(name)
    guard let path = paths[name] else { return false }
    guard seen.insert(name).inserted else { return true }
    guard depth <= Self.depthLimit else {
      throw MachineError(
        "more than \(Self.depthLimit) modules need one another, down to '\(name)'", at: folder,
        advice: "have depmod make modules.dep anew")
    }
    let needs = try needs(of: name)
    for other in needs.before { _ = try add(other, "", to: &order, &seen, depth: depth + 1) }
    for other in needs.hard {
      guard try add(other, "", to: &order, &seen, depth: depth + 1) || isBuiltin(other) else {
        throw MachineError("module '\(other)', which '\(name)' needs, is missing", at: folder, advice: "build it")
      }
    }
    order.append(GuestModule(name: name, path: "\(folder)/\(path)", parameters: parameters))
    for other in needs.after { _ = try add(other, "", to: &order, &seen, depth: depth + 1) }
    return true
  }

  private func needs(of name: String) throws(MachineError) -> (before: [String], hard: [String], after: [String]) {
    if let dependencies { return (before[name] ?? [], dependencies[name] ?? [], after[name] ?? []) }
    let path = "\(folder)/\(paths[name] ?? "")"
    let hard = try Self.text(Tool.run(["modinfo", "-F", "depends", path])).split { $0 == "," || $0 == "\n" }
    var soft: (before: [String], after: [String]) = ([], [])
    for line in try Self.text(Tool.run(["modinfo", "-F", "softdep", path])).split(separator: "\n") {
      let needs = Self.softNeeds(line.split(separator: " "))
      soft.before += needs.before
      soft.after += needs.after
    }
    return (soft.before, hard.map(String.init), soft.after)
  }

  private mutating func readBuiltins(_ lines: [Substring]) {
    for line in lines { builtin.insert(Self.name(of: line)) }
  }

  private mutating func readDependencies(_ lines: [Substring]) {
    var all: [String: [String]] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard let path = parts.first else { continue }
      let name = Self.name(of: path)
      paths[name] = String(path)
      // The file lists the modules that others need last.
      all[name] = parts.count < 2 ? [] : parts[1].split(separator: " ").reversed().map(Self.name(of:))
    }
    dependencies = all
  }

  private mutating func readSoftDependencies(_ lines: [Substring]) {
    for line in lines {
      let words = line.split(separator: " ")
      guard words.first == "softdep", words.count > 2 else { continue }
      let needs = Self.softNeeds(words.dropFirst(2))
      before[Self.normal(words[1]), default: []] += needs.before
      after[Self.normal(words[1]), default: []] += needs.after
    }
  }

  private static func softNeeds(_ words: some Sequence<Substring>) -> (before: [String], after: [String]) {
    var needs: (before: [String], after: [String]) = ([], [])
    var isAfter = false
    for word in words {
      switch word {
      case "pre:": isAfter = false
      case "post:": isAfter = true
      default: isAfter ? needs.after.append(String(word)) : needs.before.append(String(word))
      }
    }
    return needs
  }

  /// Finds the modules where a build left them.
  private mutating func scan() throws(MachineError) {
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    guard let files = FileManager.default.enumerator(atPath: root) else { return }
    var count = 0
    for case let path as String in files {
      count += 1
      guard count <= Self.entryLimit else {
        throw MachineError(
          "the folder has more than \(Self.entryLimit) entries", at: folder,
          advice: "give the folder that 'make modules_install' makes")
      }
      guard Compression.moduleSuffixes.contains(where: path.hasSuffix) else { continue }
      paths[Self.name(of: path)] = path
    }
  }

  /// Nil where there is no such file.
  private static func lines(of path: String) throws(MachineError) -> [Substring]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return lines(in: text([UInt8](try RegularFile.contents(path, limit: indexLimit))))
  }

  private static func lines(in text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// The kernel's name for the module in a file.
  private static func name(of path: some StringProtocol) -> String {
    let file = String(path).split(separator: "/").last.map(String.init) ?? ""
    return normal(file.range(of: ".ko").map { String(file[..<$0.lowerBound]) } ?? file)
  }

  private static func normal(_ name: some StringProtocol) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }
}
