import Testing

@testable import SuiteModel

// Whatever the input, there is a value or an error; a trap would end the whole run. The generators are seeded.

private let place = SourceLocation(file: "f.yaml", line: 1, column: 1)

private let words = [
  "a", "b.c", "info", "[", "]", "(", ")", "0", "1", "-1", "127", "0x7fffffffffffffff", "1 << 100", "6.12", "4GiB", "+",
  "-", "*",
  "/", "%", "<<", ">>", "&", "|", "^", "~", "!", "==", "<", ">=", "&&", "||", "?", ":", ",", ".", "\"t\"", "'", "\"",
  "list(", "bytes(", "slice(", "le(", "match(", "lines(", "lookup(", "hex(", "sum(", "align(", "all(", "contains(",
  "READ", "CAPS", "$", "é", "\\", "data", "len(", "max(", "has(", "str(",
]

private let scope = DictionaryScope([
  "a": .number(.max), "data": .bytes([1, 2, 3]), "info": .record(Record([Record.Entry("x", .list([]))])),
  "b": .text("é"),
])

@Test func randomExpressionsHaveAValueOrAnError() throws {
  var random = Seeded(seed: 1)
  var values = 0
  for _ in 0..<20_000 {
    let count = Int.random(in: 1...9, using: &random)
    let text = (0..<count).compactMap { _ in words.randomElement(using: &random) }.joined(separator: " ")
    guard let expression = try? Expression(text, at: place) else { continue }
    if (try? expression.evaluate(in: scope)) != nil { values += 1 }
  }
  // The generator makes something of sense often enough.
  #expect(values > 300)
}

@Test func randomTemplatesHaveATextOrAnError() {
  var random = Seeded(seed: 2)
  for _ in 0..<5_000 {
    let count = Int.random(in: 1...6, using: &random)
    let parts = (0..<count).compactMap { _ in (words + ["$a", "$(", "$$", "text"]).randomElement(using: &random) }
    _ = try? Template(parts.joined(), at: place).expand(in: scope)
  }
}

@Test func randomPatternsMatchOrAreRefused() {
  var random = Seeded(seed: 3)
  let parts = ["a", "b", ".", "*", "+", "?", "(", ")", "|", "[", "]", "^", "$", "{2}", "{1,}", "\\d", "\\", "-", "é"]
  for _ in 0..<5_000 {
    let count = Int.random(in: 1...10, using: &random)
    let pattern = (0..<count).compactMap { _ in parts.randomElement(using: &random) }.joined()
    _ = try? RegularExpression(pattern).matches(in: "aab1\nab-é")
  }
}

private let suite = """
  suite: type1.map
  title: Type1 DMA mapping
  needs: { iommu: type1v2, device: pci, drivers: { device: none } }
  setup: [{ use: container, with: { model: 1 } }]
  cases:
    - case: overlap
      title: A map
      covers: [T1-024]
      for: { at: [0, 4KiB] }
      steps:
        - ioctl: VFIO_IOMMU_MAP_DMA
          on: container
          in: { flags: READ|WRITE, vaddr: buffer + 64KiB, iova: 1MiB + at, size: 4KiB }
          fails: { "kernel < 6.12": EINVAL, else: [EEXIST, 0] }
          out: { size: ">= 1" }
        - pread: fd
          offset: 0
          count: 2
          returns: "55 aa"
        - spawn: user
          limits: { MEMLOCK: 64KiB }
          steps: [{ expect: [a == b, "x ? 1 : 2"] }]
  """

@Test func damagedSuitesAreReadOrRefused() {
  var random = Seeded(seed: 4)
  let original = Array(suite.utf8)
  let interesting = Array("[]{}:,-?&*#|>'\"%@`\n \t!$(é".utf8)
  for _ in 0..<1_500 {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let position = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0...3, using: &random) {
      case 0: bytes[position] = interesting.randomElement(using: &random) ?? 0
      case 1: bytes.remove(at: position)
      case 2: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: position)
      default:
        let end = min(bytes.count, position + Int.random(in: 1...40, using: &random))
        bytes.replaceSubrange(position..<end, with: bytes[Int.random(in: 0..<position + 1, using: &random)..<end])
      }
      if bytes.isEmpty { bytes = original }
    }
    let (parsed, diagnostics) = Suite.parse(String(decoding: bytes, as: UTF8.self), file: "f.yaml")
    #expect(parsed != nil || !diagnostics.isEmpty)
  }
}
