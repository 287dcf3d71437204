import SystemCalls
import VFIOInterface

/// The states of a device that migrates (`enum vfio_device_mig_state`).
enum MigrationState: UInt64 {
  case stopped = 1
  case running = 2
  case stopCopy = 3
  case resuming = 4
  case runningP2P = 5
  case preCopy = 6
  case preCopyP2P = 7

  /// The next state on the way to another; nil where there is no way (`vfio_mig_get_next_state`).
  func next(to target: MigrationState) -> MigrationState? {
    guard self != target else { return self }
    switch (self, target) {
    case (.stopped, .stopCopy), (.stopped, .resuming), (.running, .preCopy), (.preCopy, .running),
      (.preCopy, .preCopyP2P), (.preCopyP2P, .preCopy), (.preCopyP2P, .stopCopy), (.runningP2P, .stopped),
      (.runningP2P, .running), (.runningP2P, .preCopyP2P):
      return target
    case (.stopCopy, .preCopy), (.stopCopy, .preCopyP2P): return nil
    case (.stopCopy, _), (.resuming, _): return .stopped
    case (.preCopy, .stopCopy): return .preCopyP2P
    case (.preCopy, _), (.runningP2P, .preCopy): return .running
    case (.runningP2P, _): return .stopped
    default: return .runningP2P
    }
  }
}

/// How an mtty device migrates: what it is goes out and comes in through files, as its driver lays it out in memory.
///
/// The device does no DMA, so most steps between states do nothing.
final class MttyMigration {
  static let magic: UInt64 = 0x7e9d_0989_8c3e_2c4e
  /// Magic, version, number of ports and flags, before the ports themselves.
  static let headerSize = 24

  private let kernel: Kernel
  fileprivate unowned let device: MttyDevice
  private var wasClosed = false
  private(set) var state = MigrationState.running
  private var saving: MttySavingFile?
  private var resuming: MttyResumingFile?

  init(_ device: MttyDevice, _ kernel: Kernel) {
    self.device = device
    self.kernel = kernel
  }

  var dataSize: Int { Self.headerSize + device.serialPorts.count * SerialPort.imageSize }

  var header: [UInt8] {
    let fields = [1, 0, UInt32(device.serialPorts.count), 0]
    return Self.magic.littleEndianBytes + fields.flatMap(\.littleEndianBytes)
  }

  /// Goes to a state step by step; the file is that of the last step. Where a step fails, those before are done.
  func go(to number: UInt64) throws(Errno) -> OpenFile? {
    guard let target = MigrationState(rawValue: number) else {
      try kernel.refuse(.mttyMigrationStates, with: .EINVAL)
      return nil
    }
    var file: OpenFile?
    if wasClosed, !kernel.keeps(.mttyMigrationReopens) {
      kernel.log.error("BUG: kernel NULL pointer dereference, address: 0000000000000010")
    }
    while state != target {
      guard let next = state.next(to: target) else {
        try kernel.refuse(.mttyMigrationNoWay, with: .EINVAL)
        return nil
      }
      guard next == target || kernel.keeps(.mttyMigrationSteps) else { throw .EINVAL }
      file = try step(to: next)
      state = next
    }
    return file
  }

  private func step(to next: MigrationState) throws(Errno) -> OpenFile? {
    switch (state, next) {
    case (.resuming, .stopped):
      if resuming == nil { kernel.log.error("BUG: kernel NULL pointer dereference, address: 0000000000000010") }
      try load()
      closeFiles()
    case (.preCopy, .running), (.preCopyP2P, .runningP2P), (.stopCopy, .stopped): closeFiles()
    case (.running, .preCopy), (.runningP2P, .preCopyP2P), (.stopped, .stopCopy), (.preCopyP2P, .stopCopy):
      return save(whole: next == .stopCopy)
    case (.stopped, .resuming):
      let file = MttyResumingFile(self, kernel: kernel)
      file.retain()
      resuming = file
      return file
    default: break
    }
    return nil
  }

  /// Before the device stops only the header can be read; a file that is there already is filled, not given again.
  private func save(whole: Bool) -> OpenFile? {
    let saved = whole ? device.serialPorts : []
    let ports = saved.flatMap { kernel.keeps(.mttyMigrationData) ? $0.image : SerialPort().image }
    if let saving {
      saving.data += ports
      return nil
    }
    let file = MttySavingFile(self, kernel: kernel, data: header + ports)
    file.retain()
    saving = file
    return file
  }

  private func load() throws(Errno) {
    let data = resuming?.data ?? []
    try kernel.require(.mttyMigrationWhole, (resuming?.filled ?? 0) >= dataSize, or: .EINVAL)
    guard data.count >= dataSize, kernel.keeps(.mttyMigrationLoads) else { return }
    for index in device.serialPorts.indices {
      let start = Self.headerSize + index * SerialPort.imageSize
      device.serialPorts[index].restore(Array(data[start..<start + SerialPort.imageSize]))
    }
  }

  /// The device's last close: its state stays.
  func close() {
    wasClosed = true
    closeFiles()
  }

  /// What user space still has of the files is of no use from now on.
  func closeFiles() {
    for file in [saving, resuming] as [MttyMigrationFile?] {
      if kernel.keeps(.mttyMigrationFilesEnd) { file?.disable() }
      file?.release()
    }
    saving = nil
    resuming = nil
  }

  func reset() {
    guard kernel.keeps(.mttyMigrationReset) else { return }
    state = .running
    closeFiles()
  }

  var isBeforeCopy: Bool { state == .preCopy || state == .preCopyP2P }
}

/// A file through which a device's state goes: a stream without positions.
class MttyMigrationFile: OpenFile {
  let migration: MttyMigration
  fileprivate(set) var isDisabled = false

  init(_ migration: MttyMigration, kernel: Kernel, flags: OpenFlags) {
    self.migration = migration
    super.init(kernel: kernel, flags: flags)
  }

  override var link: String { "anon_inode:[mtty_mig]" }

  fileprivate func disable() {
    isDisabled = true
    position = 0
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] { throw .ESPIPE }
  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int { throw .ESPIPE }
}

/// What comes out of a device.
final class MttySavingFile: MttyMigrationFile {
  fileprivate var data: [UInt8]

  init(_ migration: MttyMigration, kernel: Kernel, data: [UInt8]) {
    self.data = data
    super.init(migration, kernel: kernel, flags: [])
  }

  override func read(count: Int, caller: Process) throws(Errno) -> Progress<[UInt8]> {
    guard !isDisabled else { throw .ENODEV }
    let bytes = Array(data.dropFirst(Int(position)).prefix(count))
    position += Int64(bytes.count)
    return .done(bytes)
  }

  /// `VFIO_MIG_GET_PRECOPY_INFO`: what is left to be read before the device stops.
  override func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    guard request == Request.migrationGetPrecopyInfo.number else { throw .ENOTTY }
    let structure = Structure.precopyInfo
    var info = try argument.copyIn(structure)
    try kernel.require(.mttyPrecopyInfo, migration.isBeforeCopy, or: .EINVAL)
    guard !isDisabled else { throw .ENODEV }
    if migration.device.answersPrecopyFlags { info[PrecopyInfo.flags] = 0 }
    info[PrecopyInfo.initialBytes] = UInt64(max(0, data.count - Int(position)))
    info[PrecopyInfo.dirtyBytes] = 0
    try argument.copyOut(info)
    return 0
  }
}

/// What goes into a device.
final class MttyResumingFile: MttyMigrationFile {
  fileprivate private(set) var data: [UInt8] = []
  /// Bytes written, those of a header that was refused too.
  var filled: Int { data.count }

  init(_ migration: MttyMigration, kernel: Kernel) {
    super.init(migration, kernel: kernel, flags: .writeOnly)
  }

  override func write(_ bytes: [UInt8], caller: Process) throws(Errno) -> Progress<Int> {
    guard data.count + bytes.count <= migration.dataSize else {
      try kernel.refuse(.mttyMigrationLimit, with: .ENOMEM)
      return .done(bytes.count)
    }
    guard !isDisabled else { throw .ENODEV }
    let before = data.count
    data += bytes
    let size = MttyMigration.headerSize
    if before < size, data.count >= size {
      try kernel.require(.mttyMigrationHeader, Array(data.prefix(size)) == migration.header, or: .EFAULT)
    }
    return .done(bytes.count)
  }
}

/// `VFIO_DEVICE_FEATURE` of a device that migrates.
extension MttyDevice {
  /// `VFIO_MIGRATION_STOP_COPY`, `_P2P`, `_PRE_COPY`.
  private static let migrationFlags: UInt64 = 7

  /// Does what is asked of a feature of migration; false for any other feature.
  func migrationFeature(
    _ migration: MttyMigration, _ request: FeatureRequest, _ argument: UserArgument, _ caller: Process
  ) throws(Errno) -> Bool {
    let start = Structure.deviceFeature.size
    switch request.feature {
    case DeviceFeatureIndex.migration:
      guard try request.operation(of: [.get], minimum: 8) != nil else { return true }
      let flags = kernel.keeps(.mttyMigrates) ? Self.migrationFlags : 1
      try argument.copyOut(flags.littleEndianBytes, offset: start)
    case DeviceFeatureIndex.migDeviceState: try deviceState(migration, request, argument, caller)
    case DeviceFeatureIndex.migDataSize:
      guard try request.operation(of: [.get], minimum: 8) != nil else { return true }
      try argument.copyOut(UInt64(migration.dataSize).littleEndianBytes, offset: start)
    // It does no DMA, and has nothing to log.
    case DeviceFeatureIndex.dmaLoggingStart: try startLogging(request, argument)
    case DeviceFeatureIndex.dmaLoggingReport: try reportLogging(request, argument)
    case DeviceFeatureIndex.dmaLoggingStop: _ = try request.operation(of: [.set], minimum: 0)
    default: return false
    }
    return true
  }

  private func deviceState(
    _ migration: MttyMigration, _ request: FeatureRequest, _ argument: UserArgument, _ caller: Process
  ) throws(Errno) {
    let structure = Structure.featureMigrationState
    guard let operation = try request.operation(of: [.get, .set], minimum: UInt64(structure.size)) else { return }
    let start = Structure.deviceFeature.size
    var answer = try argument.copyIn(offset: start, count: structure.size)
    answer[FeatureMigrationState.dataFD] = UInt64.max
    guard operation == .set else {
      if kernel.keeps(.mttyMigrationTells) {
        answer[FeatureMigrationState.deviceState] = migration.state.rawValue
      }
      return try argument.copyOut(answer, offset: start)
    }
    let target = answer[FeatureMigrationState.deviceState]
    var file: OpenFile?
    do {
      file = try migration.go(to: target)
    } catch {
      try argument.copyOut(answer, offset: start)
      throw error
    }
    if let file {
      answer[FeatureMigrationState.dataFD] = UInt64(try caller.install(file, closesOnExec: true))
    }
    try argument.copyOut(answer, offset: start)
  }
}
