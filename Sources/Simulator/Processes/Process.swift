import SystemCalls
import VFIOInterface

/// A process of the simulated kernel.
final class Process {
  /// Every capability of the kernel that a process of root starts with.
  static let allCapabilities: UInt64 = (1 << 41) - 1

  let id: ProcessID
  /// The number that the kernel gave it.
  let kernelID: Int
  unowned let kernel: Kernel
  var user: UInt32
  var group: UInt32
  var capabilities: UInt64
  var limits: Limits
  var descriptors = DescriptorTable()
  var memory = AddressSpace()
  private(set) var isAlive = true
  private var isFork = false

  init(id: ProcessID, kernelID: Int, kernel: Kernel, options: SpawnOptions) {
    self.id = id
    self.kernelID = kernelID
    self.kernel = kernel
    user = options.user
    group = options.group
    capabilities = options.user == 0 ? Self.allCapabilities & ~options.withoutCapabilities : 0
    limits = Limits(options.limits)
  }

  func has(_ capability: SystemCalls.Capability) -> Bool { capabilities >> capability.rawValue & 1 == 1 }

  /// The limit of open files, but never more than the kernel's `nr_open`.
  var openFilesLimit: UInt64 { min(limits.openFiles.soft, 1 << 20) }
  var lockedMemoryLimit: UInt64 { limits.lockedMemory.soft }

  /// Whether a fork can become what the options say with the privileges that it has of this process.
  func mayFork(_ options: SpawnOptions) -> Bool {
    let raises = options.limits.contains { $0.value > limits[$0.key].hard }
    let isOther = options.user != 0 || options.group != 0
    let changes = isOther && (options.user != user || options.group != group)
    // Groups are given up first, then capabilities go before the user does.
    return (!raises || has(.sysResource)) && (options.withoutCapabilities == 0 || has(.setCapabilities))
      && (!changes || has(.setGroup) && has(.setUser))
  }

  /// Takes over what a fork has of its parent; credentials only if the options give none.
  func inherit(from parent: Process, _ options: SpawnOptions) {
    isFork = true
    descriptors = parent.descriptors.copy()
    memory = parent.memory.fork()
    limits = parent.limits
    limits.set(options.limits)
    guard options.user == 0, options.group == 0 else { return }
    user = parent.user
    group = parent.group
    capabilities = parent.capabilities & ~options.withoutCapabilities
  }

  // MARK: Descriptors

  /// Gives the lowest free descriptor to a file.
  func install(_ file: OpenFile, closesOnExec: Bool) throws(Errno) -> Int32 {
    let descriptor = try descriptors.free(limit: openFilesLimit)
    descriptors.install(file, at: descriptor, closesOnExec: closesOnExec)
    return descriptor
  }

  func close(_ descriptor: Int32) throws(Errno) {
    guard let file = descriptors.remove(descriptor) else { throw .EBADF }
    if file.references > 1 {
      file.descriptorClosed(isShared: descriptors.numbers.contains { descriptors[$0]?.file === file })
    }
    file.release()
  }

  // MARK: Life

  /// Replaces the image: memory goes, and the descriptors that close on exec.
  func exec() {
    memory.release()
    memory = AddressSpace()
    for descriptor in descriptors.numbers {
      guard let entry = descriptors[descriptor] else { continue }
      let closes = entry.closesOnExec ? kernel.keeps(.execCloses) : !entry.file.staysOnExec
      if closes { descriptors.remove(descriptor)?.release() }
    }
  }

  /// Gives everything up, memory first, as the kernel does.
  func exit() {
    guard isAlive else { return }
    isAlive = false
    memory.release()
    for descriptor in descriptors.numbers {
      descriptors.remove(descriptor)?.ownerEnded(isFork: isFork)
    }
  }
}
