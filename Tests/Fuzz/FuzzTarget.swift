import Foundation
import SeededNumbers

/// Something that reads input from outside.
struct FuzzTarget: Sendable {
  let name: String
  /// How much longer than for the quickest an input takes: so much fewer of them are tried.
  let cost: Int
  /// Makes one input.
  let generate: @Sendable (inout Seeded) throws -> [UInt8]
  /// Reads an input. True where it was not refused at once, so that it shows whether the generator makes sense.
  let execute: @Sendable ([UInt8]) throws -> Bool

  static let all: [FuzzTarget] = [
    .expression, .pattern, .selection, .frame, .kernelLog, .kernelImage, .modules, .calls, .machine, .journal, .suite,
  ]

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

  /// The input of a number: the same in each run with the same seed.
  func input(seed: UInt64, index: Int) throws -> [UInt8] {
    var random = Seeded(seed: seed &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(index))
    return try generate(&random)
  }
}

extension Seeded {
  mutating func number(below limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
  mutating func chance(of part: Int) -> Bool { number(below: part) == 0 }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(below: elements.count)] }
  mutating func bytes(atMost limit: Int) -> [UInt8] {
    (0..<number(below: limit + 1)).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}
