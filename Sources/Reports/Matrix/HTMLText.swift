/// Text that is fit for a page: no character of it is taken for markup.
enum HTMLText {
  static func escaped(_ text: String) -> String {
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

  /// An element; the contents are markup already, the class is a word.
  static func element(_ name: String, class word: String? = nil, _ contents: String) -> String {
    "<\(name)\(word.map { " class=\"\($0)\"" } ?? "")>\(contents)</\(name)>"
  }
}
