import SuiteModel
import VFIOInterface

/// The names that are always there.
struct GlobalScope: Scope {
  private let kernel: Version
  private let architecture: String
  private let page: UInt64
  private let backend: String

  init(_ inventory: Inventory) {
    kernel = inventory.kernel
    architecture = inventory.identity.architecture
    page = inventory.identity.pageSize
    backend = inventory.identity.backend
  }

  func lookup(_ name: String) -> Value? {
    switch name {
    case "kernel": .version(kernel)
    case "arch": .text(architecture)
    case "page": .number(Int128(page))
    case "backend": .text(backend)
    default: nil
    }
  }
}

/// Several scopes as one: the first that knows a name counts.
struct LayeredScope: Scope {
  let layers: [any Scope]
  var budget: WorkBudget?

  func lookup(_ name: String) -> Value? {
    for layer in layers {
      if let value = layer.lookup(name) { return value }
    }
    return nil
  }
}
