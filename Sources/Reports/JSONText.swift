import Foundation

/// JSON for scripts: keys in a fixed order, and nothing in it that a terminal would obey.
package enum JSONText {
  /// A value as a file of its own.
  package static func file(_ value: some Encodable) throws -> Data {
    try encode(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// A value as one line.
  package static func line(_ value: some Encodable) throws -> Data {
    try encode(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func encode(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    return Data((VisibleText.json(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n").utf8)
  }
}
