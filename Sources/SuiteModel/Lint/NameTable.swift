import VFIOInterface

/// What is known about a bound name before anything runs.
enum Shape: Hashable {
  /// Anything at all.
  case unknown
  /// The facts of a device.
  case device
  /// What an ioctl's structure came back with.
  case structure(Structure)

  static func == (left: Shape, right: Shape) -> Bool {
    switch (left, right) {
    case (.unknown, .unknown), (.device, .device): true
    case (.structure(let left), .structure(let right)): left.name == right.name
    default: false
    }
  }

  /// A structure's name is all that there is to tell.
  func hash(into hasher: inout Hasher) {
    if case .structure(let structure) = self { hasher.combine(structure.name) }
  }
}

/// The names that are bound at one place of a case.
struct NameTable: Hashable {
  static let constants = ["kernel", "arch", "page", "backend"]

  /// What steps have bound; it stays until the end of the case.
  var bound: [String: Shape] = [:]
  /// What holds only for the steps within: variables of loops, parameters of fixtures.
  var local: [String: Shape] = [:]
  var processes: Set<String> = ["main"]
  /// Calls that were begun with `start`.
  var pending: Set<String> = []

  subscript(name: String) -> Shape? {
    local[name] ?? bound[name] ?? (Self.constants.contains(name) ? .unknown : nil)
  }

  /// Whether a name means what it always means.
  func isConstant(_ name: String) -> Bool {
    local[name] == nil && bound[name] == nil && Self.constants.contains(name)
  }

  var names: [String] { Array(local.keys) + Array(bound.keys) + Self.constants }
}
