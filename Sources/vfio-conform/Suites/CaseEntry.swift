import Journal
import Runner
import SuiteModel

/// A case as `list` and `explain` show it: what the suites say of it, whatever machine it may run on.
struct CaseEntry {
  let suite: Suite
  let definition: Case
  let needs: Needs
  let tags: [String]

  init(_ definition: Case, in suite: Suite) {
    self.suite = suite
    self.definition = definition
    needs = suite.needs.adding(definition.needs)
    tags = suite.tags + definition.tags.filter { !suite.tags.contains($0) }
  }

  static func all(in library: SuiteLibrary) -> [CaseEntry] {
    library.suites.flatMap { suite in suite.cases.map { CaseEntry($0, in: suite) } }
  }

  var id: String { "\(suite.name)/\(definition.name)" }

  /// The same, and the names that it had before.
  var ids: [String] { [id] + definition.formerly.map { "\(suite.name)/\($0)" } }

  /// Its instances, as far as they can be told without a machine.
  var outlines: [Outline] { Outline.all(of: definition, in: suite) }

  /// Each need with what it asks for, as the suite writes it.
  var needsText: [(name: String, text: String)] { Self.text(of: needs) }

  static func text(of needs: Needs) -> [(name: String, text: String)] {
    var texts: [(String, String)] = []
    if !needs.iommu.isEmpty { texts.append(("iommu", needs.iommu.map(\.rawValue).joined(separator: ", "))) }
    for role in needs.roles {
      let driver =
        role.driver == Role.defaultDriver ? "" : ", with \(role.driver.map { "driver \($0)" } ?? "no driver")"
      texts.append((role.name, role.condition.text + driver))
    }
    if let mediated = needs.mediated { texts.append(("mdev", mediated.text)) }
    if let kernel = needs.kernel { texts.append(("kernel", kernel.text)) }
    if !needs.modules.isEmpty { texts.append(("modules", needs.modules.joined(separator: ", "))) }
    if !needs.parameters.isEmpty { texts.append(("parameters", needs.parameters.joined(separator: ", "))) }
    if needs.monitor { texts.append(("monitor", "true")) }
    if needs.disposable { texts.append(("disposable", "true")) }
    return texts
  }
}
