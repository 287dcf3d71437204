import Documents
import Foundation
import Reports
import Runner
import SuiteModel

/// The names by which a folder's suites are spoken of: what a word means, and what it was probably meant to be.
struct SuiteNames {
  let library: SuiteLibrary
  /// The option that names the folder, for commands that are printed.
  let suites: SuitesOption

  init(_ library: SuiteLibrary, _ suites: SuitesOption) {
    self.library = library
    self.suites = suites
  }

  /// The first parts of the suites' names.
  var areas: [String] {
    var seen: Set<String> = []
    return library.suites.map { String($0.name.prefix { $0 != "." }) }.filter { seen.insert($0).inserted }
  }

  var tags: [String] {
    Set(library.suites.flatMap { suite in suite.tags + suite.cases.flatMap(\.tags) }).sorted()
  }

  private var cases: [String] { CaseEntry.all(in: library).map(\.id) }

  /// A command of this program that works on the same suites.
  func command(_ words: String...) -> String {
    (["vfio-conform"] + words + suites.words).map(ShellWord.quoted).joined(separator: " ")
  }

  /// The selector that a word stands for: itself, or the suite, folder or case (`map.yaml:24`) that a path leads to.
  func selector(_ word: String) -> String {
    guard let place = library.folder.place(of: word) else { return word }
    guard let line = place.line else { return place.suite }
    let found = library.suite(place.suite)?.cases.last { $0.location.line <= line }
    return found.map { "\(place.suite)/\($0.name)" } ?? word
  }

  /// Why a word selects no case, and what would.
  func hint(forSelector word: String) -> String {
    if let requirement = requirement(word) {
      return "\(requirement) is a requirement: select its cases with --requirement \(requirement)"
    }
    if tags.contains(word) { return "it is a tag: select its cases with --tag \(word)" }
    if FileManager.default.fileExists(atPath: word) {
      return "it is no suite of \(library.folder.path); name the folder that holds it with --suites"
    }
    if Self.isPath(word) { return absence(ofPath: word) }
    return near(word) ?? "see '\(command("list"))'"
  }

  /// What a name that neither the suites nor the requirements have was probably meant to be.
  func hint(forName word: String) -> String {
    if MachinesFolder(library.folder).names.contains(word) {
      return "it is a machine, which '\(command("machines", word))' explains"
    }
    let catalogue = library.requirements()
    let glob = Glob(word.uppercased())
    if catalogue.requirements.values.contains(where: { $0.area == word.uppercased() || glob.matches($0.id) }) {
      return "'\(command("requirements", word))' lists requirements"
    }
    if Self.isPath(word), !FileManager.default.fileExists(atPath: word) { return absence(ofPath: word) }
    return near(word) ?? suggestion(for: word, among: catalogue.requirements.keys)
      ?? "see '\(command("list"))'"
  }

  /// Whether a word can only be a path: a case's name has one slash, and no such beginning or end.
  private static func isPath(_ word: String) -> Bool {
    let stem = word.prefix { $0 != "[" }
    return stem.contains(/\.ya?ml(:\d+)*$/) || stem.contains(/^(\/|\.\.?\/)/) || stem.count { $0 == "/" } > 1
  }

  /// The file that a path was probably meant to lead to.
  private func absence(ofPath word: String) -> String {
    let path = word.replacing(/(:\d+)+$/, with: "")
    let name = path.split(separator: "/").suffix(2).joined(separator: "/")
    let files = library.suites.map(\.location.file)
    let near = nearest(to: name, among: files.map { $0.split(separator: "/").suffix(2).joined(separator: "/") })
    let file = near.flatMap { near in files.first { $0.hasSuffix("/" + near) } }
    return "there is no file \(path)" + (file.map { "; did you mean '\($0)'?" } ?? "")
  }

  func hint(forTag word: String) -> String {
    guard !tags.isEmpty else { return "no case has a tag" }
    return suggestion(for: word, among: tags) ?? "tags are \(tags.joined(separator: ", "))"
  }

  func hint(forRequirement word: String) -> String {
    let ids = library.requirements().requirements.keys
    if ids.contains(word) { return "no case covers it; '\(command("explain", word))' says more" }
    return suggestion(for: word, among: ids) ?? "see '\(command("requirements"))'"
  }

  /// The requirement of that id, in whatever case it is written.
  func requirement(_ word: String) -> String? {
    let id = word.uppercased()
    return library.requirements()[id].map { _ in id }
  }

  /// The name of a suite, a case or an instance that is nearest; a case may lack its suite.
  private func near(_ word: String) -> String? {
    let stem = String(word.prefix { $0 != "[" })
    if let entry = CaseEntry.all(in: library).first(where: { $0.id == stem }) {
      let instances = entry.outlines.map(\.planned)
      guard instances.map(\.id) != [stem] else { return "'\(stem)' has no instances" }
      return InstancePattern(word)?.hint(among: instances) ?? suggestion(for: word, among: instances.map(\.id))
        ?? "'\(command("list", "--instances", stem))' shows its instances"
    }
    let names = library.suites.map(\.name) + cases
    // Values stand behind a case only.
    let whole = (stem == word ? names : cases).first { $0.hasSuffix("/" + stem) || $0.hasSuffix("." + stem) }
    guard let name = whole ?? nearest(to: stem, among: areas + names) else { return nil }
    return "did you mean '\(name)\(name.contains("/") ? String(word.dropFirst(stem.count)) : "")'?"
  }
}

extension SuiteFolder {
  /// The suite, or the folder of suites, that a word leads to as a path, and the line in it (`map.yaml:24`).
  func place(of word: String) -> (suite: String, line: Int?)? {
    if let name = suiteName(ofPath: word) { return (name, nil) }
    guard let match = word.wholeMatch(of: /(.+?\.yaml):(\d{1,9})(?::\d+)?/), let line = Int(match.2),
      let name = suiteName(ofPath: String(match.1))
    else { return nil }
    return (name, line)
  }
}
