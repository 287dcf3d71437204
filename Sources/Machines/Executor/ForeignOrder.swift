import SystemCalls
import VFIOInterface

/// Calls on their way to a kernel whose byte order is not the seam's, and their answers on the way back.
///
/// What a call carries depends on what its descriptor is: the argument of an ioctl, or the counter of an eventfd. Bytes of
/// files, of devices and of memory are what they are, and stay so.
struct ForeignOrder {
  private var kinds = DescriptorKinds()
  /// Calls that are under way.
  private var calls: [PendingCall: (call: SystemCall, process: ProcessID)] = [:]

  /// Bytes of an eventfd's counter.
  private static let counterSize = 8

  mutating func spawned(_ process: ProcessID, _ options: SpawnOptions) { kinds.note(.spawn(process, options)) }
  mutating func killed(_ process: ProcessID) { kinds.note(.kill(process)) }
  mutating func caseEnded() {
    kinds = DescriptorKinds()
    calls = [:]
  }

  mutating func began(_ call: SystemCall, as pending: PendingCall, in process: ProcessID) {
    calls[pending] = (call, process)
  }

  /// The call as the kernel understands it.
  func toKernel(_ call: SystemCall, in process: ProcessID) -> SystemCall {
    switch call {
    case .ioctl(let descriptor, let number, .bytes(let bytes)):
      guard let request = kinds.request(of: call, by: process) else { return call }
      let turned = TurnedArgument(request.argument, bytes, .toKernel).bytes
      return .ioctl(descriptor, request: number, argument: .bytes(turned))
    case .write(let descriptor, .bytes(let bytes)) where kinds[process, descriptor] == .event:
      return .write(descriptor, .bytes(Self.turned(bytes)))
    default: return call
    }
  }

  /// The answer as the seam has it.
  mutating func fromKernel(_ result: CallResult, of pending: PendingCall) -> CallResult {
    guard let (call, process) = calls.removeValue(forKey: pending) else { return result }
    var turned = result
    switch call {
    case .ioctl(_, _, .bytes):
      if let request = kinds.request(of: call, by: process) {
        turned.bytes = TurnedArgument(request.argument, result.bytes, .fromKernel).bytes
      }
    case .read(let descriptor, _, .result) where kinds[process, descriptor] == .event:
      turned.bytes = Self.turned(result.bytes)
    default: break
    }
    kinds.note(.call(call, process, turned))
    return turned
  }

  private static func turned(_ bytes: [UInt8]) -> [UInt8] {
    bytes.count < counterSize ? bytes : bytes.prefix(counterSize).reversed() + bytes.dropFirst(counterSize)
  }
}
