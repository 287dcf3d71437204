import Runner
import SuiteModel
import VFIOInterface

extension Explanation {
  /// What is said of a known defect, a device's recipe, a parent, an ioctl or a pattern of cases; nil for any other name.
  func lines(ofName name: String) -> [String]? {
    let defects = (try? SideFiles(library.folder).knownDefects()) ?? []
    if let defect = defects.first(where: { $0.id == name }) { return lines(defect) }
    if let recipe = library.recipes.first(where: { $0.name == name }) { return lines(recipe) }
    if let parent = library.parents.first(where: { $0.name == name }) {
      return [parent.name, parent.title, ""] + source(at: parent.location, upTo: nil)
    }
    if let request = Request.all.first(where: { $0.name == name.uppercased() }) { return lines(request) }
    return name.contains { "*?".contains($0) } ? lines(pattern: name) : nil
  }

  private func lines(_ defect: KnownDefect) -> [String] {
    var lines = [defect.id, defect.reason, ""]
    if let condition = defect.condition { lines.append("  kernel    \(condition.text)") }
    lines += ["  evidence  \(defect.evidence)", ""]
    let globs = defect.cases.map { Glob(String($0.prefix { $0 != "[" })) }
    let cases = CaseEntry.all(in: library).filter { entry in globs.contains { entry.ids.contains(where: $0.matches) } }
    return lines + ["\(defect.location.file):\(defect.location.line)"]
      + Self.section("cases that it makes fail", cases.map(\.row))
  }

  private func lines(_ recipe: DeviceRecipe) -> [String] {
    let operations = recipe.operations.map { ($0.name, $0.title) }
    let users = CaseEntry.all(in: library).filter { entry in
      entry.steps.flattened.contains { step in
        if case .flow(.operate(let operate)) = step.action { recipe.operation(operate.operation) != nil } else { false }
      }
    }
    return [recipe.name, recipe.title, "", "  file      \(recipe.location.file)"]
      + Self.section("what it can be made to do", operations)
      + Self.section("cases that make it do so", users.map(\.row))
  }

  /// Requirements speak of ioctls without the first words of their names.
  private func lines(_ request: Request) -> [String]? {
    var short = request.name
    for prefix in ["VFIO_IOMMU_", "VFIO_DEVICE_", "VFIO_GROUP_", "VFIO_"] where short.hasPrefix(prefix) {
      short = String(short.dropFirst(prefix.count))
    }
    let users = CaseEntry.all(in: library).filter { entry in
      entry.steps.flattened.contains { step in
        guard case .call(.ioctl(let ioctl)) = step.action, case .named(let named) = ioctl.request else { return false }
        return named.name == request.name
      }
    }
    return ["\(request.name): an ioctl"]
      + Self.section("what is promised of it", rules { "\($0.action) \($0.outcome)".mentions(short) })
      + Self.section("cases that call it", users.map(\.row))
  }

  private func lines(pattern: String) -> [String]? {
    let glob = Glob(pattern)
    let cases = CaseEntry.all(in: library).filter { entry in
      glob.matches(entry.suite.name) || entry.ids.contains(where: glob.matches)
    }
    guard !cases.isEmpty else { return nil }
    return ["\(pattern): \(cases.count) cases", ""] + Self.rows(cases.map(\.row))
      + ["", "Run them: " + names.command("run", pattern)]
  }
}
