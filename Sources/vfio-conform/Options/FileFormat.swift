import SystemPackage

extension RawRepresentable<String> {
  /// The format that a file's name tells, if any.
  init?(ofFile path: String) {
    let names = ["html": "html", "htm": "html", "json": "json", "md": "markdown", "txt": "text"]
    guard let name = FilePath(path).extension.flatMap({ names[$0.lowercased()] }) else { return nil }
    self.init(rawValue: name)
  }
}
