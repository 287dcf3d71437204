import Journal
import SuiteModel

extension SuiteFolder {
  /// The checksum of all files of the folder, by names and contents: two runs with the same one had the same suites.
  func checksum() -> String {
    var hash = StableHash()
    for file in allFiles {
      hash.add(file)
      hash.add(CollectionOfOne(0))
      // What cannot be read is told where it is needed.
      if let text = try? read(file) { hash.add(text) }
      hash.add(CollectionOfOne(0))
    }
    return hash.text
  }
}
