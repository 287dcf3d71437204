/// A page that needs no other file and no network: what is on it is all that there is.
struct PageFrame {
  var title: String
  /// Markup.
  var header: String
  /// Markup: a link to each section.
  var sections: [(id: String, name: String, contents: String)]

  /// The policy lets nothing in from outside, whatever a text on the page may try.
  var html: String {
    let links = sections.map { "<a href=\"#\($0.id)\">\(HTMLText.escaped($0.name))</a>" }
    let bodies = sections.map { section in
      """
      <section id="\(section.id)" aria-labelledby="h-\(section.id)">
      <h2 id="h-\(section.id)">\(HTMLText.escaped(section.name))</h2>
      \(section.contents)
      </section>
      """
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <a class="skip" href="#main">To the results</a>
      <header>
      \(header)
      <nav aria-label="Sections">\(links.joined(separator: " "))</nav>
      </header>
      <main id="main">
      \(bodies.joined(separator: "\n"))
      </main>
      <footer>Keys: <kbd>/</kbd> filter, <kbd>j</kbd> and <kbd>k</kbd> next and previous entry, <kbd>Esc</kbd> all
      again.</footer>
      <script>
      \(Self.script)
      </script>
      </body>
      </html>

      """
  }

  /// What filters the entries below it: by words, and by their kinds.
  ///
  /// - Parameter kinds: The word of each kind, its name, how many there are, and the class that colours it.
  static func filter(_ kinds: [(word: String, name: String, count: Int, style: String)]) -> String {
    let buttons = kinds.map { kind in
      "<button type=\"button\" class=\"\(kind.style)\" data-kind=\"\(kind.word)\" aria-pressed=\"false\">"
        + "<b>\(kind.count)</b> \(HTMLText.escaped(kind.name))</button>"
    }
    return """
      <div class="filter" role="search" hidden>
      <label>Filter <input type="search" id="words" autocomplete="off" spellcheck="false"></label>
      \(buttons.joined(separator: "\n"))
      <output id="shown" aria-live="polite"></output>
      </div>
      """
  }

  /// A table of names and values.
  ///
  /// - Parameter rows: Names as text, values as markup.
  static func facts(_ rows: [(name: String, value: String)]) -> String {
    let items = rows.map { "<dt>\(HTMLText.escaped($0.name))</dt><dd>\($0.value)</dd>" }
    return "<dl>\(items.joined(separator: "\n"))</dl>"
  }

  static func lines(_ heading: String, _ lines: [String]) -> String {
    guard !lines.isEmpty else { return "" }
    let text = ReportText.capped(lines.map { VisibleText.line($0) }.joined(separator: "\n"))
    return "<h4>\(heading)</h4><pre tabindex=\"0\">\(HTMLText.escaped(text))</pre>"
  }
}
