import Documents
import VFIOInterface

extension KnownDefect {
  /// What is wrong with the condition: it may ask for the kernel and the machine, as those of steps may, and has to hold
  /// on some and not on all.
  package func lint() -> [Diagnostic] {
    guard let condition else { return [] }
    var found: [Diagnostic] = []
    let checker = ExpressionChecker(names: NameTable(), facts: [])
    checker.check(condition, as: .condition) { found.append($0) }
    guard found.isEmpty, !condition.isStandIn else { return found }
    if checker.fixedValue(of: condition) != nil {
      found.append(
        Diagnostic(
          "this condition is the same on every kernel", at: condition.location,
          hint: "compare with 'kernel', such as kernel >= 6.1 && kernel < 6.6, or leave it out"))
    } else if !condition.mayBe(true, on: condition.kernels) {
      found.append(
        Diagnostic(
          "this condition holds on no kernel that there are cases for: these begin with \(Version.oldestKernel)",
          at: condition.location))
    } else if !condition.mayBe(false, on: condition.kernels) {
      found.append(
        Diagnostic(
          "this condition holds on every kernel that there are cases for: these begin with \(Version.oldestKernel)",
          at: condition.location, hint: "say up to which kernel, or leave it out"))
    }
    return found
  }

  /// Whether the condition holds on no kernel but those of one series.
  package func isOnly(forSeriesOf kernel: Version) -> Bool {
    guard let condition else { return false }
    return !condition.mayBe(true, on: condition.kernels.filter { $0.series != kernel.series })
  }
}

extension Expression {
  /// Whether a condition over the names that are always there has this value on one of these kernels.
  fileprivate func mayBe(_ value: Bool, on kernels: [Version]) -> Bool {
    for kernel in kernels {
      for arch in ["x86_64", "ppc64le", "aarch64"] {
        for (backend, page) in [("sim", Int128(4096)), ("guest", 65536), ("local", 4096)] {
          let scope = DictionaryScope([
            "kernel": .version(kernel), "arch": .text(arch), "backend": .text(backend), "page": .number(page),
          ])
          // What it asks for beside that is not known.
          if (try? holds(in: scope)) ?? value == value { return true }
        }
      }
    }
    return false
  }

  /// Each series from the oldest kernel to the near future, and the versions that the condition names with those around
  /// them.
  fileprivate var kernels: [Version] {
    let series = (6...9).flatMap { major in (0...29).map { Version([major, $0]) } }
    guard let last = series.last else { return [] }
    let named = root.versions.filter { $0 < last }.flatMap { version -> [Version] in
      let parts = version.components + Array(repeating: 0, count: max(0, 3 - version.components.count))
      guard let point = parts.last else { return [version] }
      let near = [point == 0 ? 0 : point - 1, point == .max ? point : point + 1]
      return [version] + near.map { Version(parts.dropLast() + [$0]) }
    }
    return (series + named).filter { $0 >= .oldestKernel }
  }
}

extension Expression.Node {
  fileprivate var versions: [Version] {
    if case .literal(.version(let version)) = kind { return [version] }
    return parts.flatMap(\.versions)
  }
}
