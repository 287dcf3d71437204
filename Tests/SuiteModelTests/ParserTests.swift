import Testing
import VFIOInterface

@testable import SuiteModel

/// The diagnostics of a suite whose only case has these steps; the first line of steps is line 7, their first column 9.
private func diagnostics(ofSteps steps: String) -> [String] {
  let text = """
    suite: a
    title: t
    cases:
      - case: c
        title: t
        steps:

    """
  let lines = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "        " + $0 }
  return Suite.parse(text + lines.joined(separator: "\n"), file: "a.yaml").diagnostics.map(\.description)
}

@Test(arguments: [
  ("- open: /dev/null\n  flag: RDWR", ["a.yaml:8:11: error: unknown key 'flag' in a step; did you mean 'flags'?"]),
  ("- opne: /dev/null", ["a.yaml:7:11: error: the step has no action, found 'opne'; did you mean 'open'?"]),
  (
    "- as: x", ["a.yaml:7:11: error: the step has no action, found 'as'; expected a word such as ioctl, open or expect"]
  ),
  (
    "- open: /dev/null\n  close: 3",
    ["a.yaml:7:11: error: the step has more than one action: 'open' and 'close'; make two steps of it"]
  ),
  ("- close", ["a.yaml:7:11: error: expected a step (a mapping), found 'close'; \(aMapping)"]),
  ("- close: [1]", ["a.yaml:7:18: error: expected an expression, found a list"]),
  ("- close:", ["a.yaml:7:17: error: expected an expression, found nothing"]),
  ("- close: 1 +", ["a.yaml:7:21: error: expected a value, a name or '(', found the end; \(inQuotes)"]),
  ("- close: \"1 + #\"", ["a.yaml:7:23: error: unexpected '#'; expected a value, a name or an operator"]),
  ("- open: /dev/$", ["a.yaml:7:23: error: expected a name or '(' behind '$'; a dollar sign itself is written '$$'"]),
  (
    "- ioctl: VFIO_GET_API_VERSON\n  on: 1",
    ["a.yaml:7:18: error: unknown ioctl 'VFIO_GET_API_VERSON'; did you mean 'VFIO_GET_API_VERSION'?"]
  ),
  ("- ioctl: VFIO_GET_API_VERSION", ["a.yaml:7:11: error: a step lacks 'on'"]),
  (
    "- ioctl: VFIO_GET_API_VERSION\n  on: 1\n  in: { argsz: 1 }",
    [
      "a.yaml:9:15: error: VFIO_GET_API_VERSION takes no structure; 'arg' gives a plain argument, and 'in' bytes: in: \"18 00 00 00\""
    ]
  ),
  ("- ioctl: VFIO_GET_API_VERSION\n  on: 1\n  in: 18 00 ff", []),
  ("- ioctl: 0x3b70\n  on: 1\n  in: place(bytes(\"18 00\"), 0, 1, 7)", []),
  (
    "- ioctl: VFIO_DEVICE_FEATURE\n  on: 1\n  in: { flags: SET|MIG_DEVICE_STATE, data: { iova: 1 } }",
    [
      "a.yaml:9:54: error: unknown field 'iova' of struct vfio_device_feature_mig_state; expected one of: device_state, data_fd"
    ]
  ),
  ("- ioctl: VFIO_DEVICE_FEATURE\n  on: 1\n  in: { flags: GET | feature, data: { stop_copy_length: 1 } }", []),
  ("- close: 1\n  any: true\n  because: why", []),
  (
    "- close: 1\n  any: true",
    [
      "a.yaml:7:11: error: a call that may end in any way tells nothing; add 'because', which says why none is wrong"
    ]
  ),
  (
    "- close: 1\n  fails: EBADF\n  any: true\n  because: why",
    [
      "a.yaml:7:11: error: 'any' and 'fails' stand together, and only one can be meant; keep one; the 'outcome' of what 'as' binds can be held against the ways in which the call may end"
    ]
  ),
  ("- close: 1\n  any: false", ["a.yaml:8:16: error: 'any: false' says nothing; leave it out"]),
  ("- await: 1\n  any: true\n  because: why", ["a.yaml:8:11: error: unknown key 'any' in a step; \(ofAwait)"]),
  (
    "- close: 1\n  fails: [EBADF, SIGBUS]",
    [
      "a.yaml:8:26: error: a call never raises SIGBUS; it fails with an error, as EFAULT; a signal is raised by load, store, peek and poke"
    ]
  ),
  (
    "- { load: 1, width: 4, fails: { kernel.adds_vectors: EFAULT, else: SIGBUS } }",
    [
      "a.yaml:7:62: error: an access to memory never fails with EFAULT; it raises a signal: SIGBUS or SIGSEGV"
    ]
  ),
  (
    "- ioctl: VFIO_GROUP_GET_STATUS\n  on: 1\n  arg: 0",
    [
      "a.yaml:9:16: error: VFIO_GROUP_GET_STATUS takes struct vfio_group_status, not a plain argument; 'in' gives fields, 'at' an address"
    ]
  ),
  (
    "- ioctl: VFIO_IOMMU_MAP_DMA\n  on: 1\n  in: { vadr: 0, iovas: 1, flags: { a: b } }",
    [
      "a.yaml:9:17: error: unknown field 'vadr' of struct vfio_iommu_type1_dma_map; did you mean 'vaddr'?",
      "a.yaml:9:26: error: unknown field 'iovas' of struct vfio_iommu_type1_dma_map; did you mean 'iova'?",
      "a.yaml:9:43: error: expected an expression, found a mapping; an expression with ': ' is written in quotes",
    ]
  ),
  (
    "- ioctl: VFIO_IOMMU_MAP_DMA\n  on: 1\n  in: { size: 1 << 64 }",
    ["a.yaml:9:23: error: 18446744073709551616 does not fit 'size', which has 64 bits"]
  ),
  (
    "- ioctl: VFIO_IOMMU_MAP_DMA\n  on: 1\n  in: { flags: -1 << 32 }",
    ["a.yaml:9:24: error: -4294967296 does not fit 'flags', which has 32 bits"]
  ),
  (
    "- ioctl: VFIO_IOMMU_MAP_DMA\n  on: 1\n  out: { sise: 1 }",
    ["a.yaml:9:18: error: unknown field 'sise' of struct vfio_iommu_type1_dma_map; did you mean 'size'?"]
  ),
  ("- close: 1\n  fails: EINVL", ["a.yaml:8:18: error: unknown error 'EINVL'; did you mean 'EINVAL'?"]),
  ("- close: 1\n  fails: { \"kernel < 6.12\": EINVAL }", ["a.yaml:8:18: error: a map of conditions lacks 'else'"]),
  (
    "- close: 1\n  fails: [EINVAL, EWHAT]",
    ["a.yaml:8:27: error: unknown error 'EWHAT'; expected an error such as EINVAL, a signal or 0"]
  ),
  ("- pread: 1\n  offset: 0\n  count: 2\n  returns: 0", []),
  ("- close: 1\n  out: { x: 1 }", ["a.yaml:8:11: error: unknown key 'out' in a step; \(closeKeys)"]),
  ("- write: 1", ["a.yaml:7:11: error: a step does not say what to write; expected 'data', or 'value' and 'width'"]),
  ("- exec: now", ["a.yaml:7:17: error: expected nothing or {} behind 'exec', found 'now'"]),
  ("- open: /\n  as: 1st", ["a.yaml:8:15: error: '1st' is not a name; expected letters, digits and '_' for 'as'"]),
  ("- open: /\n  as: kernel", ["a.yaml:8:15: error: 'kernel' already has a meaning; choose another name for 'as'"]),
  ("- close: 1\n  for: { x: [] }", ["a.yaml:8:21: error: 'x' has no values"]),
  ("- close: 1\n  for: [1]", ["a.yaml:8:16: error: expected 'for' (a mapping), found a list; \(aMapping)"]),
  ("- mmap: { length: 1, port: READ }", ["a.yaml:7:30: error: unknown key 'port' in 'mmap'; did you mean 'prot'?"]),
  (
    "- spawn: p\n  steps:\n    - kil: p",
    ["a.yaml:9:15: error: the step has no action, found 'kil'; did you mean 'kill'?"]
  ),
  ("- close: 1\n  close: 2", ["a.yaml:7:11: error: the key 'close' is said twice; keep one of them"]),
  (
    "- close: *x",
    ["a.yaml:7:18: error: anchors and aliases are not read here; write the value out"]
  ),
  (
    "- close: &x 1",
    ["a.yaml:7:18: error: anchors and aliases are not read here; write the value out"]
  ),
  ("- expect: flags & 1 && x * y == 2", []),
  // Of folded lines only the beginning is known.
  (
    "- expect: >-\n    1 ==\n    2 +",
    ["a.yaml:7:19: error: expected a value, a name or '(', found the end; \(inQuotes)"]
  ),
  (
    "- { start: a, step: { use: b } }",
    ["a.yaml:7:31: error: only a step that is one call can be started"]
  ),
  (
    "- { start: a, step: { close: b, fails: EBADF } }",
    [
      "a.yaml:7:31: error: a call that is started is made once, and held against nothing yet; modifiers stand with "
        + "'start', expectations with 'finish'"
    ]
  ),
  (
    "- close: [1, 2",
    [
      "a.yaml:8:1: error: expected ',' or ']', found something else; close the list; in [ ] a value with ', ' or ': ' "
        + "is written in quotes"
    ]
  ),
  (
    "- { open: /, fails: EBUSY, returns: 3 }",
    [
      "a.yaml:7:45: error: 'returns' is never looked at, since 'fails' lets the call only fail; keep one of them, or "
        + "give 'fails' a 0 for success"
    ]
  ),
  (
    "- { load: 0, width: 4, fails: { kernel > 6: SIGBUS, else: SIGSEGV }, value: 3 }",
    [
      "a.yaml:7:85: error: 'value' is never looked at, since 'fails' lets the call only fail; keep one of them, or "
        + "give 'fails' a 0 for success"
    ]
  ),
  ("- { open: /, fails: { kernel > 7: 0, else: EBUSY }, returns: 3 }", []),
  ("- { open: /, fails: { kernel > 6: EBUSY, else: 0 }, returns: 3 }", []),
  ("- { use: a, fails: EBUSY }", ["a.yaml:7:21: error: 'fails' \(givesNothing)"]),
  ("- { use: a, returns: 3 }", ["a.yaml:7:21: error: 'returns' \(givesNothing)"]),
  ("- { let: { a: 1 }, as: b }", ["a.yaml:7:28: error: 'as' \(givesNothing)"]),
  ("- { expect: a == 1, fails: EBUSY }", ["a.yaml:7:29: error: 'fails' \(givesNothing)"]),
  ("- { spawn: a, returns: 0 }", ["a.yaml:7:23: error: 'returns' \(givesNothing)"]),
  ("- { pending: a, fails: EBUSY }", ["a.yaml:7:25: error: 'fails' \(givesNothing)"]),
  ("- { finish: a, as: b, fails: EBUSY }", []),
  ("- close: 1\n  fails: []", ["a.yaml:8:18: error: the list of errors is empty; \(atLeastOne)"]),
  ("- expect: []", ["a.yaml:7:19: error: the list of conditions is empty; \(atLeastOne)"]),
  ("- stat: /\n  out: {}", ["a.yaml:8:16: error: 'out' expects nothing; name a field, or leave it out"]),
  ("- let: { a: hello world }", ["a.yaml:7:27: error: expected an operator or the end, found 'world'; \(quoteText)"]),
  (
    "- { open: /, flags: RDWR CLOEXEC }",
    ["a.yaml:7:34: error: expected an operator or the end, found 'CLOEXEC'; \(quoteText)"]
  ),
  ("- let: { a: /dev/null }", ["a.yaml:7:21: error: expected a value, a name or '(', found '/'; \(quoteText)"]),
])
func mistakeInStep(steps: String, expected: [String]) {
  #expect(diagnostics(ofSteps: steps) == expected)
}

private let ofAwait =
  "expected one of: await, process, as, fails, returns, within, for, repeat, when, because"
private let aMapping = "a mapping is written 'key: value', or { key: value }"
private let givesNothing =
  "stands with a step that gives something, and this one gives nothing; put it into the step that makes the call"
private let atLeastOne = "name at least one, or leave it out"
private let quoteText = "flags are joined by '|', and text is written in quotes of its own: '\"text\"'"
private let inQuotes = "inside { } or [ ] an expression with ', ' is written in quotes"
private let closeKeys = "expected one of: close, process, as, fails, any, returns, within, for, repeat, when, because"

@Test func everyMistakeOfAFileIsToldAtOnce() {
  let text = """
    suite: A.b
    titel: t
    tags: [ok, Not ok]
    needs: { iommu: type3, driver: pci, device: edu &&, drivers: { sibling: none }, monitor: perhaps, parameters: [x] }
    cases:
      - case: one
        title: t
        severity: shall
        timeout: soon
        steps: []
      - case: one
        covers: T1-001
        isolated: 1
        steps: {}
    """
  let expected = [
    "s.yaml:1:8: error: 'A.b' is not a name for a suite; expected at most 80 of a-z, 0-9 and '-.'",
    "s.yaml:2:1: error: unknown key 'titel' in a suite; did you mean 'title'?",
    "s.yaml:3:12: error: 'Not ok' is not a name for a tag; expected at most 80 of a-z, 0-9 and '-'",
    "s.yaml:4:17: error: unknown IOMMU model 'type3'; did you mean 'type1'?",
    "s.yaml:4:24: warning: 'driver' is read as the role of a device; did you mean 'drivers'?",
    "s.yaml:4:51: error: expected a value, a name or '(', found the end; \(inQuotes)",
    "s.yaml:4:64: error: 'drivers' names 'sibling', which is no role here",
    "s.yaml:4:90: error: expected true or false, found 'perhaps'",
    "s.yaml:4:112: error: expected an absolute path, found 'x'",
    "s.yaml:8:15: error: unknown severity 'shall'; expected one of: must, should, info",
    "s.yaml:9:14: error: expected a time, found 'soon'; times are 20ms or 2s, up to an hour",
    "s.yaml:11:5: error: a case lacks 'title'",
    "s.yaml:11:11: error: the suite has two cases 'one'; the first is in line 6",
    "s.yaml:12:13: error: expected a list of requirement ids, found 'T1-001'; write [T1-001]",
    "s.yaml:13:15: error: expected true or false, found '1'",
    "s.yaml:14:12: error: expected a list of steps, found a mapping; a list is written [a, b], or a line '- a' for each",
  ]
  #expect(Suite.parse(text, file: "s.yaml").diagnostics.map(\.description) == expected)
}

@Test func caseKeepsTheNamesThatItHad() {
  let text = """
    suite: a.b
    title: t
    cases:
      - case: one
        formerly: [uno, un]
        title: t
        steps: []
      - case: two
        formerly: [one, Zwei]
        title: t
        steps: []
      - case: un
        title: t
        steps: []
    """
  let (suite, diagnostics) = Suite.parse(text, file: "s.yaml")
  #expect(suite?.cases.map(\.formerly) == [["uno", "un"], ["one", "Zwei"], []])
  #expect(
    diagnostics.map(\.description) == [
      "s.yaml:9:16: error: the suite has two cases 'one'; the first is in line 4",
      "s.yaml:9:21: error: 'Zwei' is not a name for a case; expected at most 80 of a-z, 0-9 and '-'",
      "s.yaml:12:11: error: the suite has two cases 'un'; the first is in line 5",
    ])
}

@Test(arguments: [
  ("", "x.yaml:1:1: error: the file is empty"), ("[]", "x.yaml:1:1: error: expected a suite (a mapping), found a list"),
  ("a: b: c", "x.yaml:1:5: error: found ': ' in a value without quotes"),
  ("a: b\n  c: d", "x.yaml:2:4: error: found ': ' in a value without quotes, or a key that is too far to the right"),
  ("a: \"b", "x.yaml:1:6: error: the quote is not closed; add the closing quote"),
  ("a: \"b\" c", "error: expected the next key of the mapping, found something else"),
  ("a: { b: c", "error: expected ',' or '}', found something else"),
  ("a:\n\tb: c", "error: found a tab, '@', '`' or '%' where a value begins; indent with blanks"),
  ("a: @b", "error: found a tab, '@', '`' or '%' where a value begins"),
  ("a: - b", "error: found a '- ' where no list can begin; a list begins in a line of its own"),
  ("a: b\nc", "error: expected ': ' behind a key, found none"),
  ("a: \"\\q\"", "error: found a '\\' that means nothing; write it twice, or use single quotes"),
  (String(repeating: "x", count: 1 << 20) + "x", "x.yaml:1:1: error: the file is larger than 1 MiB"),
  (String(repeating: "[", count: 5000), "x.yaml:1:1: error: too many brackets or lists in one another"),
  ("a: 1\n---\nb: 2", "error: found a second document; make a file of each"),
  ("a: [&x 1, *x]", "x.yaml:1:5: error: anchors and aliases are not read here"),
  ("[?*x : 1]", "x.yaml:1:3: error: anchors and aliases are not read here"),
  ("{\"a\":*x}", "x.yaml:1:6: error: anchors and aliases are not read here"),
  ("- *x", "x.yaml:1:3: error: anchors and aliases are not read here"),
  ("? *x : 1", "x.yaml:1:3: error: anchors and aliases are not read here"),
  ("[\"a\n# \", *x]", "x.yaml:2:6: error: anchors and aliases are not read here"),
  ("[\"?*\", *x]", "x.yaml:1:8: error: anchors and aliases are not read here"),
  ("a: ['foo\"\n\"', *b, \"]", "x.yaml:2:5: error: anchors and aliases are not read here"),
  ("\"*\": 1\n\"*\": *x", "x.yaml:2:6: error: anchors and aliases are not read here"),
  ("\"`\": 1\n\"*\": 1\na: *x", "x.yaml:3:4: error: anchors and aliases are not read here"),
  // libyaml begins a line behind each of these.
  ("a: &x 1\rb: *x", "x.yaml:1:1: error: a line ends in U+000D; end it in a line feed"),
  ("# a\n# b\r- *x", "x.yaml:2:1: error: a line ends in U+000D"),
  ("# a\u{85}- *x", "x.yaml:1:1: error: a line ends in U+0085"),
  ("a\u{2028}- *x", "x.yaml:1:1: error: a line ends in U+2028"),
  ("a\u{2029}- *x", "x.yaml:1:1: error: a line ends in U+2029"),
  ("a: b\r", "x.yaml:1:1: error: a line ends in U+000D"),
])
func fileThatIsNoSuite(text: String, expected: String) {
  let (suite, diagnostics) = Suite.parse(text, file: "x.yaml")
  #expect(suite == nil)
  #expect(diagnostics.count == 1)
  #expect(diagnostics.first?.description.contains(expected) == true, "\(diagnostics)")
}

/// What looks like an alias is text where it stands in quotes or in a block.
@Test(arguments: ["\"?*\"", "'[*a'", "\", *b\"", "\"{&x\"", "|\n    - *x", "\"a\n     , *b\"", "'?*' # \"*a\""])
func quotedTextIsNoAlias(text: String) {
  let suite = "suite: a.b\ntitle: \(text)\ncases: []"
  let (_, diagnostics) = Suite.parse(suite, file: "x.yaml")
  #expect(!diagnostics.contains { $0.message.contains("aliases") }, "\(diagnostics)")
}

@Test func stepsInStepsHaveALimit() {
  let deep = String(repeating: "{ steps: [", count: 20) + String(repeating: "] }", count: 20)
  #expect(diagnostics(ofSteps: "- \(deep)") == ["a.yaml:7:171: error: steps in steps more than 16 deep"])
}

@Test func suiteIsReadAsItIsWritten() throws {
  let text = """
    suite: type1.map
    title: Maps
    needs: { iommu: type1v2, device: pci, sibling: group == device.group, drivers: { sibling: none } }
    setup: [{ use: container, with: { model: TYPE1_IOMMU } }]
    cases:
      - case: overlap
        title: t
        covers: [T1-024]
        for: { at: [0, 4KiB] }
        isolated: true
        timeout: 2s
        steps:
          - ioctl: VFIO_IOMMU_MAP_DMA
            on: container
            in: { flags: READ|WRITE, size: at }
            as: info
            fails: { "kernel < 6.12": [EINVAL, EBUSY], else: EEXIST }
            out: { size: ">= 1", flags: has READ }
            repeat: 2
          - peek: buffer
            count: 2
            returns: 55 aa
    """
  let (parsed, diagnostics) = Suite.parse(text, file: "Suites/type1/map.yaml")
  #expect(diagnostics == [])
  let suite = try #require(parsed)
  #expect(suite.needs.iommu == [.type1v2])
  #expect(suite.needs.roles.map(\.name) == ["device", "sibling"])
  #expect(suite.needs.roles.map(\.driver) == ["vfio-pci", nil])
  let first = try #require(suite.cases.first)
  #expect(first.timeout == 2000 && first.isIsolated && first.location.line == 6)
  guard case .each(let values) = first.parameters[0].values else { throw Unexpected() }
  #expect(values.map(\.text) == ["0", "4KiB"])
  guard case .call(.ioctl(let ioctl)) = first.steps[0].action, case .expression(let flags) = ioctl.fields?[0].content
  else {
    throw Unexpected()
  }
  #expect(try flags.number(in: DictionaryScope()) == 3)
  let modifiers = first.steps[0].modifiers
  let old = DictionaryScope(["kernel": .version(Version([6, 1]))])
  let new = DictionaryScope(["kernel": .version(Version([6, 12]))])
  #expect(try modifiers.fails?.value(in: old) == [.error(.EINVAL), .error(.EBUSY)])
  #expect(try modifiers.fails?.value(in: new) == [.error(.EEXIST)])
  #expect(modifiers.out.map(\.expectation.otherwise.relation) == [.greaterOrEqual, .has])
  #expect(try first.steps[1].modifiers.returns?.otherwise.holds(of: .bytes([0x55, 0xaa]), in: new) == true)
}

private struct Unexpected: Error {}

@Test(arguments: [
  ("5", Value.number(5), true), ("!= 5", .number(5), false), (">= 9", .number(9), true), ("< 9", .number(9), false),
  ("has 6", .number(7), true), ("has 8", .number(7), false), ("lacks 8", .number(7), true),
  ("lacks 1", .number(7), false),
  ("matches ^vfio", .text("vfio-pci"), true), ("matches \"^a\"", .text("vfio-pci"), false),
  ("\"none\"", .text("none"), true), ("55 AA", .bytes([0x55, 0xaa]), true), ("!= 55 aa", .bytes([0x55, 0xaa]), false),
  ("<= 6.12", .version(Version([6, 1])), true),
])
func expectationHolds(text: String, value: Value, expected: Bool) throws {
  let quoted = text.replacing("\"", with: "\\\"")
  let suite = Suite.parse(
    "suite: a\ntitle: t\ncases: [{ case: c, title: t, steps: [{ close: 1, returns: \"\(quoted)\" }] }]", file: "a.yaml")
  #expect(suite.diagnostics == [])
  let expectation = suite.suite?.cases[0].steps[0].modifiers.returns?.otherwise
  #expect(try expectation?.holds(of: value, in: DictionaryScope()) == expected)
}
