import Foundation

/// The simulator as its folders stand on each other.
struct Building {
  /// Folders under `Sources/Simulator`, the highest first. A room reaches into the folders in it that are none themselves.
  let rooms: [String]
  let files: [SwiftSource]

  /// Where something is declared.
  private struct Home {
    var path: String
    var height: Int
    /// The type that it is added to, for a member of an extension.
    var type: String?
  }

  /// How high a file stands, counted from the bottom; nil for one in no room.
  private func height(of path: String) -> Int? {
    let room = rooms.indices.filter { path.hasPrefix(rooms[$0] + "/") }.max { rooms[$0].count < rooms[$1].count }
    return room.map { rooms.count - $0 }
  }

  private func room(at height: Int) -> String { rooms[rooms.count - height] }

  /// Every place where a file names what stands above it, in words.
  func offences() -> [String] {
    let types = homes { $0.types.map { ($0, nil) } }.compactMapValues { homes in homes.min { $0.height < $1.height } }
    let members = homes { $0.members.map { ($0, nil) } }.compactMapValues { homes in homes.map(\.height).min() }
    let additions = homes { $0.additions.map { ($0.member, $0.type) } }
    let used = Set(files.compactMap { height(of: $0.path) })
    let empty = rooms.filter { room in !used.contains { self.room(at: $0) == room } }.map { "\($0) has no files" }
    return empty
      + files.flatMap { file -> [String] in
        guard let height = height(of: file.path) else { return ["\(file.path) stands in no room"] }
        return file.tokens.indices.compactMap { index in
          let name = file.tokens[index].text
          let homes = file.names(at: index).flatMap { use -> [Home] in
            switch use {
            case .type: types[name].map { [$0] } ?? []
            case .member(let receiver):
              (additions[name] ?? []).filter { home in
                guard let type = home.type, let extended = types[type], extended.height <= height else { return false }
                // Of a kernel it is known what is meant; of others, a member of a lower type may be.
                return type == "Kernel" ? receiver == "kernel" : members[name].map { $0 > height } ?? true
              }
            }
          }
          guard let lowest = homes.min(by: { $0.height < $1.height }), lowest.height > height else { return nil }
          return "\(file.path):\(file.tokens[index].line): \(room(at: height)) names \(name), which stands above it: "
            + lowest.path
        }
      }
  }

  /// All places where a name is declared.
  private func homes(_ names: (SwiftSource) -> [(name: String, type: String?)]) -> [String: [Home]] {
    var homes: [String: [Home]] = [:]
    for file in files {
      guard let height = height(of: file.path) else { continue }
      for (name, type) in names(file) {
        homes[name, default: []].append(Home(path: file.path, height: height, type: type))
      }
    }
    return homes
  }
}

extension SwiftSource {
  fileprivate enum Use {
    case type
    case member(of: String)
  }

  /// What a word can name: a type that the file has not one of its own of, or a member.
  fileprivate func names(at index: Int) -> [Use] {
    let text = tokens[index].text
    guard let first = text.first, first.isLetter else { return [] }
    if first.isUppercase { return allTypes.contains(text) ? [] : [.type] }
    if index > 2, tokens[index - 1].text == "." {
      let receiver = tokens[index - 2].text
      return [.member(of: receiver == "?" ? tokens[index - 3].text : receiver)]
    }
    // In an extension of the kernel its parts are called by their names alone.
    let isReceiver = index + 1 < tokens.count && tokens[index + 1].text == "."
    return isReceiver && extended.contains("Kernel") ? [.member(of: "kernel")] : []
  }
}

extension Building {
  /// The simulator, with the rooms that CONTRIBUTING.md lists.
  static func simulator() throws -> Building {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let text = try String(contentsOf: root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    let section = text.components(separatedBy: "## The simulator's floors\n").last ?? ""
    let rooms = section.components(separatedBy: "\n## ")[0].matches(of: /(?m)^\| `([A-Za-z0-9\/]+)` \|/)
    let folder = root.appending(path: "Sources/Simulator").path
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.sorted()
    return Building(
      rooms: rooms.map { String($0.1) },
      files: try paths.map { path in
        SwiftSource(path: path, try String(contentsOfFile: folder + "/" + path, encoding: .utf8))
      })
  }
}
