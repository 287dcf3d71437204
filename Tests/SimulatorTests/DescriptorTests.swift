import Simulator
import SystemCalls
import Testing
import VFIOInterface

private let page: UInt64 = 4096

@Suite struct DescriptorTests {
  static let orders: [[KeyPath<Opened, Int32> & Sendable]] = [
    [\.container, \.group, \.device], [\.container, \.device, \.group], [\.group, \.container, \.device],
    [\.group, \.device, \.container], [\.device, \.container, \.group], [\.device, \.group, \.container],
  ]

  @Test(arguments: orders.indices) func anyOrderOfClosesLeavesNothing(order: Int) throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    let memory = try machine.memory()
    #expect(try machine.mapDMA(opened.container, iova: 0, address: memory, size: 4 * page) == nil)
    _ = try machine.system.kernelLog()
    for path in Self.orders[order] { try machine.value(.close(opened[keyPath: path])) }
    #expect(try machine.lockedPages() == 0)
    #expect(try machine.status(of: try machine.open(try machine.groupPath())) == "1")
    #expect(try machine.system.kernelLog() == [])
  }

  @Test func containerOutlivesItsDescriptor() throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    let memory = try machine.memory()
    _ = try machine.mapDMA(opened.container, iova: 0, address: memory, size: page)
    try machine.value(.close(opened.container))
    #expect(try machine.lockedPages() == 1)
    let other = try machine.open("/dev/vfio/vfio")
    #expect(try machine.attach(opened.group, to: other).error == .EINVAL)
    try machine.value(.close(opened.device))
    #expect(try machine.ioctl(opened.group, .groupUnsetContainer).error == nil)
    #expect(try machine.lockedPages() == 0)
    #expect(try machine.attach(opened.group, to: other).error == nil)
  }

  @Test func anArgumentComesBackFromABadDescriptorAsItWas() throws {
    let machine = try TestMachine()
    let bytes: [UInt8] = [8, 0, 0, 0, 9]
    let result = try machine.call(.ioctl(77, request: Request.groupGetStatus.number, argument: .bytes(bytes)))
    #expect(result == .failure(.EBADF, bytes: bytes))
  }

  /// What a fork of a process without privileges asks for, and whether it can have it.
  static let forks: [(options: SpawnOptions, isAllowed: Bool)] = [
    (SpawnOptions(), true), (SpawnOptions(limits: [.openFiles: 16]), true),
    (SpawnOptions(limits: [.openFiles: 8192]), false), (SpawnOptions(limits: [.lockedMemory: 1 << 30]), false),
    (SpawnOptions(withoutCapabilities: 1 << 14), false), (SpawnOptions(user: 1000, group: 1000), true),
    (SpawnOptions(user: 1001, group: 1000), false),
  ]

  @Test(arguments: forks.indices) func aForkHasNoMorePrivilegesThanItsParent(_ index: Int) throws {
    let machine = try TestMachine()
    let (parent, child) = (ProcessID(rawValue: 50), ProcessID(rawValue: 51))
    try machine.system.spawn(parent, SpawnOptions(user: 1000, group: 1000))
    var options = Self.forks[index].options
    options.parent = parent
    if Self.forks[index].isAllowed {
      try machine.system.spawn(child, options)
    } else {
      #expect(throws: SystemError.self) { try machine.system.spawn(child, options) }
    }
  }

  @Test func aSocketHearsWhatIsAnnouncedWhileItIsOpen() throws {
    let machine = try TestMachine()
    try #require(try machine.bind(TestMachine.edu0, to: "vfio-pci").error == nil)
    let socket = Int32(try machine.value(.announcements))
    #expect(try machine.call(.read(socket, count: 8192, into: .result)).error == .EAGAIN)
    let path = "/sys/bus/pci/drivers/vfio-pci/unbind"
    try machine.value(.writeFile(path: path, bytes: Array(TestMachine.edu0.utf8)))
    var heard: [String] = []
    while case let result = try machine.call(.read(socket, count: 8192, into: .result)), result.succeeded {
      heard.append(String(decoding: result.bytes.prefix { $0 != 0 }, as: UTF8.self))
    }
    #expect(heard.last == "unbind@/devices/pci0000:00/\(TestMachine.edu0)", "\(heard)")
    #expect(heard.contains { $0.hasPrefix("remove@/devices/virtual/vfio/") })
  }

  @Test func duplicateKeepsTheDeviceOpen() throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    let copy = Int32(try machine.value(.duplicate(opened.device)))
    try machine.value(.close(opened.device))
    #expect(try machine.ioctl(opened.group, .groupUnsetContainer).error == .EBUSY)
    try machine.value(.close(copy))
    #expect(try machine.ioctl(opened.group, .groupUnsetContainer).error == nil)
  }

  @Test(arguments: [true, false]) func deathOfAProcessClosesEverything(isKilled: Bool) throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    let child = try machine.fork()
    for descriptor in [opened.device, opened.group, opened.container] { try machine.value(.close(descriptor)) }
    let path = try machine.groupPath()
    #expect(try machine.call(.open(path: path, flags: .readWrite)).error == .EBUSY)
    if isKilled { try machine.system.kill(child) } else { try machine.call(.exit(status: 0), in: child) }
    #expect(try machine.call(.open(path: path, flags: .readWrite)).error == nil)
  }

  @Test func execKeepsWhatDoesNotCloseOnIt() throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    let memory = try machine.memory()
    _ = try machine.mapDMA(opened.container, iova: 0, address: memory, size: 4 * page)
    for descriptor in [opened.container, opened.group] {
      try machine.value(.control(descriptor, command: 2, argument: 0))
    }
    try machine.value(.exec)
    #expect(try machine.call(.close(opened.device)).error == .EBADF)
    #expect(try machine.call(.load(address: memory, width: 1)).fault == .segmentation)
    #expect(try machine.lockedPages() == 0)
    #expect(try machine.unmapDMA(opened.container, iova: 0, size: 0, flags: 2)["size"] == 4 * page)
    #expect(try machine.lockedPages() == 0)
  }

  @Test func descriptorsTravelThroughSockets() throws {
    let machine = try TestMachine()
    let container = try machine.openDevice().container
    let pair = try machine.call(.socketPair)
    let other = Int32(truncatingIfNeeded: pair.bytes.integer(at: 0, width: 4) ?? 0)
    let child = try machine.fork()
    try machine.value(.close(container), in: child)
    let pending = try machine.system.start(.receiveDescriptor(through: other), in: child)
    #expect(try machine.system.finish(pending, within: .seconds(5)) == nil)
    try machine.value(.sendDescriptor(container, through: Int32(pair.value)))
    let received = try #require(try machine.system.finish(pending, within: .zero))
    #expect(received.value == Int64(container))
    let info = try machine.ioctl(Int32(received.value), .checkExtension, 10, in: child)
    #expect(info.value == 1)
  }

  @Test func accountingFollowsTheProcessThatMapped() throws {
    let machine = try TestMachine()
    let container = try machine.openDevice().container
    let child = try machine.fork()
    let memory = try machine.memory(in: child)
    #expect(try machine.mapDMA(container, iova: 0, address: memory, size: 8 * page, in: child) == nil)
    #expect(try machine.lockedPages(in: child) == 8)
    #expect(try machine.lockedPages() == 0)
    #expect(try machine.unmapDMA(container, iova: 0, size: 8 * page)["size"] == 8 * page)
    #expect(try machine.lockedPages(in: child) == 0)
  }

  @Test func lowestFreeDescriptorIsTaken() throws {
    let machine = try TestMachine()
    let numbers = try (0..<4).map { _ in Int32(try machine.value(.eventfd(initial: 0, flags: 0))) }
    #expect(numbers == [3, 4, 5, 6])
    try machine.value(.close(4))
    #expect(try machine.value(.memfd(flags: 0)) == 4)
    try machine.value(.setLimit(.openFiles, soft: 7))
    #expect(try machine.call(.open(path: "/dev/vfio/vfio", flags: .readWrite)).error == .EMFILE)
    #expect(try machine.call(.setLimit(.openFiles, soft: 4097)).error == .EINVAL)
  }

  @Test(arguments: [(KernelProfile.linux6_12, false), (.linux7_2, true)])
  func descriptorTellsWhatItIs(profile: KernelProfile, tellsPath: Bool) throws {
    let machine = try TestMachine("x86-intel", profile)
    let opened = try machine.openDevice()
    let link = try machine.call(.readLink(path: "/proc/self/fd/\(opened.device)"))
    #expect(String(decoding: link.bytes, as: UTF8.self) == "anon_inode:[vfio-device]")
    let info = try machine.text("/proc/self/fdinfo/\(opened.device)")
    #expect(info.contains("flags:\t02000002"))
    #expect(info.contains("vfio-device-syspath: /sys/devices/pci0000:00/0000:00:05.0") == tellsPath)
    #expect(try machine.text("/proc/self/fdinfo/\(opened.container)").contains("flags:\t02100002"))
  }

  /// Mode, offset and length, the error, and the size and the first bytes of a file of 4 bytes then.
  @Test(
    arguments: [
      (0, 0, 8, nil, [1, 2, 3, 4, 0, 0, 0, 0]), (1, 0, 8, nil, [1, 2, 3, 4]), (3, 1, 2, nil, [1, 0, 0, 4]),
      (3, 0, 4096, nil, [0, 0, 0, 0]), (2, 0, 4, .EOPNOTSUPP, [1, 2, 3, 4]), (4, 0, 4, .EOPNOTSUPP, [1, 2, 3, 4]),
      (0, 0, 0, .EINVAL, [1, 2, 3, 4]), (0, -1, 4, .EINVAL, [1, 2, 3, 4]), (0, 1, .max, .EFBIG, [1, 2, 3, 4]),
    ] as [(Int32, Int64, Int64, Errno?, [UInt8])])
  func roomOfFiles(mode: Int32, offset: Int64, length: Int64, error: Errno?, contents: [UInt8]) throws {
    let machine = try TestMachine()
    let file = Int32(try machine.value(.memfd(flags: 0)))
    try machine.value(.write(file, .bytes([1, 2, 3, 4])))
    #expect(try machine.call(.allocate(file, mode: mode, offset: offset, length: length)).error == error)
    #expect(try machine.call(.pread(file, offset: 0, count: 4096, into: .result)).bytes == contents)
  }

  @Test func onlyFilesHaveRoom() throws {
    let machine = try TestMachine()
    let event = Int32(try machine.value(.eventfd(initial: 0, flags: 0)))
    #expect(try machine.call(.allocate(event, mode: 0, offset: 0, length: 1)).error == .ENODEV)
    #expect(try machine.call(.allocate(99, mode: 0, offset: 0, length: 1)).error == .EBADF)
  }
}
