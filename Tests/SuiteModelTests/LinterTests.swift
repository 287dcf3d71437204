import Foundation
import Testing

@testable import SuiteModel

private let fixtures = [
  "fixtures/container.yaml": """
  fixture: container
  title: t
  parameters: { model: TYPE1v2_IOMMU }
  steps:
    - open: /dev/vfio/vfio
      as: container
    - ioctl: VFIO_SET_IOMMU
      on: container
      arg: model
  """,
  "fixtures/needy.yaml": """
  fixture: needy
  title: t
  steps: [{ close: thing }]
  """,
  "recipes/edu.yaml": """
  device: edu
  title: t
  match: { vendor: 0x1234, id: 0x11e8 }
  facts: { can_dma: true, scratch_size: 4096 }
  operations:
    raise_intx:
      title: t
      parameters: { value: 1 }
      steps: [{ pwrite: fd, offset: region0 + 0x60, value: value, width: 4 }]
  """,
  "requirements/con.yaml": """
  area: CON
  title: t
  requirements:
    - { id: CON-001, severity: must, do: a, outcome: b }
    - { id: CON-002, severity: info, do: a, outcome: b }
  """,
]

/// What lint says of a suite `a.b` whose only case has these keys; its steps begin in line 6, column 7.
func lint(
  steps: String, needs: String = "{ device: pci }", other files: [String: String] = [:]
) throws -> [String] {
  let lines = steps.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n")
  let suite =
    "suite: a.b\ntitle: t\nneeds: \(needs)\ncases:\n  - { case: c, title: t, covers: [CON-001], steps: [\n\(lines)\n    ]}"
  return try lint(["a/b.yaml": suite].merging(files) { _, new in new })
}

func lint(_ files: [String: String]) throws -> [String] {
  try SuiteFiles(fixtures.merging(files, uniquingKeysWith: { _, new in new })).reading { folder in
    SuiteLibrary(folder).lint().map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") }
  }
}

@Test func soundSuiteHasNothingToTell() throws {
  let steps = """
    { use: container, with: { model: TYPE1_IOMMU } },
    { ioctl: VFIO_IOMMU_GET_INFO, on: container, in: { argsz: 64 }, as: info, when: "kernel < 6.12" },
    { expect: ["has(info.flags, CAPS)", "info.flags == PGSIZES|CAPS", info.caps.DMA_AVAIL.avail > 0] },
    { close: at + n + device.bar0 + device.scratch_size, for: { at: [0, page] }, repeat: 2 },
    { spawn: child, steps: [{ operate: raise_intx, on: device, fd: 3, with: { value: 2 } }] },
    { start: waiting, process: child, step: { read: 3, count: 8 } },
    { pending: waiting }, { finish: waiting, as: result }, { expect: len(result) == 8 }, { kill: child }
    """
  #expect(try lint(steps: steps, needs: "{ device: edu && msix > 0, sibling: group == device.group }") == [])
}

/// The hint behind a name that nothing is near to, where a case has a device.
private func names(text: String) -> String {
  "names here are arch, backend, device, kernel, page; text is written '\"\(text)\"'"
}

private let ask = "name what a call gave with 'as', and ask for that"

@Test(arguments: [
  ("{ close: contaner }", ["a/b.yaml:6:16: error: 'contaner' is not bound here; \(names(text: "contaner"))"]),
  (
    "{ use: container }, { close: contaner }",
    ["a/b.yaml:6:36: error: 'contaner' is not bound here; did you mean 'container'?"]
  ),
  (
    "{ close: container }, { use: container }",
    ["a/b.yaml:6:16: error: 'container' is not bound here; \(names(text: "container"))"]
  ),
  ("{ use: contaner }", ["a/b.yaml:6:9: error: unknown fixture 'contaner'; did you mean 'container'?"]),
  (
    "{ use: container, with: { modle: 1 } }",
    ["a/b.yaml:6:33: error: the fixture 'container' has no parameter 'modle'; did you mean 'model'?"]
  ),
  (
    "{ ioctl: VFIO_GET_API_VERSION, on: 9999, fails: EBADF }",
    ["a/b.yaml:5:13: error: the case 'c' makes no call that VFIO has a part in, and checks nothing"]
  ),
  (
    "{ ioctl: VFIO_GET_API_VERSION, on: 3, any: true, because: it may }",
    ["a/b.yaml:5:13: error: the case 'c' makes no call that VFIO has a part in, and checks nothing"]
  ),
  (
    "{ ioctl: VFIO_GET_API_VERSION, on: 3, any: true, returns: 0, because: it may }, { close: 3 }",
    [
      "a/b.yaml:6:7: error: what is expected of the call is not asked where it fails, and it may fail anyhow; "
        + "bind it with 'as', and expect its 'outcome'"
    ]
  ),
  (
    "{ close: 3, as: r, any: true, because: it may }, { expect: 'r.outcome == \"EINVLA\"' }",
    ["a/b.yaml:6:80: error: a call never ends by 'EINVLA'; did you mean 'EINVAL'?"]
  ),
  (
    "{ close: 3, as: r, any: true, because: it may }, { expect: 'contains(list(\"sucess\", \"EIO\"), r.outcome)' }",
    ["a/b.yaml:6:81: error: a call never ends by 'sucess'; did you mean 'success'?"]
  ),
  ("{ use: needy }", ["fixtures/needy.yaml:3:18: error: 'thing' is not bound here; \(names(text: "thing"))"]),
  ("{ let: { thing: 1 } }, { use: needy }", []),
  ("{ close: 1, for: { x: [1] } }, { close: x }", ["a/b.yaml:6:47: error: 'x' is not bound here; \(names(text: "x"))"]),
  ("{ close: n }", ["a/b.yaml:6:16: error: 'n' is not bound here; \(names(text: "n"))"]),
  ("{ open: /dev/$grp }", ["a/b.yaml:6:21: error: 'grp' is not bound here; \(names(text: "grp"))"]),
  ("{ let: { x: yes } }, { close: 1 }", ["a/b.yaml:6:19: error: 'yes' is not bound here; write true"]),
  (
    "{ ioctl: VFIO_SET_IOMMU, on: 3, arg: TYPE1 }",
    ["a/b.yaml:6:44: error: unknown flag 'TYPE1'; did you mean 'TYPE1_IOMMU'?"]
  ),
  (
    "{ ioctl: VFIO_SET_IOMMU, on: 3, arg: TYPE1v2 }",
    ["a/b.yaml:6:44: error: unknown flag 'TYPE1v2'; did you mean 'TYPE1v2_IOMMU'?"]
  ),
  ("{ ioctl: VFIO_SET_IOMMU, on: 3, arg: VFIO_TYPE1_IOMMU }", []),
  (
    "{ close: 1, for: { at: 4KiB } }",
    ["a/b.yaml:6:30: error: expected a list of values for 'at', found a number; write [4KiB]"]
  ),
  ("{ close: 1, when: false }, { close: 1 }", ["a/b.yaml:6:25: error: the step 'close 1' is never done; remove it"]),
  ("{ close: 1, repeat: 0 }, { close: 1 }", ["a/b.yaml:6:27: error: the step 'close 1' is never done; remove it"]),
  (
    "{ close: 1 }, { expect: 1 == 1 }",
    ["a/b.yaml:6:31: error: the condition depends on nothing: it always holds; \(ask)"]
  ),
  (
    "{ close: 1 }, { expect: [1 > 2] }",
    ["a/b.yaml:6:32: error: the condition depends on nothing: it never holds; \(ask)"]
  ),
  (
    "{ close: 1 }, { expect: page + 1 >= page + 1 }",
    ["a/b.yaml:6:31: error: both sides of '>=' are the same; compare with what is expected"]
  ),
  ("{ open: /, flags: RDWD }", ["a/b.yaml:6:25: error: unknown flag 'RDWD'; did you mean 'RDWR'?"]),
  (
    "{ ioctl: VFIO_IOMMU_MAP_DMA, on: 3, in: { flags: read } }",
    ["a/b.yaml:6:56: error: 'read' is not bound here; did you mean 'READ'?"]
  ),
  (
    "{ close: CAPS }",
    [
      "a/b.yaml:6:16: error: 'CAPS' is a different number here and there; write VFIO_DEVICE_FLAGS_CAPS or VFIO_REGION_INFO_FLAG_CAPS or VFIO_IOMMU_INFO_CAPS"
    ]
  ),
  (
    "{ ioctl: VFIO_IOMMU_MAP_DMA, on: 3, in: { flags: REED } }",
    ["a/b.yaml:6:56: error: unknown flag 'REED'; did you mean 'READ'?"]
  ),
  (
    "{ ioctl: VFIO_IOMMU_GET_INFO, on: 3, as: info }, { expect: [info.sise, info.caps.DMA_AVIL, info.caps.CAP_9] }",
    [
      "a/b.yaml:6:67: error: unknown field 'sise' of struct vfio_iommu_type1_info",
      "a/b.yaml:6:78: error: unknown capability 'DMA_AVIL' of struct vfio_iommu_type1_info; did you mean 'DMA_AVAIL'?",
    ]
  ),
  ("{ close: device.msxi }", ["a/b.yaml:6:16: error: unknown fact 'msxi' of a device; did you mean 'msi'?"]),
  (
    "{ close: kernel.ads_vectors }",
    ["a/b.yaml:6:16: error: unknown change 'ads_vectors' of the kernel; did you mean 'adds_vectors'?"]
  ),
  ("{ close: 1, process: child }", ["a/b.yaml:6:9: error: the process 'child' was not spawned"]),
  ("{ kill: man }", ["a/b.yaml:6:9: error: the process 'man' was not spawned; did you mean 'main'?"]),
  ("{ finish: waiting }", ["a/b.yaml:6:9: error: no call 'waiting' was started"]),
  (
    "{ operate: raise_intx, on: device, fd: 3, with: { vlue: 1 } }",
    ["a/b.yaml:6:57: error: the operation 'raise_intx' has no parameter 'vlue'; did you mean 'value'?"]
  ),
  (
    "{ operate: raise_intz, on: device, fd: 3 }",
    ["a/b.yaml:6:9: error: no device recipe has an operation 'raise_intz'; did you mean 'raise_intx'?"]
  ),
  (
    "{ operate: raise_intx, on: devise, fd: 3 }",
    ["a/b.yaml:6:9: error: no role 'devise' is needed; did you mean 'device'?"]
  ),
  (
    "{ operate: raise_intx, on: device }",
    ["a/b.yaml:6:7: error: 'device_fd' is not bound here; did you mean 'device'?"]
  ),
  ("{ expect: 'match(\"a\", \"(\")' }", ["a/b.yaml:6:29: error: the regular expression is wrong: a '(' is not closed"]),
  (
    "{ close: 1, returns: \"matches [\" }",
    ["a/b.yaml:6:37: error: the regular expression is wrong: a '[' is not closed"]
  ),
])
func mistakeAcrossFiles(steps: String, expected: [String]) throws {
  #expect(try lint(steps: steps) == expected)
}

/// What stands for a mistake is not complained of once more.
@Test(arguments: [
  ("{ store: page, width: 3, value: 0 }", "6:29: error: the width is 3, but must be 1, 2, 4 or 8"),
  ("{ poke: page, data: 0g }", "6:27: error: '0g' is not a number"),
  ("{ open: /x, within: 2 s }", "6:29: error: expected an operator or the end"),
  ("{ ioctl: iomu, on: 1 }", "6:16: error: 'iomu' is not bound here"),
  ("{ ioctl: VFIO_IOMU, on: 1 }", "6:16: error: unknown ioctl 'VFIO_IOMU'"),
  ("{ pread: 1, offset: 0 }", "6:7: error: a step lacks 'count'"),
  ("{ open: /x, fails: [0, EINVAL] }", "6:27: error: '0' is no error, and stands in no list of them"),
  ("{ open: /x, fails: 0 }", "6:26: error: 'fails: 0' expects nothing but success"),
])
func oneMistakeIsToldOnce(step: String, expected: String) throws {
  let found = try lint(steps: step)
  #expect(found.count == 1 && found.first?.hasPrefix("a/b.yaml:" + expected) == true, "\(found)")
}

@Test(arguments: [
  ("{ device: msxi > 0 }", ["a/b.yaml:3:18: error: 'msxi' is no fact of a device; did you mean 'msi'?"]),
  (
    "{ device: pci, sibling: group == devise.group }",
    ["a/b.yaml:3:41: error: 'devise' is no fact of a device; did you mean 'device'?"]
  ),
  (
    "{ device: pci, kernel: kernal > 6.1 }",
    ["a/b.yaml:3:31: error: 'kernal' is not bound here; did you mean 'kernel'?"]
  ),
])
func mistakeInNeeds(needs: String, expected: [String]) throws {
  #expect(try lint(steps: "{ close: 1 }", needs: needs) == expected)
}

/// The keys of a case that would pass without having done anything, and the instance that would.
@Test(arguments: [
  ("steps: []", "c"),
  ("steps: [{ let: { x: 1 } }, { sleep: 1ms }]", "c"),
  ("steps: [{ use: nothing }]", "c"),
  ("steps: [{ steps: [{ steps: [] }] }]", "c"),
  ("steps: [{ for: { x: 'list()' }, steps: [{ close: 1 }] }]", "c"),
  ("steps: [{ eventfd: 0 }]", "c"),
  ("steps: [{ eventfd: 0, as: e }, { memfd: {} }, { socketpair: {} }, { mmap: { length: 4KiB } }]", "c"),
  ("steps: [{ spawn: child, steps: [{ eventfd: 0 }] }]", "c"),
  ("steps: [{ setrlimit: NOFILE, value: 3 }]", "c"),
  ("steps: [{ let: { x: 1 } }, { expect: x == 1 }]", "c"),
  ("steps: [{ operate: rest, on: device, fd: 3 }]", "c"),
  ("for: { at: [1, 2] }, steps: [{ expect: at > 0 }]", "c[at=1]"),
  ("for: { at: [0, 1] }, steps: [{ close: 1, repeat: at }]", "c[at=0]"),
  ("for: { at: [0, 1] }, steps: [{ close: 1, when: at == 0 }]", "c[at=1]"),
  ("for: { at: [0, 1] }, steps: [{ when: at > 1, steps: [{ close: 1 }] }]", "c[at=0]"),
  ("for: { at: [0, 1], to: [2] }, when: at + to > 2, steps: [{ close: 1, when: at == 0 }]", "c[at=1,to=2]"),
  ("for: { at: [0, 1] }, when: at == 0, steps: [{ close: 1, when: at == 0 }]", nil),
  ("for: { at: [0, device.bar0] }, steps: [{ close: 1, when: at == 0 }]", nil),
  ("for: { at: [0, 1] }, steps: [{ close: 1, for: { at: [2] }, when: at == 2 }]", nil),
  ("steps: [{ expect: kernel > 1 }]", nil),
  ("steps: [{ eventfd: 0, fails: EMFILE }]", nil),
  ("steps: [{ eventfd: 0, as: e }, { expect: e > 2 }]", nil),
  ("steps: [{ let: { x: 1 } }, { open: /x, as: x }]", nil),
  ("steps: [{ let: { x: 1 } }, { use: binds }, { expect: x == 1 }]", nil),
  ("steps: [{ spawn: child, steps: [{ close: 1 }] }]", nil),
  ("steps: [{ mmap: { length: 4KiB, fd: 3 } }]", nil),
  ("steps: [{ close: 1, when: kernel < 6.12 }]", nil),
])
func aCaseThatDoesNothingIsAMistake(_ keys: String, instance: String?) throws {
  let suite =
    "suite: a.b\ntitle: t\nneeds: { device: pci }\ncases:\n  - { case: c, title: t, covers: [CON-001], \(keys) }"
  let found = try lint([
    "a/b.yaml": suite, "fixtures/nothing.yaml": "fixture: nothing\ntitle: t\nsteps: [{ let: { x: 1 } }]",
    "fixtures/binds.yaml": "fixture: binds\ntitle: t\nsteps: [{ eventfd: 0, as: x }]",
    "recipes/idle.yaml":
      "device: idle\ntitle: t\nmatch: { vendor: 1 }\noperations: { rest: { title: t, steps: [{ sleep: 1ms }] } }",
  ])
  let expected = instance.map { name in
    let hint = name == "c" ? "" : "; leave these values out with the case's own 'when'"
    return "a/b.yaml:5:13: error: the case '\(name)' makes no call that VFIO has a part in, and checks nothing\(hint)"
  }
  #expect(found == [expected].compactMap(\.self))
}

@Test(arguments: [
  (
    "when: kernel > 6.1",
    [
      "a/b.yaml:5:51: error: 'when' chooses among the values of a case's parameters, and 'c' has none; say it in 'needs'"
    ]
  ),
  (
    "for: { at: [0, 1] }, when: at > 1",
    ["a/b.yaml:5:72: error: the case 'c' is never run: its 'when' holds for none of the values"]
  ),
  ("for: { at: [0] }, when: att == 0", ["a/b.yaml:5:69: error: 'att' is not bound here; did you mean 'at'?"]),
  ("for: { at: [0] }, when: at == 0 && kernel > 6.1 && device.bar0 > 0", []),
])
func whenOfACaseIsAboutItsParameters(_ keys: String, expected: [String]) throws {
  let suite =
    "suite: a.b\ntitle: t\nneeds: { device: pci }\ncases:\n  - { case: c, title: t, covers: [CON-001], \(keys), "
    + "steps: [{ close: 1 }] }"
  #expect(try lint(["a/b.yaml": suite]) == expected)
}

@Test func modulesAreUnloadedOnlyOnASystemOfOnesOwn() throws {
  let fixture = ["fixtures/gone.yaml": "fixture: gone\ntitle: t\nsteps: [{ rmmod: vfio }]"]
  #expect(try lint(steps: "{ use: gone }", needs: "{ disposable: true }", other: fixture) == [])
  #expect(
    try lint(steps: "{ use: gone }", other: fixture) == [
      "fixtures/gone.yaml:3:11: error: a case that loads or unloads modules needs a system of its own; "
        + "add 'disposable: true' to its needs"
    ])
}

@Test(
  arguments: [
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, unchanged-from: 7 }", nil),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, unchanged-from: 8 }", "from byte 8 on: the buffer has 8 bytes"),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, room: 16, unchanged-from: 8 }", nil),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, room: 2 * 8, unchanged-from: 16 }", "the buffer has 16 bytes"),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, at: 0x1000, unchanged-from: 0 }", "'in' gives the structure"),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, at: 0x1000, in: { argsz: 8 }, unchanged-from: 4 }", nil),
    ("{ ioctl: VFIO_GROUP_UNSET_CONTAINER, on: 3, unchanged-from: 0 }", "the buffer has 0 bytes"),
    ("{ ioctl: VFIO_GROUP_GET_STATUS, on: 3, room: page, unchanged-from: 8 }", nil),
  ] as [(String, String?)])
func nothingIsComparedBehindTheBuffer(_ step: String, _ said: String?) throws {
  let found = try lint(steps: step).joined(separator: "\n")
  if let said { #expect(found.contains(said)) } else { #expect(found == "") }
}
