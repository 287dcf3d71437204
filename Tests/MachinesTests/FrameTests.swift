import SystemCalls
import Testing
import VFIOInterface

@testable import Machines

/// A response as the executor sends it.
private func response(
  _ sequence: UInt32, value: Int64 = 0, error: UInt32 = 0, fault: UInt32 = 0, stray: Int32 = 0, data: [UInt8] = []
) -> [UInt8] {
  var out: [UInt8] = []
  for word in [Frame.responseMagic, UInt32(data.count), sequence, error] { out.append(littleEndian: word) }
  out.append(littleEndian: value)
  out.append(littleEndian: fault)
  out.append(littleEndian: stray)
  return out + data
}

@Test func requestLaysOutItsFieldsLittleEndian() {
  let frame = RequestFrame(sequence: 7, process: 2, operation: .ioctl, arguments: [3, 0x3b64], data: [9, 8])
  let bytes = frame.bytes
  #expect(bytes.count == 74)
  #expect(Array(bytes[..<24]) == Array("VVCQ".utf8) + [2, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0])
  #expect(Array(bytes[32..<34]) == [0x64, 0x3b])
  #expect(bytes.suffix(2) == [9, 8])
}

@Test(arguments: [1, 3, 32, 33, 1000])
func responsesAreFoundHoweverTheStreamIsCut(_ piece: Int) throws {
  let stream = response(1, value: -1, error: 22) + response(2, data: [UInt8](repeating: 5, count: 700)) + response(3)
  var decoder = ResponseDecoder(skipsNoise: false)
  var found: [ResponseFrame] = []
  for start in stride(from: 0, to: stream.count, by: piece) {
    decoder.feed(stream[start..<min(start + piece, stream.count)])
    while let frame = try decoder.next() { found.append(frame) }
  }
  #expect(found.map(\.sequence) == [1, 2, 3])
  #expect(found[0].result == .failure(.EINVAL))
  #expect(found[1].data.count == 700)
}

@Test(arguments: [(0, nil), (1, 0), (9, 8), (-1, -1), (-4096, -4096), (.min, Int(Int32.min))] as [(Int32, Int?)])
func writesElsewhereAreTold(_ stray: Int32, _ offset: Int?) throws {
  var decoder = ResponseDecoder(skipsNoise: false)
  decoder.feed(response(1, stray: stray))
  #expect(try decoder.next()?.result.strayWrite == offset)
}

@Test func noiseBeforeTheGreetingIsSkipped() throws {
  let noise = Array("[    0.1] VVCR ready \u{7} VVC".utf8)
  var decoder = ResponseDecoder(skipsNoise: true)
  decoder.feed(noise + response(0, data: Array("protocol 1".utf8)))
  #expect(try decoder.next()?.data == Array("protocol 1".utf8))
}

@Test func bytesThatAreNoFrameAreRefused() throws {
  var decoder = ResponseDecoder(skipsNoise: false)
  decoder.feed([UInt8](repeating: 0x56, count: 64))
  #expect(throws: ResponseDecoder.Violation.self) { try decoder.next() }
}

@Test func lengthBeyondTheLimitIsRefused() throws {
  var bytes = response(1)
  bytes.replaceSubrange(4..<8, with: [1, 0, 0x10, 0])
  var decoder = ResponseDecoder(skipsNoise: false)
  decoder.feed(bytes)
  #expect(throws: ResponseDecoder.Violation.self) { try decoder.next() }
}

/// A generator that gives the same numbers in each run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

@Test func damagedStreamsNeverTrap() {
  var random = SplitMix(state: 1)
  let sound = response(1, data: Array(0..<200)) + response(2, value: 3) + response(3, fault: 7)
  for round in 0..<2000 {
    var bytes = sound
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
    }
    var decoder = ResponseDecoder(skipsNoise: round.isMultiple(of: 2))
    decoder.feed(bytes.prefix(.random(in: 0...bytes.count, using: &random)))
    while let frame = try? decoder.next() {
      _ = frame.result
      _ = Greeting(frame.data)
      _ = try? KernelMessage.list(frame.data)
    }
  }
}

@Test(arguments: [
  "", "protocol 1\nrelease 6.1\n", "protocol 2\nrelease 6.1\npagesize 4096", "protocol 1\nrelease 6.1\npagesize 0",
  "protocol 1\nrelease 6.1\npagesize 4096\nmodule x", "\u{0}\u{1}",
])
func greetingIsRefused(_ text: String) {
  #expect(Greeting(Array(text.utf8)) == nil)
}

@Test func greetingNamesModulesThatFailed() throws {
  let greeting = try #require(
    Greeting(Array("protocol 1\nrelease 6.1\nversion #1 x\narchitecture x86_64\npagesize 4096\nmodule vfio 8\n".utf8)))
  #expect(greeting.failedModules == [FailedModule(name: "vfio", error: Errno(rawValue: 8))])
  #expect(greeting.identity(backend: "guest").version == "#1 x")
}

@Test(arguments: [
  SystemCall.pread(3, offset: 0, count: 2 << 20, into: .result), .read(3, count: -1, into: .result),
  .poke(address: 0, bytes: [UInt8](repeating: 0, count: 1 << 20 + 1)), .open(path: "/dev/\u{0}null", flags: []),
  .readFile(path: "/x", limit: .max),
])
func callThatCannotCrossTheWireIsRefused(_ call: SystemCall) {
  #expect(throws: SystemError.self) { try EncodedCall(encoding: call) }
}

@Test(arguments: [[1], [1, 0, 0, 0], [1, 5, 0, 0, 0, 65], [1, 0xff, 0xff, 0xff, 0xff, 65]] as [[UInt8]])
func damagedKernelLogIsRefused(_ data: [UInt8]) {
  #expect(throws: SystemError.self) { try KernelMessage.list(data) }
}
