import SuiteModel
import SystemCalls

/// The processes of a case, by the names that the suite gives them.
struct Processes {
  static let mainName = "main"
  static let main = ProcessID(rawValue: 1)
  /// Processes that one case may start.
  static let limit = 64

  private(set) var ids: [String: ProcessID] = [mainName: main]
  private var count: UInt32 = 1

  subscript(name: String) -> ProcessID? { ids[name] }

  /// The names by number, for traces.
  var names: [ProcessID: String] { Dictionary(ids.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first }) }

  /// A number for a new process; nil where there are too many. A name can be given again: it means the newest then.
  mutating func add(_ name: String) -> ProcessID? {
    guard count < Self.limit else { return nil }
    count += 1
    let id = ProcessID(rawValue: count)
    ids[name] = id
    return id
  }
}
