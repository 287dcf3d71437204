import VFIOInterface

// What a kernel that breaks rules tells where no field is.

extension Kernel {
  /// Writes into the padding of an answer.
  func fillPadding(of buffer: CallBuffer, _ request: UInt32, _ file: OpenFile?, _ caller: Process) {
    guard !quirks.isEmpty else { return }
    for (rule, known, offset, isDevice) in Self.padding
    where request == known && (file is DeviceFile) == isDevice && (file is DeviceFile || file is ContainerFile) {
      guard !keeps(rule), offset < buffer.contents.count else { continue }
      try? caller.memory.copyOut([0xee], to: buffer.address + UInt64(offset))
    }
  }

  /// Where each answer has a byte without a name, or the first behind its last field.
  private static let padding: [(Rule, request: UInt32, offset: Int, isDevice: Bool)] = [
    (.deviceInfoPadding, Request.deviceGetInfo.number, 21, true),
    (.regionInfoPadding, Request.deviceGetRegionInfo.number, 45, true),
    (.irqInfoPadding, Request.deviceGetIRQInfo.number, 17, true),
    (.hotResetInfoPadding, Request.deviceGetPCIHotResetInfo.number, 100, true),
    (.featurePadding, Request.deviceFeature.number, 20, true),
    (.type1InfoPadding, Request.iommuGetInfo.number, 37, false),
    (.tceInfoPadding, Request.spaprTCEGetInfo.number, 33, false),
  ]
}
