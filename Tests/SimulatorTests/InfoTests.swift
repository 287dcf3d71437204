import Simulator
import SystemCalls
import Testing
import VFIOInterface

/// What real guests answered to GET_INFO with 512 bytes of room, up to where they stopped writing.
struct InfoCase: CustomTestStringConvertible, Sendable {
  var machine: String
  var profile: KernelProfile
  var hex: String
  var testDescription: String { "\(machine), \(profile)" }
}

private let intelOld = """
  00 02 00 00 03 00 00 00 00 10 20 40 00 00 00 00 18 00 00 00 a5 a5 a5 a5 02 00 01 00 38 00 00 00
  00 00 00 00 00 00 00 00 00 10 00 00 00 00 00 00 00 00 00 10 00 00 00 00 03 00 01 00 44 00 00 00
  ff ff 00 00 01 00 01 00 00 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ff ff df fe
  00 00 00 00 00 00 f0 fe 00 00 00 00 ff ff ff ff 7f 00 00 00 a5
  """
private let intelNew = """
  00 02 00 00 03 00 00 00 00 10 20 40 00 00 00 00 18 00 00 00 00 00 00 00 02 00 01 00 38 00 00 00
  00 00 00 00 00 00 00 00 00 10 00 00 00 00 00 00 00 00 00 10 00 00 00 00 03 00 01 00 48 00 00 00
  ff ff 00 00 00 00 00 00 01 00 01 00 00 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
  ff ff df fe 00 00 00 00 00 00 f0 fe 00 00 00 00 ff ff ff ff 7f 00 00 00 a5
  """
private let amdOld = """
  00 02 00 00 03 00 00 00 00 f0 ff ff 7f ff ff ff 18 00 00 00 a5 a5 a5 a5 02 00 01 00 38 00 00 00
  00 00 00 00 00 00 00 00 00 10 00 00 00 00 00 00 00 00 00 10 00 00 00 00 03 00 01 00 44 00 00 00
  ff ff 00 00 01 00 01 00 00 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ff ff df fe
  00 00 00 00 00 00 f0 fe 00 00 00 00 ff ff ff ff fc 00 00 00 00 00 00 00 00 01 00 00 ff ff ff ff
  ff ff ff ff a5
  """
private let amdNew = """
  00 02 00 00 03 00 00 00 00 f0 ff ff 7f 7f 00 00 18 00 00 00 00 00 00 00 02 00 01 00 38 00 00 00
  00 00 00 00 00 00 00 00 00 10 00 00 00 00 00 00 00 00 00 10 00 00 00 00 03 00 01 00 48 00 00 00
  ff ff 00 00 00 00 00 00 01 00 01 00 00 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
  ff ff df fe 00 00 00 00 00 00 f0 fe 00 00 00 00 ff ff ff ff fc 00 00 00 00 00 00 00 00 01 00 00
  ff ff ff ff ff ff 00 00 a5
  """

@Suite struct InfoTests {
  static let cases = [
    InfoCase(machine: "x86-intel", profile: .linux6_1, hex: intelOld),
    InfoCase(machine: "x86-intel", profile: .linux6_12, hex: intelNew),
    InfoCase(machine: "x86-intel", profile: .linux7_2, hex: intelNew),
    InfoCase(machine: "x86-amd", profile: .linux6_1, hex: amdOld),
    InfoCase(machine: "x86-amd", profile: .linux7_2, hex: amdNew),
  ]

  @Test(arguments: cases) func isWhatGuestsAnswer(test: InfoCase) throws {
    let machine = try TestMachine(test.machine, test.profile)
    let container = try machine.openDevice().container
    let argument: [UInt8] = [0, 2, 0, 0] + [UInt8](repeating: 0xa5, count: 508)
    let answer = try machine.ioctl(container, .iommuGetInfo, bytes: argument)
    let expected = test.hex.split { $0 == " " || $0 == "\n" }.compactMap { UInt8($0, radix: 16) }
    #expect(Array(answer.bytes.prefix(expected.count)) == expected)
  }

  @Test(arguments: [
    (KernelProfile.linux6_1, 16, 16), (.linux6_1, 19, 16), (.linux6_1, 20, 20), (.linux6_1, 24, 20),
    (.linux6_12, 16, 16), (.linux6_12, 19, 19), (.linux6_12, 24, 24), (.linux7_2, 17, 17), (.linux7_2, 40, 24),
  ])
  func writesNoMoreThanItMay(profile: KernelProfile, size: UInt8, written: Int) throws {
    let machine = try TestMachine("x86-intel", profile)
    let container = try machine.openDevice().container
    let argument: [UInt8] = [size, 0, 0, 0] + [UInt8](repeating: 0xa5, count: 60)
    let answer = try machine.ioctl(container, .iommuGetInfo, bytes: argument)
    #expect(answer.bytes.lastIndex { $0 != 0xa5 } == written - 1)
    #expect(answer.bytes.value(Type1Info.argsz) == (profile == .linux6_1 ? 116 : 120))
  }
}
