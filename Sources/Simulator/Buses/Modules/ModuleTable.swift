import VFIOInterface

/// The modules of the kernel: those that can be loaded, and those that are.
final class ModuleTable {
  unowned let kernel: Kernel
  /// Those that can be loaded.
  private var catalogue: [String: ModuleDefinition] = [:]
  private var loaded: [Module] = []
  /// As a file of `modprobe.d` has them, by the modules' names.
  private var options: [String: String] = [:]

  init(kernel: Kernel) { self.kernel = kernel }

  /// A loaded module; hyphens and underscores are the same.
  subscript(name: String) -> Module? {
    let name = Self.canonical(name)
    return loaded.first { $0.name == name }
  }

  /// Lets modules be loaded: puts their files where a guest has them, with what they say of themselves (`modinfo`).
  func offer(_ definitions: [ModuleDefinition]) {
    catalogue = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    kernel.files.root.directory("proc")["modules"] = Attribute(
      permissions: 0o444, show: { [unowned self] (_) throws(Errno) in Array(listing.utf8) })
    let directory = kernel.files.root.directory("modules")
    for definition in catalogue.values {
      directory[definition.name + ".ko"] = Attribute(
        permissions: 0o644,
        show: { [unowned kernel] (_) throws(Errno) in
          definition.information(kernel).reduce(into: []) { $0 += Array($1.utf8) + [0] }
        })
    }
  }

  /// What a module is loaded with by `probe`, whoever asks for it first.
  func setOptions(_ parameters: String, of name: String) { options[Self.canonical(name)] = parameters }

  /// Loads a module with what it needs, as modprobe does.
  func probe(_ name: String) throws(Errno) {
    guard let definition = catalogue[Self.canonical(name)] else { throw .ENOENT }
    guard self[definition.name] == nil else { return }
    try probeNeeds(of: definition.name)
    try insert(definition, parameters: options[definition.name] ?? "")
    guard kernel.keeps(.softDependencies) else { return }
    for follower in definition.followers where catalogue[follower] != nil { try probe(follower) }
  }

  /// Loads what a module needs, and not the module.
  func probeNeeds(of name: String) throws(Errno) {
    for dependency in catalogue[Self.canonical(name)]?.dependencies ?? [] { try probe(dependency) }
  }

  /// Loads one module (`finit_module`): EEXIST where it is loaded, ENOENT where a symbol that it needs is missing.
  func load(_ name: String, parameters: String) throws(Errno) {
    guard let definition = catalogue[Self.canonical(name)] else { throw .ENOENT }
    guard self[definition.name] == nil else { return try kernel.refuse(.moduleLoadsOnce, with: .EEXIST) }
    try kernel.require(.neededFirst, definition.dependencies.allSatisfy { self[$0] != nil }, or: .ENOENT)
    try insert(definition, parameters: parameters)
  }

  /// Takes a module out (`delete_module` without waiting): EAGAIN where it is in use.
  func remove(_ name: String) throws(Errno) {
    guard let module = self[name], let definition = catalogue[module.name] else {
      return try kernel.refuse(.missingIsTold, with: .ENOENT)
    }
    let isUsed = !module.users.isEmpty && kernel.keeps(.usedModuleStays)
    guard !isUsed, module.references == 0 else { throw .EAGAIN }
    try definition.unload(kernel)
    loaded.removeAll { $0 === module }
    for dependency in definition.dependencies { self[dependency]?.users.removeAll { $0 == module.name } }
    kernel.files.root.directory("sys/module")[module.name] = nil
  }

  /// `/proc/modules`: the last loaded first.
  var listing: String {
    loaded.reversed().map { module in
      let users =
        module.users.isEmpty || !kernel.keeps(.listIsTold) ? "-" : module.users.reversed().joined(separator: ",") + ","
      return "\(module.name) 16384 \(module.references + module.users.count) \(users) Live 0x0000000000000000\n"
    }.joined()
  }

  private func insert(_ definition: ModuleDefinition, parameters: String) throws(Errno) {
    let module = Module(name: definition.name)
    for parameter in definition.parameters { module.parameters[parameter.name] = parameter.initial }
    try set(parameters, of: definition, in: module)
    module.initialParameters = module.parameters
    loaded.append(module)
    for dependency in definition.dependencies { self[dependency]?.users.append(module.name) }
    addFiles(of: definition, module)
    do {
      try definition.load(kernel, module)
    } catch {
      loaded.removeAll { $0 === module }
      for dependency in definition.dependencies { self[dependency]?.users.removeAll { $0 == module.name } }
      kernel.files.root.directory("sys/module")[module.name] = nil
      throw error
    }
  }

  /// Parameters as they are given to modprobe; the kernel ignores those that it does not know.
  private func set(_ text: String, of definition: ModuleDefinition, in module: Module) throws(Errno) {
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let parameter = definition.parameters.first(where: { $0.name == Self.canonical(parts[0]) }) else {
        guard kernel.keeps(.unknownParameter) else { throw .EINVAL }
        kernel.log.warning("\(definition.name): unknown parameter '\(parts[0])' ignored")
        continue
      }
      guard kernel.keeps(.loadParameters) else { continue }
      module.parameters[parameter.name] = try value(parts.count == 2 ? parts[1] : "1", of: parameter)
    }
  }

  private func addFiles(of definition: ModuleDefinition, _ module: Module) {
    let directory = kernel.files.root.directory("sys/module/" + definition.name)
    let state = kernel.keeps(.moduleIsAlive) ? "live" : "coming"
    directory["initstate"] = Attribute(state)
    let excess = kernel.keeps(.usesAreCounted) ? 0 : 1
    directory["refcnt"] = Attribute("\(module.references + module.users.count + excess)")
    directory["holders"] = ComputedDirectory(permissions: 0o755) { [unowned kernel = self.kernel] _ in
      guard kernel.keeps(.usersAreTold) else { return [:] }
      return Dictionary(module.users.map { ($0, Link("../../" + $0)) }) { first, _ in first }
    }
    for parameter in definition.parameters where parameter.permissions != 0 {
      let name = parameter.name
      guard parameter.permissions & 0o200 != 0 else {
        directory.directory("parameters")[name] = Attribute(module.parameters[name] ?? "")
        continue
      }
      directory.directory("parameters")[name] = Attribute(
        permissions: parameter.permissions | (kernel.keeps(.parametersAreRoots) ? 0 : 0o022),
        text: { module.parameters[name] ?? "" },
        write: { [unowned self] (text) throws(Errno) in module.parameters[name] = try value(text, of: parameter) })
    }
  }

  private func value(_ text: String, of parameter: ModuleParameter) throws(Errno) -> String {
    do {
      return try parameter.value(text)
    } catch {
      try kernel.refuse(.parametersAreChecked, with: error)
      return parameter.initial
    }
  }

  private static func canonical(_ name: String) -> String {
    name.utf8.contains(UInt8(ascii: "-")) ? String(name.map { $0 == "-" ? "_" : $0 }) : name
  }
}

extension ModuleParameter {
  /// A value as the parameter's file shows it; EINVAL for one that the kernel cannot read.
  func value(_ text: String) throws(Errno) -> String {
    switch kind {
    case .text: return text
    case .number: return "\(try number(text))"
    case .flag:
      guard let first = text.first else { throw .EINVAL }
      if "yY1tT".contains(first) || text.lowercased().hasPrefix("on") { return "Y" }
      if "nN0fF".contains(first) || text.lowercased().hasPrefix("of") { return "N" }
      throw .EINVAL
    }
  }

  /// An unsigned number of 32 bits, decimal, octal or hexadecimal.
  private func number(_ text: String) throws(Errno) -> UInt32 {
    let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
    let radix = digits.lowercased().hasPrefix("0x") ? 16 : digits.hasPrefix("0") && digits.count > 1 ? 8 : 10
    let bare = digits.dropFirst(radix == 16 ? 2 : 0)
    guard let first = bare.first, first.isHexDigit, bare.allSatisfy({ Int(String($0), radix: radix) != nil }) else {
      throw .EINVAL
    }
    guard let value = UInt32(bare, radix: radix) else { throw .ERANGE }
    return value
  }
}

extension Kernel {
  var modules: ModuleTable { part(ModuleTable.init) }
}
