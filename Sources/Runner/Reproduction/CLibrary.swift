import Foundation

/// The functions that programs are written with; a program gets those that it uses.
enum CLibrary {
  private struct Part {
    /// What it declares that others use.
    var names: Set<Substring>
    var text: String
    var words: Set<Substring>
  }

  private static let parts: [Part] = {
    let files = [
      PackageResources.checks_c, PackageResources.values_c, PackageResources.calls_c, PackageResources.processes_c,
      PackageResources.machine_c,
    ]
    return String(decoding: files.joined(), as: UTF8.self).split(separator: "@@ ").compactMap { chunk in
      guard let end = chunk.firstIndex(of: "\n") else { return nil }
      let text = chunk[chunk.index(after: end)...]
      return Part(names: Set(chunk[..<end].split(separator: " ")), text: String(text), words: words(of: text))
    }
  }()

  /// The parts that some code needs, and those that they need, in their order.
  static func text(for code: String) -> String {
    var needed = words(of: code[...]).union(["always"])
    var used: Set<Int> = []
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for (index, part) in parts.enumerated() where !used.contains(index) && !part.names.isDisjoint(with: needed) {
        used.insert(index)
        needed.formUnion(part.words)
        isGrowing = true
      }
    }
    return used.sorted().map { parts[$0].text }.joined(separator: "\n")
  }

  /// The words of C code outside of comments and strings.
  private static func words(of text: Substring) -> Set<Substring> {
    var words: Set<Substring> = []
    for (index, part) in text.split(separator: "/*", omittingEmptySubsequences: false).enumerated() {
      let code = index == 0 ? part : part.range(of: "*/").map { part[$0.upperBound...] } ?? part
      for line in code.replacing("\\\"", with: "").split(separator: "\n") {
        for (index, piece) in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        where index.isMultiple(of: 2) {
          words.formUnion(piece.split { !($0.isLetter || $0.isNumber || $0 == "_") })
        }
      }
    }
    return words
  }
}
