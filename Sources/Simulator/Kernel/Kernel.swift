import MachineModel
import VFIOInterface

/// The core of the simulated kernel: what it is, the rules that it keeps, and what the floors above keep in it.
///
/// It does not know these floors. Each floor adds its parts by an extension, so `kernel.pci` is declared with the bus.
final class Kernel {
  let machine: Machine
  let profile: KernelProfile
  /// The rules that it breaks.
  let quirks: Set<Rule>
  private let keepsAll: Bool
  let clock = VirtualClock()
  let log = KernelLog()
  var random: RandomSource
  /// What `/proc/sys/kernel/tainted` says.
  var taint: UInt64 = 0
  /// Bytes of its own memory that it forgot to free.
  private var lost: [LostMemory: UInt64] = [:]
  private var parts: [ObjectIdentifier: AnyObject] = [:]

  init(machine: Machine, profile: KernelProfile, quirks: Set<Rule>, seed: UInt64) {
    self.machine = machine
    self.profile = profile
    self.quirks = quirks
    keepsAll = quirks.isEmpty
    random = RandomSource(seed: seed)
  }

  /// Bytes in a page of the processor's.
  var pageSize: UInt64 { profile.pageSize }
}

// MARK: Rules

extension Kernel {
  /// Whether a rule holds in this kernel.
  func keeps(_ rule: @autoclosure () -> Rule) -> Bool {
    keepsAll || !quirks.contains(rule())
  }

  /// Refuses a call that does not satisfy the condition, if the rule holds.
  func require(_ rule: @autoclosure () -> Rule, _ condition: @autoclosure () -> Bool, or error: Errno) throws(Errno) {
    if !condition() { try refuse(rule(), with: error) }
  }

  /// Refuses a call, if the rule holds. A kernel that breaks the rule goes on behind this.
  func refuse(_ rule: @autoclosure () -> Rule, with error: Errno) throws(Errno) {
    if keeps(rule()) { throw error }
  }

  /// Does what may fault. A kernel that breaks the rule reports a fault as EINVAL.
  func faulting<Value>(_ rule: @autoclosure () -> Rule, _ body: () throws(Errno) -> Value) throws(Errno) -> Value {
    do {
      return try body()
    } catch {
      throw error == .EFAULT && !keeps(rule()) ? .EINVAL : error
    }
  }
}

// MARK: Memory

extension Kernel {
  /// Something of the kernel's own is done with. A kernel that breaks the rule does not give it back.
  func free(_ rule: @autoclosure () -> Rule, _ kind: LostMemory = .objects) {
    if !keeps(rule()) { lost[kind, default: 0] += 1 }
  }

  /// KiB of its objects that it cannot take back.
  var unreclaimableMemory: UInt64 { 20_000 + (lost[.objects, default: 0] * 64) >> 10 }
  /// KiB of page tables.
  var tableMemory: UInt64 { 1_000 + (lost[.tables, default: 0] * pageSize) >> 10 }
  /// How many pages were given back less than were pinned.
  var lostPins: UInt64 { lost[.pins, default: 0] }
}

/// What a kernel that breaks a rule loses.
enum LostMemory {
  /// 64 bytes of a slab.
  case objects
  /// A page of a table that translates addresses.
  case tables
  /// A page that stays pinned.
  case pins
}

// MARK: Parts

extension Kernel {
  /// The kernel's part of a type, made when it is first asked for.
  func part<Part: AnyObject>(_ make: (Kernel) -> Part) -> Part {
    if let part = self[Part.self] { return part }
    let part = make(self)
    self[Part.self] = part
    return part
  }

  /// The part of a type; nil if it was not made yet, or went with its module.
  subscript<Part: AnyObject>(type: Part.Type) -> Part? {
    get { parts[ObjectIdentifier(type)] as? Part }
    set { parts[ObjectIdentifier(type)] = newValue }
  }
}
