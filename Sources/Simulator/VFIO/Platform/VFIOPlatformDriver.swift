import MachineModel
import VFIOInterface

/// vfio-platform and vfio-amba, which differ in their bus alone: give devices that firmware tells of to user space.
final class VFIOPlatformDriver: DeviceDriver {
  unowned let kernel: Kernel
  let vfioModule: Module
  let bus: HostBus
  let managesDMA = true

  init(kernel: Kernel, module: Module, bus: HostBus) {
    self.kernel = kernel
    vfioModule = module
    self.bus = bus
  }

  var name: String { bus.vfioDriver }
  var module: String? { vfioModule.name }

  /// Whether a device without a reset function is refused; vfio-amba has no such parameter.
  private var requiresReset: Bool { vfioModule.initialFlag("reset_required") }

  /// It takes what `driver_override` gives it, and nothing else.
  func supports(_ model: PlatformModel) -> Bool { !kernel.keeps(.platformNeedsOverride) && model.bus == bus }

  func probe(_ device: FirmwareDevice) throws(Errno) {
    let function = kernel.resetFunctions[device.model.compatible]
    if function == nil {
      if requiresReset { try kernel.refuse(.platformRequiresReset, with: .ENOENT) }
      // An earlier kernel looks for the function, and at the parameter afterwards, for its log alone.
      let isBound = kernel.profile.has(.bindsWithoutReset) && kernel.keeps(.platformBindsWithoutReset)
      guard isBound || requiresReset else { throw .ENOENT }
    }
    let vfioDevice = VFIOPlatformDevice(device, module: vfioModule, reset: function, requiresReset: requiresReset)
    try vfioDevice.register()
    function?.module.references += 1
    device.driverData = vfioDevice
  }

  func remove(_ device: FirmwareDevice) throws(Errno) -> Progress<Void> {
    guard let vfioDevice = device.driverData as? VFIOPlatformDevice else { return .done(()) }
    return try vfioDevice.unregister().then { (_) throws(Errno) in
      vfioDevice.reset?.module.references -= 1
      return .done(())
    }
  }
}

/// A function that resets devices of one kind, in a module of its own (`module_vfio_reset_handler`).
struct ResetFunction {
  let module: Module
  let reset: (PlatformHardware) -> Void

  /// Keeps the alarm of a PL031 from its line, and takes back what is due.
  static func clock(in module: Module) -> ResetFunction {
    ResetFunction(module: module) { hardware in
      _ = hardware.write(0, at: 0x10, width: 4)
      _ = hardware.write(1, at: 0x1c, width: 4)
    }
  }
}

/// The reset functions that are registered, by the name of the devices that they are for.
final class ResetFunctions {
  fileprivate var all: [String: ResetFunction] = [:]

  subscript(compatible: String) -> ResetFunction? {
    get { all[compatible] }
    set { all[compatible] = newValue }
  }
}

extension Kernel {
  var resetFunctions: ResetFunctions { part { _ in ResetFunctions() } }
}
