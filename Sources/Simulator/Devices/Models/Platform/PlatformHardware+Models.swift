import MachineModel

extension PlatformHardware {
  static func make(_ model: PlatformModel, clock: any DeviceClock) -> PlatformHardware {
    switch model {
    case .clock: ClockHardware(clock)
    case .pins: PinHardware()
    case .virtio: VirtioHardware()
    case .firmware: FirmwareHardware()
    }
  }
}
