import Documents
import Yams

/// A place in a file, counted from 1.
struct Place {
  var line: Int
  var column: Int
}

extension Place {
  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

extension Node {
  var place: Place? { mark.map(Place.init) }
}

/// Reads one machine file, with a place for every complaint.
struct FileReader {
  static let maximumBytes = 64 << 10

  let file: String

  /// The root of the text's only document.
  func root(of text: String) throws(MachineFileError) -> Node {
    do {
      return try YAMLText(text, atMost: Self.maximumBytes).root()
    } catch {
      throw MachineFileError(error, in: file)
    }
  }

  func error(_ message: String, at place: Place? = nil, hint: String? = nil) -> MachineFileError {
    MachineFileError(file: file, line: place?.line ?? 0, column: place?.column ?? 0, message: message, hint: hint)
  }
}

extension MachineFileError {
  /// What is wrong with a file that was read.
  init(_ problem: DocumentProblem, in file: String) {
    self.init(
      file: file, line: problem.line, column: problem.column, message: problem.message, hint: problem.hint)
  }
}

/// One mapping of a file, whose keys are all known.
struct MappingReader {
  let reader: FileReader
  let place: Place?
  private let values: [String: Node]

  init(_ node: Node, _ what: String, keys: [String], reader: FileReader) throws(MachineFileError) {
    guard case .mapping(let mapping) = node else {
      throw reader.error("\(what) must be a mapping", at: node.place, hint: "keys: \(keys.joined(separator: ", "))")
    }
    var values: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string, keys.contains(name) else {
        let text = key.scalar?.string ?? "?"
        throw reader.error("unknown key '\(text)'", at: key.place, hint: suggestion(for: text, among: keys))
      }
      values[name] = value
    }
    self.reader = reader
    self.values = values
    place = node.place
  }

  func node(_ key: String) -> Node? { values[key] }

  /// Where the key's value is, or the mapping that lacks it.
  func place(of key: String) -> Place? { values[key]?.place ?? place }

  func string(_ key: String) throws(MachineFileError) -> String? {
    guard let node = values[key] else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw reader.error("'\(key)' must be one word or text", at: node.place)
    }
    return text
  }

  func required(_ key: String) throws(MachineFileError) -> String {
    guard let text = try string(key) else { throw reader.error("'\(key)' is missing", at: place) }
    return text
  }

  /// A name of letters, digits, `-` and `_`, as file names, ids and QEMU bear it.
  func name(_ key: String) throws(MachineFileError) -> String? {
    guard let text = try string(key) else { return nil }
    let isPlain = text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0) }
    guard isPlain, text.utf8.count <= 32 else {
      throw reader.error(
        "'\(text)' is not a name", at: place(of: key), hint: "at most 32 of a-z, 0-9, - and _")
    }
    return text
  }

  func number(_ key: String, in range: ClosedRange<Int>) throws(MachineFileError) -> Int? {
    guard let text = try string(key) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw reader.error(
        "'\(key)' is '\(text)'", at: place(of: key), hint: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func flag(_ key: String) throws(MachineFileError) -> Bool? {
    guard let text = try string(key) else { return nil }
    guard text == "true" || text == "false" else {
      throw reader.error("'\(key)' is '\(text)'", at: place(of: key), hint: "true or false")
    }
    return text == "true"
  }

  /// A number of bytes, with `KiB`, `MiB` or `GiB` behind it.
  func size(_ key: String, in range: ClosedRange<UInt64>) throws(MachineFileError) -> UInt64? {
    guard let text = try string(key) else { return nil }
    let units: [(String, UInt64)] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
    let unit = units.first { text.hasSuffix($0.0) }
    let product = unit.flatMap { UInt64(text.dropLast(3))?.multipliedReportingOverflow(by: $0.1) }
    guard let product, !product.overflow, range.contains(product.partialValue) else {
      throw reader.error(
        "'\(key)' is '\(text)'", at: place(of: key),
        hint: "from \(range.lowerBound >> 10)KiB to \(range.upperBound >> 10)KiB, with its unit")
    }
    return product.partialValue
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) throws(MachineFileError) -> Choice where Choice.RawValue == String {
    let text = try required(key)
    guard let choice = Choice(rawValue: text) else {
      throw reader.error(
        "unknown \(key) '\(text)'", at: place(of: key),
        hint: suggestion(for: text, among: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }

  func list(_ key: String, atMost limit: Int) throws(MachineFileError) -> [Node] {
    guard let node = values[key] else { return [] }
    guard case .sequence(let sequence) = node else { throw reader.error("'\(key)' must be a list", at: node.place) }
    guard sequence.count <= limit else { throw reader.error("'\(key)' has more than \(limit) entries", at: node.place) }
    return Array(sequence)
  }
}

/// The nearest of the words, or all of them.
private func suggestion(for word: String, among words: [String]) -> String {
  let near = words.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
  if let near, near.1 <= 2 { return "did you mean '\(near.0)'?" }
  return "one of: \(words.joined(separator: ", "))"
}

/// Levenshtein's distance of two short words.
private func distance(_ left: String, _ right: String) -> Int {
  let (left, right) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
  var row = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in right.enumerated() {
      let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
      diagonal = row[j + 1]
      row[j + 1] = next
    }
  }
  return row[right.count]
}
