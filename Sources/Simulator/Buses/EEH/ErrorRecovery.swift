import VFIOInterface

/// The kernel's own part of error recovery on POWER (`arch/powerpc/kernel/eeh.c`), which no module brings.
final class ErrorRecovery {
  unowned let kernel: Kernel
  /// Whether the kernel was started with recovery on.
  let isEnabled: Bool
  private var endpoints: [ObjectIdentifier: EEHEndpoint] = [:]

  init(kernel: Kernel) {
    self.kernel = kernel
    isEnabled = !kernel.machine.kernelArguments.contains("eeh=off")
  }

  /// The endpoint of a device; nil for one without.
  func endpoint(of device: PCIDevice) -> EEHEndpoint? { endpoints[ObjectIdentifier(device)] }

  func add(_ device: PCIDevice, to endpoint: EEHEndpoint) {
    endpoint.add(device)
    endpoints[ObjectIdentifier(device)] = endpoint
  }

  // MARK: Users come and go

  /// A user opens a device: what was stopped is no longer, and the host leaves errors to the user.
  func opened(_ device: PCIDevice) {
    guard let endpoint = endpoint(of: device) else { return }
    if kernel.keeps(.openThaws), kernel.keeps(.ownersThaw) { changeOwner(of: endpoint) }
    endpoint.passedThrough += 1
  }

  /// A user closes a device: it is the host's again, with nothing stopped.
  func closed(_ device: PCIDevice) {
    guard let endpoint = endpoint(of: device), endpoint.passedThrough > 0 else { return }
    endpoint.passedThrough -= 1
    if kernel.keeps(.closeThaws), kernel.keeps(.ownersThaw) { changeOwner(of: endpoint) }
  }

  private func changeOwner(of endpoint: EEHEndpoint) {
    guard !endpoint.state().isSuperset(of: .active) else { return }
    unfreeze(endpoint)
    endpoint.clear(.isolated)
  }

  private func unfreeze(_ endpoint: EEHEndpoint) {
    try? thaw(.io, of: endpoint)
    try? thaw(.dma, of: endpoint)
  }

  /// What a write to `eeh_pe_state` in sysfs does.
  func clearIsolation(of endpoint: EEHEndpoint) {
    guard endpoint.flags.contains(.isolated) else { return }
    unfreeze(endpoint)
    endpoint.clear(.isolated)
  }

  // MARK: Operations

  /// `eeh_pe_set_option(EEH_OPT_ENABLE)`.
  func enable(_ endpoint: EEHEndpoint) throws(Errno) {
    try kernel.require(.enableNeedsRecovery, isEnabled, or: .EIO)
    if endpoint.state().isSuperset(of: .active), !kernel.keeps(.enableHealthy) { throw .EIO }
    if kernel.keeps(.enableThaws) { changeOwner(of: endpoint) }
  }

  /// Lets one kind of access through again; nothing is done where it is.
  func thaw(_ what: Stopped, of endpoint: EEHEndpoint) throws(Errno) {
    let wanted: EEHEndpoint.State = what == .io ? .io : .dmaActive
    guard endpoint.state().isDisjoint(with: wanted) else {
      if !kernel.keeps(.thawHealthy) { throw .EIO }
      return
    }
    if !endpoint.state().isDisjoint(with: .active), !kernel.keeps(.bothThaw) { return }
    endpoint.bridge.thaw(endpoint.number, what)
    guard !endpoint.state().isDisjoint(with: wanted) else { throw .EIO }
  }

  /// `eeh_pe_get_state`.
  func state(of endpoint: EEHEndpoint) -> Int64 {
    if let parent = endpoint.parent, !parent.flags.isDisjoint(with: [.isolated, .recovering]),
      kernel.keeps(.parentUnavailable)
    {
      return Self.unavailable
    }
    let state = endpoint.state()
    switch (state.contains(.ioEnabled), state.contains(.dmaEnabled)) {
    case (true, true): return kernel.keeps(.stateNormal) ? 0 : Self.unavailable
    case (false, false): return kernel.keeps(.stateStopped) ? 2 : 1
    case (true, false): return kernel.keeps(.stateStoppedDMA) ? 4 : 2
    case (false, true): return kernel.keeps(.stateStoppedIO) ? Self.unavailable : 2
    }
  }

  private static let unavailable: Int64 = 5

  enum Reset {
    case hot
    case fundamental
  }

  /// Holds the endpoint in reset: everything is stopped, and configuration space out of reach.
  ///
  /// Firmware asserts a fundamental reset by a signal that QEMU's bridge does not pass on; its devices only see hot
  /// resets.
  func assert(_ reset: Reset, of endpoint: EEHEndpoint) {
    for other in endpoints.values where !kernel.keeps(.resetsOwn) { other.bridge.stop(other.number, .all) }
    if kernel.keeps(.resetStops) { endpoint.bridge.stop(endpoint.number, .all) }
    if kernel.keeps(.resetBlocksConfiguration) { endpoint.mark(.configurationBlocked) }
    guard reset == .hot, kernel.keeps(.hotResets) else { return }
    for member in endpoint.members { member.device.function.resetHardware() }
  }

  /// Ends a reset: configuration comes back, and nothing is stopped any more.
  func deactivate(_ endpoint: EEHEndpoint) throws(Errno) {
    if endpoint.state().isSuperset(of: .active), !kernel.keeps(.deactivateHealthy) { throw .EIO }
    if kernel.keeps(.deactivateUnblocks) { endpoint.clear(.configurationBlocked) }
    for member in endpoint.members {
      if kernel.keeps(.deactivateRestores) { member.restore() }
      if kernel.keeps(.deactivateEnables) { member.enable() }
    }
    guard kernel.keeps(.deactivateThaws) else { return }
    unfreeze(endpoint)
    endpoint.clear(.isolated)
  }

  /// `eeh_pe_inject_err`.
  func inject(_ error: InjectedError, into endpoint: EEHEndpoint) throws(Errno) {
    let (type, function) = (error.type, error.function)
    try kernel.require(.injectFunction, function <= Self.lastFunction, or: .EINVAL)
    try kernel.require(.injectType, type <= 1, or: kernel.profile.unknownErrorType)
    if error.mask != 0, !kernel.keeps(.injectAnyAddress) { throw .EINVAL }
    let isInOrder = kernel.keeps(.injectAddress)
    let isMade =
      kernel.keeps(.injectConfiguration)
      && endpoint.bridge.inject(
        function, address: isInOrder ? error.address : error.mask, mask: isInOrder ? error.mask : error.address,
        into: endpoint.number)
    try kernel.require(.injectUnsupported, isMade, or: .EIO)
  }

  /// `EEH_ERR_FUNC_MAX`.
  private static let lastFunction: UInt32 = 19
}

/// What `INJECT_ERR` asks for (`struct vfio_eeh_pe_err`).
struct InjectedError {
  var type: UInt32
  var function: UInt32
  var address: UInt64
  var mask: UInt64
}

extension Kernel {
  /// What recovers from errors on the bus; nil where the platform has no such thing.
  var errorRecovery: ErrorRecovery? {
    get { self[ErrorRecovery.self] }
    set { self[ErrorRecovery.self] = newValue }
  }
}
