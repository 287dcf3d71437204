import VFIOInterface

/// What each descriptor of each process is, as far as the calls tell: VFIO's ioctl numbers mean different requests on a
/// container and on a device.
package struct DescriptorKinds: Sendable {
  package enum Kind: Sendable, Equatable {
    case container
    /// One whose IOMMU model is sPAPR's, which has numbers in common with Type1.
    case powerContainer
    case group, device, event, other
  }

  private var kinds: [ProcessID: [Int32: Kind]] = [:]
  /// Kinds in flight through sockets, by nothing more than their order.
  private var sent: [Kind] = []

  package init() {}

  package subscript(process: ProcessID, descriptor: Int32) -> Kind { kinds[process]?[descriptor] ?? .other }

  /// The request that a number stands for on a descriptor.
  func request(_ number: UInt32, on descriptor: Int32, of process: ProcessID) -> Request? {
    let candidates = Request.numbered(number)
    guard candidates.count > 1 else { return candidates.first }
    let kind = self[process, descriptor]
    let wantsDevice = kind == .device
    let fitting = candidates.filter { $0.isDeviceRequest == wantsDevice }
    return fitting.first { $0.isPOWERRequest == (kind == .powerContainer) } ?? fitting.first ?? candidates.first
  }

  /// The request of an ioctl; nil for any other call, and for a number that no request has.
  package func request(of call: SystemCall, by process: ProcessID) -> Request? {
    guard case .ioctl(let descriptor, let number, _) = call else { return nil }
    return request(number, on: descriptor, of: process)
  }

  /// Takes in what an entry of a trace tells; entries have to come in order.
  package mutating func note(_ entry: Trace.Entry) {
    switch entry {
    case .spawn(let process, let options): kinds[process] = options.parent.flatMap { kinds[$0] } ?? [:]
    case .kill(let process): kinds[process] = nil
    case .call(let call, let process, let result):
      guard let result, result.succeeded else { return }
      note(call, by: process, result)
    }
  }

  private mutating func note(_ call: SystemCall, by process: ProcessID, _ result: CallResult) {
    let returned = Int32(truncatingIfNeeded: result.value)
    switch call {
    case .open(let path, _): kinds[process, default: [:]][returned] = Self.kind(ofPath: path)
    case .eventfd: kinds[process, default: [:]][returned] = .event
    case .close(let descriptor): kinds[process]?[descriptor] = nil
    case .duplicate(let descriptor): kinds[process, default: [:]][returned] = self[process, descriptor]
    case .ioctl(_, let number, _) where number == Request.groupGetDeviceFD.number:
      kinds[process, default: [:]][returned] = .device
    case .ioctl(let descriptor, let number, .word(let model)) where number == Request.setIOMMU.number:
      if Self.powerModels.contains(model) { kinds[process]?[descriptor] = .powerContainer }
    case .sendDescriptor(let descriptor, _): sent.append(self[process, descriptor])
    case .receiveDescriptor where !sent.isEmpty: kinds[process, default: [:]][returned] = sent.removeFirst()
    default: break
    }
  }

  private static let powerModels = [ContainerExtension.spaprTCE, ContainerExtension.spaprTCEv2]

  private static func kind(ofPath path: String) -> Kind {
    if path == "/dev/vfio/vfio" { return .container }
    if path.hasPrefix("/dev/vfio/devices/") { return .device }
    return path.hasPrefix("/dev/vfio/") ? .group : .other
  }
}

extension Request {
  fileprivate var isDeviceRequest: Bool { name.hasPrefix("VFIO_DEVICE_") }
  fileprivate var isPOWERRequest: Bool { name.hasPrefix("VFIO_IOMMU_SPAPR_") }
}
