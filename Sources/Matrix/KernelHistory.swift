import SuiteModel
import VFIOInterface

/// Since when each answer of the kernel holds, and the cases that ask for it.
package struct KernelHistory {
  /// A change, and the cases and fixtures whose files name it.
  package struct Entry {
    package var change: KernelChange
    package var users: [String]
  }

  /// In the order of the releases that brought them.
  package private(set) var entries: [Entry]

  package init(_ library: SuiteLibrary) {
    var users: [String: [String]] = [:]
    for suite in library.suites {
      let lines = library.folder.lines(of: suite.location.file)
      let starts = suite.cases.map(\.location.line) + [lines.count + 1]
      Self.collect(lines[..<min(lines.count, starts[0] - 1)], for: suite.name, into: &users)
      for (index, item) in suite.cases.enumerated() {
        let range = (starts[index] - 1)..<min(lines.count, starts[index + 1] - 1)
        Self.collect(lines[range], for: "\(suite.name)/\(item.name)", into: &users)
      }
    }
    for fixture in library.fixtures.values.sorted(by: { $0.name < $1.name }) {
      Self.collect(
        library.folder.lines(of: fixture.location.file)[...], for: "the fixture \(fixture.name)", into: &users)
    }
    entries = KernelChange.all.map { Entry(change: $0, users: users[$0.name] ?? []) }
  }

  private static func collect(_ lines: ArraySlice<String>, for user: String, into users: inout [String: [String]]) {
    let text = lines.filter { !$0.drop { $0 == " " }.hasPrefix("#") }.joined(separator: "\n")
    let names = Set(text.matches(of: #/kernel\.([a-z][a-z_]*)/#).map { String($0.output.1) })
    for name in names { users[name, default: []].append(user) }
  }

  /// The page of the documentation.
  package var page: String {
    let rows = entries.map { entry in
      let backports = entry.change.backports.map(\.description).joined(separator: ", ")
      let users = entry.users.map { "`\($0)`" }.joined(separator: ", ")
      return "| \(entry.change.since) | \(backports) | `\(entry.change.name)` | \(entry.change.title) "
        + "| \(entry.change.commit) | \(users) |"
    }
    return ([Self.head] + rows).joined(separator: "\n") + "\n"
  }

  private static let head = """
    # A history of VFIO's behaviour

    Since when each answer of the kernel holds that programs, and suites, can see. `vfio-conform history` makes this page from
    the suites; do not edit it. A change holds in the release that is named and in all later ones, and in an older stable
    series from the point release on that it was brought back to: suites ask for it by name (`kernel.adds_vectors`), and
    the simulator answers by the same lines.

    | since | stable series | name | what holds since | commit | cases |
    |---|---|---|---|---|---|
    """
}

extension SuiteFolder {
  /// The lines of a file of the folder, by its path; none where it cannot be read.
  fileprivate func lines(of file: String) -> [String] {
    guard file.hasPrefix(path + "/"), let text = try? read(String(file.dropFirst(path.count + 1))) else {
      return []
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
