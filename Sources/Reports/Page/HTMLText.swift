/// Text that is fit for a page: no character of it is taken for markup.
package enum HTMLText {
  package static func code(_ text: String) -> String { element("code", escaped(text)) }

  /// A case's name, which may break where its parts begin.
  static func name(_ text: String) -> String {
    var name = ""
    for character in escaped(text) {
      name.append(character)
      if "/[,".contains(character) { name += "<wbr>" }
    }
    return element("code", name)
  }

  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in VisibleText.lines(text) {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// An element; the contents are markup already.
  package static func element(_ name: String, _ contents: String) -> String { "<\(name)>\(contents)</\(name)>" }

  /// A table with heads for its columns; heads and rows are markup already.
  package static func table(heads: [String], rows: [String]) -> String {
    let head = element("thead", element("tr", heads.map { Self.head($0, scope: "col") }.joined()))
    return element("table", "\n\(head)\n\(element("tbody", "\n" + rows.joined(separator: "\n") + "\n"))\n")
  }

  package static func head(_ contents: String, scope: String, rows: Int = 1) -> String {
    "<th scope=\"\(scope)\"\(span("row", rows))>\(contents)</th>"
  }

  /// A cell; the class is a word, the label is what it says of itself where there is no room for heads.
  package static func cell(
    _ contents: String, class word: String? = nil, label: String? = nil, rows: Int = 1, columns: Int = 1
  ) -> String {
    let word = word.map { " class=\"\($0)\"" } ?? ""
    let label = label.map { " data-label=\"\(escaped($0))\"" } ?? ""
    return "<td\(word)\(label)\(span("row", rows))\(span("col", columns))>\(contents)</td>"
  }

  private static func span(_ kind: String, _ count: Int) -> String { count > 1 ? " \(kind)span=\"\(count)\"" : "" }
}
