/// How text is set off: with colours on a terminal, not at all elsewhere.
public struct Style: Sendable, Hashable {
  public static let plain = Style(isColoured: false)
  public static let coloured = Style(isColoured: true)

  private let isColoured: Bool

  private init(isColoured: Bool) { self.isColoured = isColoured }

  func good(_ text: String) -> String { paint(text, "32") }
  func bad(_ text: String) -> String { paint(text, "31;1") }
  func doubtful(_ text: String) -> String { paint(text, "33") }
  func faint(_ text: String) -> String { paint(text, "2") }
  func strong(_ text: String) -> String { paint(text, "1") }

  private func paint(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
