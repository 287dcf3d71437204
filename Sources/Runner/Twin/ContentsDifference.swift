import SystemCalls

/// What came back from a call on two systems, as far as it is not the same.
enum ContentsDifference {
  /// Rows of bytes, and lines of texts, that are shown.
  private static let rowLimit = 64
  private static let rowLength = 16

  /// The differing rows of bytes, or lines where both are text.
  static func lines(_ first: [UInt8], _ second: [UInt8]) -> [String] {
    guard first != second else { return [] }
    let rows = first.isText && second.isText ? textLines(first, second) : byteRows(first, second)
    let more = rows.count - rowLimit
    return rows.prefix(rowLimit) + (more > 0 ? ["… \(more) more lines differ"] : [])
  }

  // MARK: Bytes

  /// `0x0010  00 00 [01] 00`, of one system above that of the other.
  private static func byteRows(_ first: [UInt8], _ second: [UInt8]) -> [String] {
    stride(from: 0, to: max(first.count, second.count), by: rowLength).flatMap { start -> [String] in
      let (mine, theirs) = (row(first, start), row(second, start))
      guard mine != theirs else { return [] }
      return [line("first", start, mine, theirs), line("second", start, theirs, mine)]
    }
  }

  private static func row(_ bytes: [UInt8], _ start: Int) -> ArraySlice<UInt8> {
    bytes[min(start, bytes.count)..<min(start + rowLength, bytes.count)]
  }

  private static func line(_ name: String, _ start: Int, _ row: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> String
  {
    let others = Array(other)
    let bytes = row.enumerated().map { index, byte in
      let digits = (byte < 16 ? "0" : "") + String(byte, radix: 16)
      return index < others.count && others[index] == byte ? " \(digits) " : "[\(digits)]"
    }
    let place = String(start, radix: 16)
    let offset = "0x" + String(repeating: "0", count: max(0, 4 - place.count)) + place
    let padding = String(repeating: " ", count: "second".count - name.count)
    return "\(name)\(padding)  \(offset)  " + bytes.joined()
  }

  // MARK: Text

  /// The lines that one has and the other has not, in the order of each.
  private static func textLines(_ first: [UInt8], _ second: [UInt8]) -> [String] {
    let (mine, theirs) = (split(first), split(second))
    let changes = theirs.difference(from: mine)
    return changes.sorted { $0.offset < $1.offset }.map { change in
      switch change {
      case .remove(_, let line, _): "first   \(line)"
      case .insert(_, let line, _): "second  \(line)"
      }
    }
  }

  private static func split(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

extension CollectionDifference<String>.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
