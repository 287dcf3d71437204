import MachineModel
import VFIOInterface

/// The host's own driver of NVMe controllers, as far as it asks one who it is: a driver that needs DMA.
final class NVMeDriver: DeviceDriver {
  let bus = HostBus.pci
  let name = "nvme"
  let module: String? = "nvme"
  let managesDMA = false

  /// Where the driver puts what it shares with the controller.
  private enum Place {
    static let commands: UInt64 = 0
    static let completions: UInt64 = 0x1000
    static let identity: UInt64 = 0x2000
    static let end: UInt64 = 0x3000
  }

  private let numbers = NumberPool()
  /// The numbers of the controllers that it has, by their devices' names.
  private var controllers: [String: Int] = [:]

  func supports(_ identity: PCIIdentity) -> Bool { identity.classCode == DeviceModel.nvme.identity.classCode }

  func probe(_ device: PCIDevice) throws(Errno) {
    device.enable()
    device.change([.memory, .busMaster], to: true)
    let memory = SparseMemory(size: Place.end)
    device.function.translator = device
    device.hostMemory = memory
    guard let serial = identify(device.function, memory) else {
      letGo(of: device)
      throw .ENODEV
    }
    let number = numbers.take()
    controllers[device.name] = number
    let directory = device.directory.directory("nvme/nvme\(number)")
    directory["state"] = Attribute("live")
    directory["serial"] = Attribute(serial)
  }

  func remove(_ device: PCIDevice) throws(Errno) -> Progress<Void> {
    letGo(of: device)
    device.directory["nvme"] = nil
    if let number = controllers.removeValue(forKey: device.name) { numbers.giveBack(number) }
    return .done(())
  }

  private func letGo(of device: PCIDevice) {
    device.hostMemory = nil
    device.disable()
  }

  /// Turns the controller on and asks for its serial number, with queues of two entries; nil if it does not answer.
  private func identify(_ function: DeviceFunction, _ memory: SparseMemory) -> String? {
    typealias Register = NVMeFunction.Register
    for (register, value) in [
      (Register.configuration, 0), (Register.adminQueueAttributes, 0x0001_0001),
      (Register.submissionQueue, Place.commands), (Register.completionQueue, Place.completions),
      (Register.configuration, 1),
    ] { function.write(bar: 0, offset: register, width: 4, value: value) }
    var command = [UInt8](repeating: 0, count: 64)
    command[0] = 6
    command[40] = 1
    command.set(Place.identity, at: 24, width: 8)
    guard (try? memory.write(command[...], at: Place.commands)) != nil else { return nil }
    function.write(bar: 0, offset: Register.doorbell, width: 4, value: 1)
    guard let completion = try? memory.read(at: Place.completions, count: 16),
      completion.integer(at: 14, width: 2) == 1,
      let serial = try? memory.read(at: Place.identity + 4, count: 20)
    else { return nil }
    return String(decoding: serial, as: UTF8.self)
  }
}
