import MachineModel
import VFIOInterface

/// A PCI function as the driver core knows it (`struct pci_dev`).
final class PCIDevice {
  unowned let kernel: Kernel
  let address: PCIAddress
  let function: DeviceFunction
  /// The entry of the machine file; nil for what comes with the chipset.
  let entry: Device?
  /// The bridge that it sits behind.
  let bridge: PCIDevice?
  /// Where its directory in sysfs is.
  let path: String
  var driver: (any PCIDriver)?
  /// What the bound driver keeps for it.
  var driverData: AnyObject?
  var driverOverride: String?
  /// True for as long as the driver is being taken away: nobody else can bind.
  var isUnbinding = false
  /// Whether virtual functions are being taken from it.
  var isLosingFunctions = false
  /// Whether somebody who changes it waits (the kernel's `device_lock`): who asks for some of its files waits too.
  var isLocked: Bool { isLosingFunctions || isUnbinding }
  /// Whether a write to its settings waits for that.
  var holdsSettings: Bool { isLocked && kernel.keeps(.settingsWait) }
  /// Whether a driver enabled it, as `enable` tells.
  var isEnabled = false
  /// Whether its driver turned messages on, which the kernel then restores.
  var usesMessages = false
  /// Whether the host says that the device reports parity errors wrongly (`broken_parity_status`).
  var hasBrokenParity = false
  /// Whether the host lets drivers turn messages on (`msi_bus`).
  var allowsMessages = true
  /// Whether the host lets its power be taken away (`d3cold_allowed`).
  var allowsCold = true
  /// Whether `power/control` keeps it in full power: it does until a driver lets it sleep.
  var isKeptAwake = true
  /// Whether it sleeps, as `power/runtime_status` tells.
  var isSuspended = false
  /// Who claimed the addresses of a BAR, as /proc/iomem and /proc/ioports tell.
  private(set) var claims: [Int: String] = [:]
  /// How often a BAR was claimed: mappings that the host had before are over.
  private(set) var claimCounts: [Int: Int] = [:]
  /// The memory that a host driver gave the function; nil while none does.
  var hostMemory: SparseMemory?
  /// The devices that it shares its DMA with; nil for one that nothing translates for.
  weak var dmaGroup: (any DMAGroup)?
  /// The reset methods that user space chose, in order; nil for all that there are.
  var chosenResetMethods: [ResetMethod]?
  /// The device whose virtual function it is.
  weak var physicalFunction: PCIDevice?
  /// The virtual functions that it has now.
  var virtualFunctions: [PCIDevice] = []

  init(kernel: Kernel, function: DeviceFunction, entry: Device?, bridge: PCIDevice?) {
    self.kernel = kernel
    address = function.address
    self.function = function
    self.entry = entry
    self.bridge = bridge
    path =
      (bridge?.path ?? "/sys/devices/pci" + hexadecimal(address.domain, 4) + ":" + hexadecimal(address.bus, 2)) + "/"
      + address.description
  }

  var name: String { address.description }

  /// Claims the addresses of a BAR for a driver (`pci_request_selected_regions`).
  func claim(_ bar: Int, for user: String) {
    guard function.bars[bar] != nil, claims[bar] == nil, kernel.keeps(.reachedBARsAreClaimed) else { return }
    claims[bar] = user
    claimCounts[bar, default: 0] += 1
  }

  func giveUpClaims() { if kernel.keeps(.closeGivesUpClaims) { claims = [:] } }

  /// Its directory in sysfs.
  var directory: Directory { kernel.files.root.directory(path) }

  /// Messages of the driver core and of drivers begin so.
  var logPrefix: String { "\(driver?.name ?? "pci") \(name): " }
}

extension PCIDevice: DMATranslator {
  /// Where a DMA of the function ends up now; nil where the IOMMU blocks it.
  func translate(_ iova: UInt64, write: Bool) -> MemoryPlace? {
    let gate = function.gate
    guard gate?.stopsDMA != true else { return nil }
    let place = dmaGroup?.translator?.translate(iova, write: write) ?? hostPlace(iova)
    if place == nil { gate?.dmaFailed() }
    return place
  }

  /// What a host driver's mapping leads to.
  private func hostPlace(_ iova: UInt64) -> MemoryPlace? {
    guard let hostMemory, dmaGroup?.isHosts == true, iova < hostMemory.size ?? 0 else { return nil }
    return MemoryPlace(backing: hostMemory, offset: iova)
  }
}

/// What a driver knows of a device that sleeps while nobody uses it (runtime power management).
protocol RuntimePowerManaged: AnyObject {
  /// The device may sleep from now on, or has to be awake: see `PCIDevice.isKeptAwake`.
  func powerControlChanged()
  /// The host does something for which the device has to be awake.
  func awakeForHost(_ body: () -> Void)
}

/// A driver of PCI devices (`struct pci_driver`).
typealias PCIDriver = DeviceDriver<PCIDevice, PCIIdentity>
typealias PlainPCIDriver = PlainDriver<PCIDevice, PCIIdentity>
