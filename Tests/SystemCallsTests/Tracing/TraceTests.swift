import Testing
import VFIOInterface

@testable import SystemCalls

private let main = ProcessID(rawValue: 1)

/// A structure's bytes from the values of its fields.
private func bytes(_ structure: Structure, _ values: KeyValuePairs<Field, UInt64>, room: Int = 0) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: max(structure.size, room))
  for (field, value) in values { bytes[field] = value }
  return bytes
}

@Suite struct TraceTests {
  static let lines: [(SystemCall, CallResult, String)] = [
    (
      .open(path: "/dev/vfio/vfio", flags: [.readWrite, .closeOnExec]), CallResult(value: 3),
      #"open("/dev/vfio/vfio", O_RDWR|O_CLOEXEC) = 3"#
    ),
    (.close(7), .failure(.EBADF), "close(7) = -1 EBADF"),
    (
      .ioctl(
        5, request: 0x3b71,
        argument: .bytes(
          bytes(
            .type1DMAMap,
            [
              Type1DMAMap.argsz: 32, Type1DMAMap.flags: 3, Type1DMAMap.vaddr: 0x10_0000_0000,
              Type1DMAMap.iova: 0x100000, Type1DMAMap.size: 0x10000,
            ]))),
      .failure(.EEXIST),
      "ioctl(5, VFIO_IOMMU_MAP_DMA, {argsz=32, flags=READ|WRITE, vaddr=0x1000000000, iova=0x100000, size=0x10000}) "
        + "= -1 EEXIST"
    ),
    (.ioctl(3, request: 0x3b64, argument: .word(0)), CallResult(), "ioctl(3, VFIO_GET_API_VERSION) = 0"),
    (
      .ioctl(3, request: 0x3b66, argument: .word(3)), .failure(.EINVAL),
      "ioctl(3, VFIO_SET_IOMMU, TYPE1v2_IOMMU) = -1 EINVAL"
    ),
    (.ioctl(3, request: 0x1234, argument: .word(0)), .failure(.ENOTTY), "ioctl(3, 0x1234, NULL) = -1 ENOTTY"),
    (
      .ioctl(4, request: 0x3b6a, argument: .bytes(Array("0000:00:05.0".utf8) + [0])), CallResult(value: 5),
      #"ioctl(4, VFIO_GROUP_GET_DEVICE_FD, "0000:00:05.0") = 5"#
    ),
    (
      .ioctl(4, request: 0x3b67, argument: .bytes(bytes(.groupStatus, [GroupStatus.argsz: 8]))),
      CallResult(bytes: bytes(.groupStatus, [GroupStatus.argsz: 8, GroupStatus.flags: 1])),
      "ioctl(4, VFIO_GROUP_GET_STATUS, {argsz=8, flags=0} => {argsz=8, flags=VIABLE}) = 0"
    ),
    // What is positive is a PE's state, and only error injection has more than an op.
    (
      .ioctl(3, request: 0x3b79, argument: .bytes(bytes(.eehPEOp, [EEHPEOp.argsz: 12, EEHPEOp.op: 4]))),
      CallResult(value: 2),
      "ioctl(3, VFIO_EEH_PE_OP, {argsz=12, flags=0, op=GET_STATE}) = 2 (STOPPED)"
    ),
    (
      .ioctl(3, request: 0x3b79, argument: .bytes(bytes(.eehPEOp, [EEHPEOp.argsz: 40, EEHPEOp.op: 9]))), .failure(.EIO),
      "ioctl(3, VFIO_EEH_PE_OP, {argsz=40, flags=0, op=INJECT_ERR, "
        + "err={type=TYPE_32, func=LD_MEM_ADDR, addr=0x0, mask=0x0}}) = -1 EIO"
    ),
    (.load(address: 0x1000, width: 4), .fault(.bus), "load(0x1000, 4) = SIGBUS"),
    (
      .map(MapRequest(address: 0x10_0000_0000, length: 4096, protection: [.read], flags: [.shared], descriptor: 5)),
      CallResult(value: 0x10_0000_0000), "mmap(0x1000000000, 0x1000, READ, SHARED, 5, 0x0) = 0x1000000000"
    ),
    (
      .pread(5, offset: 0x700_0000_0000, count: 2, into: .result), CallResult(value: 2, bytes: [0x34, 0x12]),
      #"pread(5, "34 12", 2, 0x70000000000) = 2"#
    ),
  ]

  /// What strace 6.1 prints for write(2) of the same bytes.
  static let strings: [([UInt8], String)] = [
    (Array("\t1\n\r\"\\".utf8), #"\t1\n\r\"\\"#), ([0x0b, 0x0c], #"\v\f"#),
    ([0, 0x37, 0, 0x38, 0, 0x39], #"\0007\08\09"#), ([0x1b, 0x38, 0x1b, 0x61], #"\338\33a"#),
    ([0x1b, 0x31, 1, 0x30], #"\0331\0010"#), ([0x7f, 0x30, 0xff, 0x38, 0xff, 0x7a, 1], #"\1770\3778\377z\1"#),
    (Array("é\u{202e}".utf8), #"\303\251\342\200\256"#), ([0x07, 0x08, 0x9b], #"\7\10\233"#),
  ]

  @Test(arguments: strings.indices) func stringsAreStracesOwn(_ index: Int) {
    let (bytes, text) = Self.strings[index]
    #expect(quoted(bytes) == "\"\(text)\"")
  }

  @Test func whatIsCutSaysSo() {
    let names = Array("a\0b c\0".utf8)
    var renderer = TraceRenderer()
    #expect(quoted(String(repeating: "a", count: 161)) == "\"" + String(repeating: "a", count: 160) + "\"...")
    #expect(quoted(String(repeating: "a", count: 160)).hasSuffix("a\""))
    #expect(
      renderer.line(.call(.list(path: "/sys"), main, CallResult(bytes: names))) == #"list("/sys", ["a", "b c"]) = 0"#)
  }

  @Test(arguments: lines.indices) func callsAreDecoded(_ index: Int) {
    let (call, result, line) = Self.lines[index]
    var renderer = TraceRenderer()
    #expect(renderer.line(.call(call, main, result)) == line)
  }

  /// The same number is GET_INFO of Type1 on a container and the hot reset's information on a device.
  @Test func aNumberMeansWhatItsDescriptorIs() {
    var renderer = TraceRenderer()
    let entries: [Trace.Entry] = [
      .call(.open(path: "/dev/vfio/vfio", flags: []), main, CallResult(value: 3)),
      .call(.ioctl(4, request: 0x3b6a, argument: .bytes([0])), main, CallResult(value: 5)),
      .call(.duplicate(5), main, CallResult(value: 6)),
    ]
    for entry in entries { _ = renderer.line(entry) }
    func name(of descriptor: Int32) -> String {
      renderer.line(.call(.ioctl(descriptor, request: 0x3b70, argument: .word(0)), main, CallResult()))
    }
    #expect(name(of: 3) == "ioctl(3, VFIO_IOMMU_GET_INFO, NULL) = 0")
    #expect(name(of: 5) == "ioctl(5, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, NULL) = 0")
    #expect(name(of: 6) == "ioctl(6, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, NULL) = 0")
  }

  @Test func capabilitiesAreFollowedAndARingOfThemEnds() {
    var info = bytes(.type1Info, [Type1Info.argsz: 64, Type1Info.flags: 3, Type1Info.capOffset: 24], room: 64)
    info[CapabilityHeader.id, at: 24] = 3
    info[CapabilityHeader.next, at: 24] = 24
    info[Type1DMAAvailable.avail, at: 24] = 65535
    let text = DecodedStructure(.type1Info, in: info).traceText
    let capability = "DMA_AVAIL{id=3, version=0, next=24, avail=65535}"
    #expect(text.contains("caps=[\(capability), \(capability)"))
    #expect(text.hasSuffix("…]}"))
  }

  /// Whatever the kernel left in the buffer, showing it ends without a trap.
  @Test(arguments: 0..<64) func anyBytesCanBeShown(_ length: Int) {
    for structure in Structure.all {
      for fill in [UInt8(0), 0x01, 0x7f, 0xff] {
        _ = DecodedStructure(structure, in: [UInt8](repeating: fill, count: length)).traceText
      }
    }
  }

  @Test func aTraceKeepsItsLimit() {
    var trace = Trace(limit: 4)
    var numbers: [Int] = []
    for descriptor in Int32(0)..<10 { numbers.append(trace.append(.call(.close(descriptor), main, nil))) }
    trace.complete(numbers[0], with: CallResult(value: 99))
    trace.complete(numbers[9], with: CallResult())
    #expect(trace.entries.count <= 4)
    #expect(trace.dropped + trace.entries.count == 10)
    #expect(trace.lines(last: 1) == ["… 9 earlier calls", "close(9) = 0"])
  }

  @Test func processesAreNamedWhereThereAreMore() {
    var trace = Trace()
    let second = ProcessID(rawValue: 2)
    _ = trace.append(.spawn(second, SpawnOptions(parent: main, user: 1000, limits: [.openFiles: 16])))
    _ = trace.append(.call(.close(3), second, CallResult()))
    _ = trace.append(.kill(second))
    #expect(
      trace.lines(names: [main: "main", second: "user"]) == [
        "spawn(user, fork of main, uid=1000, NOFILE=16)", "user: close(3) = 0", "kill(user, SIGKILL)",
      ])
  }
}
