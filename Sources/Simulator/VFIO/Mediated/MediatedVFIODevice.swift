import SystemCalls
import VFIOInterface

/// A mediated device that user space can open. Vendors' drivers subclass it.
///
/// No IOMMU stands behind it: VFIO makes a group for it alone, and what it does with the user's memory, its driver does
/// by pinning pages. The core calls its operations with no lock between them.
class MediatedVFIODevice: VFIODevice {
  let device: MediatedDevice
  private let driverModule: Module

  init(_ device: MediatedDevice, kernel: Kernel, module: Module) {
    self.device = device
    driverModule = module
    super.init(kernel: kernel, name: device.name)
  }

  final override var path: String { device.path }
  final override var module: Module? { kernel.keeps(.mdevOpenHoldsModule) ? driverModule : nil }
  final override var isEmulated: Bool { true }
  final override var waitsForUsers: Bool { super.waitsForUsers && kernel.keeps(.mdevRemoveWaits) }

  final override func match(_ text: String) -> Bool {
    text == name || !kernel.keeps(.mdevNameCase) && text.lowercased() == name
  }

  /// The driver let go of it for good; gives back what it took of the parent.
  func released() {}

  final override func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    guard request == Request.deviceFeature.number else { return try deviceIoctl(request, argument, caller: caller) }
    let request = try FeatureRequest(argument, kernel)
    if try !optIntoPrecopyInfo(request) { try feature(request, argument, caller) }
    return 0
  }

  /// Requests that the core leaves to the driver.
  func deviceIoctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    throw .ENOTTY
  }

  /// A feature, the header of which was checked.
  func feature(_ request: FeatureRequest, _ argument: UserArgument, _ caller: Process) throws(Errno) {
    try kernel.refuse(.mdevUnknownFeature, with: .ENOTTY)
  }
}
