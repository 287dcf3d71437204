import Documents
import Yams

extension FileParser {
  func needs(_ node: Node) -> Needs {
    guard let mapping = mapping(node, "'needs'") else { return Needs() }
    let drivers = mapping.take("drivers").map(drivers) ?? [:]
    var needs = Needs(
      iommu: mapping.take("iommu").flatMap { choice($0, of: IOMMUModel.self, "IOMMU model") }.map { [$0] } ?? [],
      mediated: mapping.take("mdev").map { expression($0) },
      kernel: mapping.take("kernel").map { expression($0) },
      modules: mapping.take("modules").map { texts($0, "module names") } ?? [],
      parameters: mapping.take("parameters").map(paths) ?? [],
      monitor: mapping.take("monitor").map(boolean) ?? false,
      disposable: mapping.take("disposable").map(boolean) ?? false)
    let words = ["iommu", "drivers", "mdev", "kernel", "modules", "parameters", "monitor", "disposable"]
    needs.roles = mapping.takeRest().map { entry in
      let place = location(entry.key)
      if let hint = suggestion(for: entry.name, among: words) {
        report("'\(entry.name)' is read as the role of a device", at: place, hint: hint, severity: .warning)
      }
      let name = identifier(entry.name, at: place, "a role")
      let driver = drivers[name]?.driver ?? Role.defaultDriver
      return Role(
        name: name, location: place, condition: expression(entry.value), driver: driver == "none" ? nil : driver)
    }
    for (name, entry) in drivers where !needs.roles.contains(where: { $0.name == name }) {
      report("'drivers' names '\(name)', which is no role here", at: entry.location)
    }
    return needs
  }

  private func drivers(_ node: Node) -> [String: (driver: String, location: SourceLocation)] {
    guard let mapping = mapping(node, "'drivers'") else { return [:] }
    let entries = mapping.takeRest().map { entry in
      (entry.name, (driver: text(entry.value, "a driver's name"), location: location(entry.key)))
    }
    return Dictionary(entries) { first, _ in first }
  }

  private func paths(_ node: Node) -> [String] {
    words(node, "paths").map { node in
      let path = text(node, "a path")
      if !path.hasPrefix("/") { report("expected an absolute path, found '\(path)'", at: location(node)) }
      return path
    }
  }
}
