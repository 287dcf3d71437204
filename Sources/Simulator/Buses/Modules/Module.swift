import VFIOInterface

/// A kernel module that can be loaded.
struct ModuleDefinition: Sendable {
  /// With underscores, as `/proc/modules` shows it.
  var name: String
  /// Modules that it needs; loaded first, and used by it.
  var dependencies: [String] = []
  /// Modules loaded after it, where they exist (`softdep post`).
  var followers: [String] = []
  /// Names by which the kernel asks for it.
  var aliases: [String] = []
  var parameters: [ModuleParameter] = []
  var load: @Sendable (Kernel, Module) throws(Errno) -> Void = { (_, _) throws(Errno) in }
  var unload: @Sendable (Kernel) throws(Errno) -> Void = { (_) throws(Errno) in }
}

/// A parameter, and its file under `/sys/module/NAME/parameters`.
struct ModuleParameter: Sendable {
  enum Kind {
    case flag
    case number
    case text
  }

  var name: String
  var kind: Kind
  var initial: String
  /// The mode of its file; 0 where it has none.
  var permissions: UInt32
}

/// A loaded module.
final class Module {
  let name: String
  /// The names of the modules that use it.
  var users: [String] = []
  /// References that others hold: open files, devices in use.
  var references = 0
  var parameters: [String: String] = [:]
  /// The parameters as they were when it was loaded.
  var initialParameters: [String: String] = [:]

  init(name: String) { self.name = name }

  /// A parameter that is `Y` or `N`.
  func flag(_ name: String) -> Bool { parameters[name] == "Y" }
  /// What such a parameter was when the module was loaded.
  func initialFlag(_ name: String) -> Bool { initialParameters[name] == "Y" }
  func initialNumber(_ name: String) -> UInt64? { initialParameters[name].flatMap { UInt64($0) } }
  func number(_ name: String) -> UInt64? { parameters[name].flatMap { UInt64($0) } }
  var isInUse: Bool { references > 0 || !users.isEmpty }
}
