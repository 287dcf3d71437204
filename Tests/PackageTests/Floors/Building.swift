import Foundation

/// The simulator as its folders stand on each other.
struct Building {
  /// Folders under `Sources/Simulator`, the highest first. A floor reaches into its subfolders that are no floors.
  let floors: [String]
  let files: [SwiftSource]

  /// How high a file stands, counted from the bottom; nil for one on no floor.
  func height(of path: String) -> Int? {
    let floor = floors.indices.filter { path.hasPrefix(floors[$0] + "/") }.max { floors[$0].count < floors[$1].count }
    return floor.map { floors.count - $0 }
  }

  private func floor(at height: Int) -> String { floors[floors.count - height] }

  /// Every place where a file names what stands above it, in words.
  func offences() -> [String] {
    let register = Register(of: self)
    let used = Set(files.compactMap { height(of: $0.path) }.map(floor))
    let empty = floors.filter { !used.contains($0) }.map { "\($0) has no files" }
    return empty
      + files.flatMap { file -> [String] in
        guard let height = height(of: file.path) else { return ["\(file.path) stands on no floor"] }
        return file.tokens.indices.compactMap { index in
          guard let home = register.home(of: index, in: file, at: height), home.height > height else { return nil }
          let token = file.tokens[index]
          return
            "\(file.path):\(token.line): \(floor(at: height)) names \(token.text), which stands above it: \(home.path)"
        }
      }
  }
}

/// Where the names of a building are declared.
private struct Register {
  struct Home {
    var path: String
    var height: Int
    /// The type that it is added to, for a member of an extension.
    var type: String?
  }

  private var types: [String: [Home]] = [:]
  private var members: [String: [Home]] = [:]
  private var additions: [String: [Home]] = [:]

  init(of building: Building) {
    for file in building.files {
      guard let height = building.height(of: file.path) else { continue }
      let home = Home(path: file.path, height: height)
      for name in file.types { types[name, default: []].append(home) }
      for name in file.members { members[name, default: []].append(home) }
      for addition in file.additions {
        additions[addition.member, default: []].append(Home(path: file.path, height: height, type: addition.type))
      }
    }
  }

  /// The lowest place that a word can mean; nil for one that means nothing of the building.
  func home(of index: Int, in file: SwiftSource, at height: Int) -> Home? {
    let name = file.tokens[index].text
    switch file.use(at: index) {
    case .type: return lowest(types[name])
    case .member(let receiver): return lowest(additions[name]?.filter { canMean($0, name, of: receiver, from: height) })
    case nil: return nil
    }
  }

  /// Whether a member of an extension can be meant, as far as words tell: its type is known to the file, and no type that
  /// the file knows has such a member of its own. Of a kernel it is certain.
  private func canMean(_ addition: Home, _ name: String, of receiver: String, from height: Int) -> Bool {
    guard let type = addition.type, let extended = lowest(types[type]), extended.height <= height else { return false }
    if type == "Kernel" { return receiver == "kernel" }
    return lowest(members[name]).map { $0.height > height } ?? true
  }

  private func lowest(_ homes: [Home]?) -> Home? { homes?.min { $0.height < $1.height } }
}

extension SwiftSource {
  fileprivate enum Use {
    case type
    case member(of: String)
  }

  /// What a word names: a type that the file has not one of its own of, or a member.
  fileprivate func use(at index: Int) -> Use? {
    let text = tokens[index].text
    guard let first = text.first, first.isLetter else { return nil }
    if first.isUppercase { return allTypes.contains(text) ? nil : .type }
    if index > 2, tokens[index - 1].text == "." {
      let receiver = tokens[index - 2].text
      return .member(of: receiver == "?" ? tokens[index - 3].text : receiver)
    }
    // In an extension of the kernel its parts are called by their names alone.
    let isReceiver = index + 1 < tokens.count && tokens[index + 1].text == "."
    return isReceiver && extended.contains("Kernel") ? .member(of: "kernel") : nil
  }
}

extension Building {
  /// The simulator, with the floors that CONTRIBUTING.md lists.
  static func simulator() throws -> Building {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let text = try String(contentsOf: root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    let section = text.components(separatedBy: "## The simulator's floors\n").last ?? ""
    let floors = section.components(separatedBy: "\n## ")[0].matches(of: /(?m)^\| `([A-Za-z0-9\/]+)` \|/)
    let folder = root.appending(path: "Sources/Simulator").path
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.sorted()
    return Building(
      floors: floors.map { String($0.1) },
      files: try paths.map { path in
        SwiftSource(path: path, try String(contentsOfFile: folder + "/" + path, encoding: .utf8))
      })
  }
}
