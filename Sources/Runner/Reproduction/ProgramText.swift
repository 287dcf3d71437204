import SuiteModel
import SystemCalls

/// Prints what a recorder has as a program.
struct ProgramText {
  private let recorder: ProgramRecorder
  private let instance: Instance
  private let origin: String
  /// Names of the variables that are used, by number.
  private var names: [Int: String] = [:]
  private var attempts: [String] = []

  init(_ recorder: ProgramRecorder, _ instance: Instance, origin: String) {
    self.recorder = recorder
    self.instance = instance
    self.origin = origin
  }

  private static let includes = [
    "dirent.h", "errno.h", "fcntl.h", "fnmatch.h", "grp.h", "linux/capability.h", "linux/netlink.h", "linux/vfio.h",
    "poll.h", "regex.h", "setjmp.h",
    "signal.h", "stdarg.h", "stdatomic.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "sys/eventfd.h",
    "sys/ioctl.h", "sys/mman.h", "sys/prctl.h", "sys/resource.h", "sys/socket.h", "sys/stat.h", "sys/syscall.h",
    "sys/sysmacros.h", "sys/uio.h", "sys/wait.h", "time.h", "unistd.h",
  ]

  var text: String {
    var program = self
    return program.make()
  }

  private mutating func make() -> String {
    let items = used(recorder.items)
    var functions: [String] = []
    let segments = Self.segments(items)
    let isShared = recorder.processes.count > 1
    for (id, process) in recorder.processes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      attempts = []
      let body = body(of: id, process, segments, isShared: isShared)
      functions += attempts + ["static void process_\(process.name)(void) {\n\(body)}"]
    }
    // A function is known before it is named, wherever a process is started from.
    let prototypes = recorder.processes.values.map { "static void process_\($0.name)(void);" }.sorted()
    let main = main
    var code = (functions + [main]).joined(separator: "\n\n")
    code = resolve(code)
    code = code.replacing("\u{3}", with: names.isEmpty ? "" : "the = shared_memory(sizeof *the);")
    let variables = declarations
    let library = CLibrary.text(for: variables + code)
    let parts = [
      header, "#define _GNU_SOURCE", Self.includes.map { "#include <\($0)>" }.joined(separator: "\n"),
      CText.definitions(for: code), library,
      roleVariables, variables, isShared ? prototypes.joined(separator: "\n") : "", code,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  // MARK: Header

  private var header: String {
    let definition = instance.definition
    var lines = [
      "\(instance.id): \(definition.title)", "",
      "From \(definition.location.file):\(definition.location.line), \(origin).",
    ]
    for reference in definition.covers { lines.append("It holds the kernel to \(reference.id).") }
    let options = instance.roles.map { " [--\($0.role.name) ADDRESS]" }.joined()
    lines += [
      "", "  cc -o reproducer reproducer.c && ./reproducer\(options)", "",
      "ends with 0 where the kernel does what is expected, with 1 where it does not, with 77 where that cannot be told.",
    ]
    if !instance.roles.isEmpty {
      lines.append("It gives the device to vfio-pci, as root. A device that is not named is one with the same ids.")
    }
    return "/* " + lines.map(CText.comment).joined(separator: "\n * ").replacing(" * \n", with: " *\n") + " */"
  }

  private var roleVariables: String {
    instance.roles.map { entry in
      let name = entry.role.name
      return
        "/* \(entry.device.name) where this was written. */\nstatic const char *\(name), *\(name)_sysfs;\nstatic long long \(name)_group;"
    }.joined(separator: "\n")
  }

  // MARK: Variables

  private var declarations: String {
    guard !names.isEmpty else { return "" }
    let lines = names.sorted { $0.key < $1.key }.map { number, name in
      "  " + recorder.variables[number].declaration.replacing("$", with: name) + ";"
    }
    return "/* What the steps learn; all processes see it. */\nstatic struct {\n" + lines.joined(separator: "\n")
      + "\n} *the;"
  }

  /// Replaces variables by their names.
  private mutating func resolve(_ code: String) -> String {
    var taken = Set(names.values)
    return code.split(separator: "\u{1}", omittingEmptySubsequences: false).enumerated().map { index, part in
      guard index > 0, let end = part.firstIndex(of: "\u{2}"), let number = Int(part[..<end]) else {
        return String(part)
      }
      let known = recorder.aliases[number] ?? number
      if names[known] == nil { names[known] = Self.name(recorder.variables[known].name, &taken) }
      return "the->\(names[known] ?? "")" + part[part.index(after: end)...]
    }.joined()
  }

  private static let keywords: Set<String> = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
    "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof",
    "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "linux", "unix", "errno",
    "result", "major", "minor",
  ]

  private static func name(_ wanted: String, _ taken: inout Set<String>) -> String {
    let base = keywords.contains(wanted) ? wanted + "_" : wanted
    var name = base
    var count = 1
    while !taken.insert(name).inserted {
      count += 1
      name = "\(base)_\(count)"
    }
    return name
  }

  /// The items without those that set a variable which no item reads.
  private func used(_ items: [ProgramRecorder.Item]) -> [ProgramRecorder.Item] {
    var counts: [Int: Int] = [:]
    func count(_ text: String) {
      for part in text.split(separator: "\u{1}").dropFirst(text.hasPrefix("\u{1}") ? 0 : 1) {
        guard let end = part.firstIndex(of: "\u{2}"), let number = Int(part[..<end]) else { continue }
        counts[recorder.aliases[number] ?? number, default: 0] += 1
      }
    }
    func walk(_ items: [ProgramRecorder.Item]) {
      for item in items {
        switch item {
        case .mark: break
        case .line(_, let text, let sets):
          count(text)
          if let sets { counts[recorder.aliases[sets] ?? sets, default: 0] -= 1 }
        case .loop(_, let heads, let inner):
          heads.forEach(count)
          walk(inner)
        case .attempt(_, let limit, let inner):
          count(limit)
          walk(inner)
        case .begin(_, let call, let outcome):
          count(call)
          count(outcome)
        case .exit(_, let status): count(status)
        }
      }
    }
    walk(items)
    func kept(_ items: [ProgramRecorder.Item]) -> [ProgramRecorder.Item] {
      items.compactMap { item in
        switch item {
        case .mark: nil
        case .line(_, _, let sets?) where counts[recorder.aliases[sets] ?? sets, default: 0] <= 0: nil
        case .line, .begin, .exit: item
        case .loop(let process, let heads, let inner): .loop(process, heads: heads, kept(inner))
        case .attempt(let process, let limit, let inner): .attempt(process, limit: limit, kept(inner))
        }
      }
    }
    return kept(items)
  }

  // MARK: Processes

  private struct Segment {
    var process: ProcessID
    var items: [ProgramRecorder.Item]
  }

  /// Runs of items of one process each; a call that is left under way ends one.
  private static func segments(_ items: [ProgramRecorder.Item]) -> [Segment] {
    var segments: [Segment] = []
    var isOpen = false
    for item in items {
      let process: ProcessID
      var ends = false
      switch item {
      case .mark: continue
      case .line(let id, _, _), .loop(let id, _, _), .attempt(let id, _, _): process = id
      case .begin(let id, _, _), .exit(let id, _): (process, ends) = (id, true)
      }
      if !isOpen || segments.last?.process != process { segments.append(Segment(process: process, items: [])) }
      segments[segments.count - 1].items.append(item)
      isOpen = !ends
    }
    return segments
  }

  private mutating func body(
    of id: ProcessID, _ process: ProgramRecorder.ProcessRecord, _ segments: [Segment], isShared: Bool
  ) -> String {
    var lines: [String] = []
    let options = process.options
    for (limit, value) in options.limits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      lines.append("hard_limit(RLIMIT_\(limit.name), \(CText.number(Int128(value))));")
    }
    if options.user != 0 || options.group != 0 || options.withoutCapabilities != 0 {
      lines.append(
        "become(\(options.user), \(options.group), \(CText.number(Int128(options.withoutCapabilities))));")
    }
    for (index, segment) in segments.enumerated() where segment.process == id {
      let turn = index + 1
      if isShared { lines.append("\nawait_turn(\(turn));") }
      var isOver = false
      for item in segment.items {
        switch item {
        case .begin(_, let call, let outcome):
          lines += ["pass_turn(\(turn + 1));", call, "note_end(&\(outcome));"]
          isOver = true
        case .exit(_, let status):
          lines += ["pass_turn(\(turn + 1));", "_exit((int)\(status.enclosed));"]
          isOver = true
        default: lines += statements(item)
        }
      }
      if index == segments.count - 1 {
        lines.append("give_up(0);")
      } else if !isOver {
        lines.append("pass_turn(\(turn + 1));")
      }
    }
    if segments.isEmpty, id == Processes.main { lines.append("give_up(0);") }
    // Who has nothing more to do stays until the case is over: its descriptors are part of the case.
    if isShared, segments.last?.process != id { lines.append("for (;;) pause();") }
    return Self.indented(lines)
  }

  private mutating func statements(_ item: ProgramRecorder.Item) -> [String] {
    switch item {
    case .mark, .begin, .exit: return []
    case .line(_, let text, _): return [text]
    case .loop(_, let heads, let inner):
      var lines = heads.count > 1 ? ["{"] + heads : heads
      for item in inner { lines += statements(item).map { "  " + $0 } }
      lines.append("}")
      if heads.count > 1 { lines.append("}") }
      return lines
    case .attempt(_, let limit, let inner):
      var lines: [String] = []
      for item in inner { lines += statements(item) }
      let name = "try_\(attemptCount + 1)"
      attemptCount += 1
      attempts.append("static void \(name)(void) {\n\(Self.indented(lines))}")
      return ["retry(\(name), (long long)\(limit.enclosed));"]
    }
  }

  private var attemptCount = 0

  private static func indented(_ lines: [String]) -> String {
    lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
      .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n") + "\n"
  }

  // MARK: main

  private var main: String {
    let roles = instance.roles
    var lines: [String] = []
    for entry in roles { lines.append("const char *named_\(entry.role.name) = NULL;") }
    lines.append("for (int i = 1; i < count; i += 2) {")
    for entry in roles {
      lines.append(
        "  if (i + 1 < count && strcmp(words[i], \"--\(entry.role.name)\") == 0) { named_\(entry.role.name) = address_of(\"--\(entry.role.name)\", words[i + 1]); continue; }"
      )
    }
    let usage = roles.map { " [--\($0.role.name) ADDRESS]" }.joined()
    lines += [
      "  int is_help = strcmp(words[i], \"--help\") == 0;",
      "  fprintf(is_help ? stdout : stderr, \"usage: %s\(usage)\\n\", words[0]);",
      "  return is_help ? 0 : 2;", "}",
    ]
    lines.append("begin();")
    lines.append("\u{3}")
    lines += bindings
    for (id, process) in recorder.processes.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where process.options.parent == nil {
      lines.append("start_process(\(id.rawValue), process_\(process.name));")
    }
    lines.append("return supervise();")
    return "int main(int count, char **words) {\n" + Self.indented(lines) + "}"
  }

  private var bindings: [String] {
    var lines: [String] = []
    var names: [String] = []
    for entry in instance.roles {
      let name = entry.role.name
      let (vendor, id) = (entry.device.facts["vendor"]?.number ?? 0, entry.device.facts["id"]?.number ?? 0)
      let taken = names.isEmpty ? "0, NULL" : "\(names.count), (const char *const[]){\(names.joined(separator: ", "))}"
      lines.append(
        "\(name) = find_device(named_\(name), \"\(entry.device.name)\", 0x\(String(vendor, radix: 16)), "
          + "0x\(String(id, radix: 16)), \(taken));")
      names.append(name)
    }
    let all = "\(names.count), (const char *const[]){\(names.joined(separator: ", "))}"
    for entry in instance.roles {
      lines.append("bind_driver(\(entry.role.name), \(CText.string(entry.role.driver ?? "")));")
      if entry.role.driver != nil, entry.device.group != nil { lines.append("bind_group(\(entry.role.name), \(all));") }
      lines.append("\(entry.role.name)_group = group_of(\(entry.role.name));")
      lines.append("\(entry.role.name)_sysfs = strdup(formatted(\"/sys/bus/pci/devices/%s\", \(entry.role.name)));")
    }
    return lines
  }
}

extension ProgramRecorder {
  /// Devices of roles are what the machine decides: names, not constants.
  func nameRoles(of instance: Instance) {
    for (role, _) in instance.roles {
      guard let value = instance.bindings[role.name] else { continue }
      let name = role.name
      interpreter.environment.bind(
        name, to: value,
        symbol: .fields([
          "name": .text(name), "sysfs": .text("\(name)_sysfs"), "group": .number("\(name)_group"),
        ]))
    }
  }
}
