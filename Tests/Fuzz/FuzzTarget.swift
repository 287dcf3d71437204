import Foundation

/// Something that reads input from outside.
struct FuzzTarget: Sendable {
  let name: String
  /// How much longer than for the quickest an input takes: so much fewer of them are tried.
  let cost: Int
  /// Makes one input.
  let generate: @Sendable (inout Seeded) -> [UInt8]
  /// Reads an input. True where it was not refused at once, so that it shows whether the generator makes sense.
  let execute: @Sendable ([UInt8]) -> Bool

  static let all: [FuzzTarget] = [
    .expression, .pattern, .selection, .frame, .kernelLog, .kernelImage, .calls, .machine, .journal, .suite,
  ]

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

  /// The input of a number: the same in each run with the same seed.
  func input(seed: UInt64, index: Int) -> [UInt8] {
    var random = Seeded(seed: seed &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(index))
    return generate(&random)
  }
}

/// Numbers that are random but the same in each run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  mutating func number(below limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
  mutating func chance(of part: Int) -> Bool { number(below: part) == 0 }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(below: elements.count)] }
  mutating func bytes(atMost limit: Int) -> [UInt8] {
    (0..<number(below: limit + 1)).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}
