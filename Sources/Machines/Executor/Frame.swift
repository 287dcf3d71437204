import SystemCalls
import VFIOInterface

/// The frames of `docs/executor-protocol.md`.
enum Frame {
  static let maximumData = 1 << 20
  static let requestMagic: UInt32 = 0x5143_5656
  static let responseMagic: UInt32 = 0x5243_5656
  static let responseHeader = 32
}

/// What the harness asks of the executor.
struct RequestFrame {
  var sequence: UInt32
  /// 0 for the executor itself.
  var process: UInt32
  var operation: Operation
  /// At most six; the rest are zero.
  var arguments: [UInt64] = []
  var data: [UInt8] = []

  var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(72 + data.count)
    out.append(littleEndian: Frame.requestMagic)
    out.append(littleEndian: UInt32(truncatingIfNeeded: data.count))
    out.append(littleEndian: sequence)
    out.append(littleEndian: process)
    out.append(littleEndian: operation.rawValue)
    out.append(littleEndian: UInt32(0))
    for index in 0..<6 { out.append(littleEndian: index < arguments.count ? arguments[index] : 0) }
    return out + data
  }
}

/// What the executor answers.
package struct ResponseFrame: Hashable {
  package var sequence: UInt32
  var value: Int64
  var error: UInt32
  var fault: UInt32
  /// 0 for none; n for the n-th byte of what the call was given, -n for n bytes before it.
  var stray: Int32
  package var data: [UInt8]

  package var result: CallResult {
    CallResult(
      value: value, error: error == 0 ? nil : Errno(rawValue: Int32(truncatingIfNeeded: error)),
      fault: Fault(rawValue: fault), bytes: data,
      strayWrite: stray == 0 ? nil : Int(stray > 0 ? stray - 1 : stray))
  }
}

/// Takes responses out of a stream of bytes that comes in pieces.
package struct ResponseDecoder {
  package struct Violation: Error, CustomStringConvertible {
    package var description: String { "the executor sent bytes that are no frame" }
  }

  /// Whether bytes that begin no frame are skipped, as noise on a line before the greeting is.
  var skipsNoise: Bool
  private var buffer: [UInt8] = []
  private var start = 0

  package init(skipsNoise: Bool) { self.skipsNoise = skipsNoise }

  package mutating func feed(_ bytes: some Sequence<UInt8>) {
    buffer.removeFirst(start)
    start = 0
    buffer.append(contentsOf: bytes)
  }

  /// The next whole response, or nil where more bytes are needed.
  package mutating func next() throws(Violation) -> ResponseFrame? {
    while buffer.count - start >= Frame.responseHeader {
      let header = buffer[start...]
      let length = Int(header.littleEndian(UInt32.self, at: start + 4) ?? .max)
      let magic = header.littleEndian(UInt32.self, at: start)
      guard magic == Frame.responseMagic, length <= Frame.maximumData else {
        guard skipsNoise else { throw Violation() }
        start += 1
        continue
      }
      let end = start + Frame.responseHeader + length
      guard buffer.count >= end else { return nil }
      let frame = ResponseFrame(
        sequence: header.littleEndian(UInt32.self, at: start + 8) ?? 0,
        value: Int64(bitPattern: header.littleEndian(UInt64.self, at: start + 16) ?? 0),
        error: header.littleEndian(UInt32.self, at: start + 12) ?? 0,
        fault: header.littleEndian(UInt32.self, at: start + 24) ?? 0,
        stray: Int32(bitPattern: header.littleEndian(UInt32.self, at: start + 28) ?? 0),
        data: Array(buffer[start + Frame.responseHeader..<end]))
      start = end
      return frame
    }
    return nil
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}

extension Collection where Element == UInt8, Index == Int {
  /// The number whose first byte is at the index, or nil where it does not lie within the bytes.
  func littleEndian<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type, at index: Int) -> Value? {
    let width = MemoryLayout<Value>.size
    guard index >= startIndex, index <= endIndex - width else { return nil }
    return (0..<width).reduce(0) { $0 | Value(self[index + $1]) << Value(8 * $1) }
  }
}
