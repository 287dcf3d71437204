import Foundation
import Testing

/// Compares a text with the one kept beside the test. Where none is kept it is recorded, and the test fails, so that
/// nobody records by accident; a difference is shown and nothing is overwritten.
package func expectSnapshot(
  _ text: String, _ name: String, file: String = #filePath, at location: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Snapshots")
  let kept = folder.appendingPathComponent(name)
  guard let expected = try? String(contentsOf: kept, encoding: .utf8) else {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: kept, atomically: true, encoding: .utf8)
    Issue.record("recorded \(name) anew: read it, then run the test again", sourceLocation: location)
    return
  }
  #expect(text == expected, "differs from Snapshots/\(name); remove that file to record anew", sourceLocation: location)
}
