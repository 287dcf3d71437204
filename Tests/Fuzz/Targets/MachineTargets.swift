import Foundation
import MachineModel
import Machines
import Runner
import Simulator
import SuiteModel
import SystemCalls
import VFIOInterface

extension FuzzTarget {
  /// The executor's bytes: frames in pieces, its greeting, and what a call's answer means.
  static let frame = FuzzTarget(name: "frame", cost: 1) { random in
    let greeting = "protocol 1\npagesize 4096\nrelease 6.12.1\nversion #1\narchitecture x86_64\nmodule vfio 2\n"
    var bytes: [UInt8] = []
    for _ in 0...random.number(below: 3) {
      var data = random.chance(of: 2) ? random.bytes(atMost: 200) : Array(greeting.utf8)
      if random.chance(of: 2) { data = Mutation.damage(data, &random) }
      for word in [0x5243_5656, UInt32(data.count), UInt32(random.number(below: 3)), UInt32(random.number(below: 140))]
      {
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
      }
      bytes += (0..<16).map { _ in random.chance(of: 2) ? 0 : UInt8(truncatingIfNeeded: random.next()) } + data
    }
    return random.chance(of: 2) ? Mutation.damage(bytes, &random) : bytes
  } execute: { input in
    var isAccepted = false
    for skipsNoise in [true, false] {
      var decoder = ResponseDecoder(skipsNoise: skipsNoise)
      for piece in stride(from: 0, to: input.count, by: 37) {
        decoder.feed(input[piece..<min(piece + 37, input.count)])
        while let frame = try? decoder.next() {
          isAccepted = true
          _ = Greeting(frame.data)?.identity(backend: "guest")
          read(frame.result)
        }
      }
    }
    return isAccepted
  }

  /// Whatever came back, the structures of a few requests are read from it, as steps do.
  private static func read(_ result: CallResult) {
    let first = Int(result.bytes.first ?? 0) % Request.all.count
    for request in Request.all[first...].prefix(4) {
      guard case .structure(let structure) = request.argument else { continue }
      _ = Value.record(Record(DecodedStructure(structure, in: result.bytes), returned: result.value)).description
    }
  }

  /// Records of the kernel's log, and the verdict on them.
  static let kernelLog = FuzzTarget(name: "kernel-log", cost: 1) { random in
    let lines = [
      "WARNING: CPU: 0 PID: 1", "BUG: KASAN: use-after-free", "------------[ cut here ]------------", "vfio: x", "",
      "INFO: task a blocked for more than 120", "é\u{0}\u{1b}[31m",
    ]
    var bytes: [UInt8] = []
    for _ in 0...random.number(below: 6) {
      let text = Array(random.pick(lines).utf8)
      bytes += [UInt8(random.number(below: 8)), UInt8(text.count), 0, 0, 0] + text
    }
    return random.chance(of: 2) ? Mutation.damage(bytes, &random) : bytes
  } execute: { input in
    guard let messages = try? KernelMessage.list(input) else { return false }
    _ = KernelLogVerdict(messages).complaint
    return true
  }

  /// Kernels and modules as files: ELF, bzImage, compressed.
  static let kernelImage = FuzzTarget(name: "kernel-image", cost: 1) { random in
    var bytes = [UInt8](repeating: 0, count: 0x300)
    let isELF = random.chance(of: 2)
    func set(_ number: UInt64, at offset: Int, width: Int) {
      for index in 0..<width { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index)) }
    }
    if isELF {
      bytes.replaceSubrange(0..<6, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1])
      set(21, at: 0x12, width: 2)
      set(0x40, at: 0x20, width: 8)
      set(56, at: 0x36, width: 2)
      set(2, at: 0x38, width: 2)
      set(4, at: 0x40, width: 4)
      set(0x200, at: 0x48, width: 8)
      set(0x40, at: 0x60, width: 8)
      set(4, at: 0x200, width: 4)
      set(4, at: 0x204, width: 4)
      set(18, at: 0x208, width: 4)
      bytes.replaceSubrange(0x20c..<0x210, with: Array("Xen\0".utf8))
    } else {
      set(0x5372_6448, at: 0x202, width: 4)
      set(0x020f, at: 0x206, width: 2)
      set(UInt64(random.number(below: 64)), at: 0x248, width: 4)
      set(UInt64(random.number(below: 600)), at: 0x24c, width: 4)
      bytes += random.bytes(atMost: 3000)
    }
    for _ in 0..<random.number(below: 3) {
      set(random.next() >> UInt64(random.number(below: 64)), at: random.number(below: 0x2f0), width: 8)
    }
    return random.chance(of: 2) ? Mutation.damage(bytes, &random) : bytes
  } execute: { input in
    let file = Data(input)
    // Data that is a part of other data begins at another index.
    let part = (Data([0, 0, 0]) + file).dropFirst(3)
    let found = [file, part].map { data in
      (ELF.isForPOWER(data), ELF.hasPVHEntry(data), BootImage.payload(of: data).flatMap(Compression.of) != nil)
    }
    return found.contains { $0.0 || $0.1 || $0.2 }
  }

  /// What depmod says of modules: chains, circles, and names that are none.
  static let modules = FuzzTarget(name: "modules", cost: 2) { random in
    let length = random.chance(of: 20) ? 20_000 : 1 + random.number(below: 30)
    var lines = (0..<length).map { number in
      let others = (0..<random.number(below: 3)).map { _ in "k/m\(random.number(below: length)).ko" }
      return "k/m\(number).ko: " + (random.chance(of: 3) ? others : ["k/m\(number + 1).ko"]).joined(separator: " ")
    }
    lines.append("\u{0}softdep m0 pre: m1 m0 post: m\(random.number(below: length))\u{0}k/m1.ko")
    let text = Array(lines.joined(separator: "\n").utf8)
    return random.chance(of: 2) ? Mutation.damage(text, &random, interesting: Array(": \n/.mk0#".utf8)) : text
  } execute: { input in
    let parts = input.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    let tree = ModuleTree(
      "/m", dependencies: parts[0], softDependencies: parts.count > 1 ? parts[1] : "",
      builtin: parts.count > 2 ? parts[2] : "")
    let modules = try? tree.resolve([ModuleRequest(name: "m0")], optional: [ModuleRequest(name: "m-7")])
    return modules?.isEmpty == false
  }

  /// Machine files; those that are accepted are booted and read.
  static let machine = FuzzTarget(name: "machine", cost: 8) { random in
    let text = try random.pick(Corpus.shared.machines)
    if random.chance(of: 3) {
      return Mutation.damage(Array(text.utf8), &random, interesting: Array("[]{}:,-#'\" \n0".utf8))
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let damaged = try Mutation.damage(lines: lines, from: Corpus.shared.machineLines, &random)
    return Array(damaged.joined(separator: "\n").utf8)
  } execute: { input in
    guard let machine = Machine.parse(String(decoding: input, as: UTF8.self), file: "fuzz.yaml").machine else {
      return false
    }
    let recipes = try Corpus.shared.folder.recipes
    let system = SimulatedSystem(machine: machine, profile: .linux6_12, seed: 0)
    _ = try? Inventory(of: system, selecting: .endpoints, recipes: recipes, parents: [])
    return true
  }
}
