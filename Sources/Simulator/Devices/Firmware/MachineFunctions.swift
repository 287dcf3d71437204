import MachineModel

/// The functions of a machine, with the addresses that firmware or kernel gives them.
struct MachineFunctions {
  /// By address; the entry of the machine file, where the function has one.
  let all: [(function: DeviceFunction, entry: Device?)]

  /// - Parameter profile: What the kernel does that boots there.
  init(_ board: Board, _ profile: KernelProfile) {
    let machine = board.machine
    let ports = machine.devices.filter { $0.model == .rootPort }.map(\.id)
    var all: [(function: DeviceFunction, entry: Device?)] = machine.devices.map {
      (Self.make($0, board, port: (ports.firstIndex(of: $0.id) ?? 0) + 1), $0)
    }
    all += machine.builtinDevices.map {
      (ChipsetFunction(board: board, address: $0.address, identity: $0.identity), nil)
    }
    all.sort { $0.function.address < $1.function.address }
    self.all = all
    let functions = all.map(\.function)
    switch machine.architecture {
    case .arm: KernelLayout(functions, addsROMs: profile.has(.addsROMsToWindows)).apply()
    case .x86, .s390:
      var layout = FirmwareLayout(functions)
      layout.apply()
    case .power: HostBridgeLayout(functions, machine.chipset).apply()
    }
  }

  /// - Parameter port: The number of a root port, from 1.
  private static func make(_ entry: Device, _ board: Board, port: Int) -> DeviceFunction {
    let address = entry.address
    let isMultifunction = entry.isMultifunction
    switch entry.model {
    case .edu: return EduFunction(board: board, address: address, isMultifunction: isMultifunction)
    case .e1000:
      return E1000Function(
        board: board, address: address, isMultifunction: isMultifunction, romSize: entry.romSize)
    case .e1000e:
      return E1000EFunction(
        board: board, address: address, isMultifunction: isMultifunction, romSize: entry.romSize)
    case .nvme:
      return NVMeFunction(
        board: board, address: address, isMultifunction: isMultifunction, memory: board.machine.memory,
        serial: entry.id, virtualFunctions: entry.virtualFunctions)
    case .testdev: return TestFunction(board: board, address: address, isMultifunction: isMultifunction)
    case .ivshmem:
      return SharedMemoryFunction(
        board: board, address: address, isMultifunction: isMultifunction, size: entry.sharedMemory)
    case .vga: return VGAFunction(board: board, address: address, isMultifunction: isMultifunction)
    case .rootPort, .conventionalBridge: return BridgeFunction(board: board, entry: entry, number: port)
    case .expander: return ChipsetFunction(board: board, address: address, identity: entry.model.identity)
    }
  }
}
