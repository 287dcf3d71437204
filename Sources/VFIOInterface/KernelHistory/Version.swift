/// A version of the kernel: numbers that are compared one by one, a missing one as 0.
package struct Version: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var components: [UInt32]

  /// The oldest kernel that suites speak of.
  package static let oldestKernel = Version([6, 1])

  package init(_ components: [UInt32]) { self.components = components }

  /// The version at the start of a text such as `6.12.117+deb13-amd64`; nil where it starts with none.
  package init?(prefixOf text: String) {
    var components: [UInt32] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false).prefix(4) {
      let digits = part.prefix { $0.isASCII && $0.isNumber }
      guard let number = UInt32(digits) else { break }
      components.append(number)
      if digits.count < part.count { break }
    }
    guard !components.isEmpty else { return nil }
    self.init(components)
  }

  package static func < (left: Version, right: Version) -> Bool {
    for index in 0..<max(left.components.count, right.components.count) {
      let (mine, other) = (left.component(index), right.component(index))
      if mine != other { return mine < other }
    }
    return false
  }

  package static func == (left: Version, right: Version) -> Bool { !(left < right) && !(right < left) }

  package func hash(into hasher: inout Hasher) {
    for component in components.reversed().drop(while: { $0 == 0 }) { hasher.combine(component) }
  }

  /// The numbers that name the series: `6.12` of `6.12.63`.
  package var series: Version { Version([component(0), component(1)]) }

  /// The series behind it; nil where there is no such number.
  package var nextSeries: Version? {
    let (minor, isTooLarge) = component(1).addingReportingOverflow(1)
    return isTooLarge ? nil : Version([component(0), minor])
  }

  private func component(_ index: Int) -> UInt32 { index < components.count ? components[index] : 0 }

  package var description: String { components.map(String.init).joined(separator: ".") }
}
