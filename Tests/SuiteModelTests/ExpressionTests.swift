import Documents
import Testing
import VFIOInterface

@testable import SuiteModel

private let place = SourceLocation(file: "x.yaml", line: 3, column: 10)

private let record = Record([
  Record.Entry("flags", .number(3), names: .deviceInfo), Record.Entry("size", .number(4096)),
  Record.Entry("caps", .record(Record([Record.Entry("TYPE", .record(Record([Record.Entry("type", .number(9))])))]))),
])

private let scope = DictionaryScope([
  "n": .number(7), "kernel": .version(Version([6, 12, 117])), "name": .text("0000:00:05.0"),
  "data": .bytes([0x86, 0x80, 0xd3, 0x10]), "sizes": .list([.number(1), .number(2), .number(3)]),
  "info": .record(record), "yes": .boolean(true), "status": .text("Name:\tx\nVmLck:\t    64 kB\n"),
])

private func value(_ text: String, names: FlagSet? = nil) throws -> String {
  try Expression(text, at: place, names: names).evaluate(in: scope).description
}

@Test(arguments: [
  // Numbers
  ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 - 2 - 1", "4"), ("-7 / 2", "-3"), ("-7 % 2", "-1"), ("0x1F", "31"),
  ("0o644", "420"), ("4KiB", "4096"), ("2MiB - 1", "2097151"), ("1GiB >> 30", "1"), ("20ms", "20"), ("2s", "2000"),
  ("1 << 63", "9223372036854775808"), ("~0", "-1"), ("~0xfff & 0x12345", "73728"), ("5 ^ 3", "6"), ("1 | 6", "7"),
  ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
  ("- - 3", "3"), ("yes + 1", "2"),
  // Comparison binds less than bits do.
  ("6 & 3 == 2", "true"), ("1 < 2 && 2 < 3", "true"), ("!(1 > 2) || 1 / 0 == 0", "true"), ("0 && 1 / 0", "false"),
  ("1 == yes", "true"), ("n != 7", "false"), ("n >= 7 ? \"a\" : \"b\"", "a"), ("0 ? 1 : 0 ? 2 : 3", "3"),
  // Versions
  ("kernel < 6.18", "true"), ("kernel >= 6.12", "true"), ("6.12 == 6.12.0", "true"), ("kernel < 7", "true"),
  ("6.1.192 < 6.12", "true"), ("6.2 > 6.12", "false"),
  ("kernel.adds_vectors", "true"), ("!kernel.drops_nesting", "true"), ("kernel.refuses_negative_events ? 1 : 0", "1"),
  // Members and elements
  ("info.size + 1", "4097"), ("info.caps.TYPE.type", "9"), ("data[1]", "128"), ("sizes[n - 5]", "3"),
  ("contains(info.caps, \"TYPE\")", "true"), ("contains(info.caps, \"MSIX_MAPPABLE\")", "false"),
  // Flags
  ("has(info.flags, RESET|PCI)", "true"), ("has(info.flags, CAPS)", "false"), ("info.flags & CAPS", "0"),
  ("info.flags == RESET|PCI", "true"), ("TYPE1v2_IOMMU", "3"), ("VFIO_DEVICE_FLAGS_CAPS", "128"),
  ("VFIO_GET_API_VERSION", "15204"),
  // Functions
  ("align(5, 4)", "8"), ("align(8, 4)", "8"), ("align(-5, 4)", "-4"), ("min(3, 1, 2)", "1"), ("max(3, n)", "7"),
  ("len(data)", "4"), ("len(name)", "12"), ("len(sizes)", "3"), ("le(data, 2, 2)", "4307"), ("sum(sizes)", "6"),
  ("sum(data)", "489"), ("contains(name, \":05\")", "true"), ("contains(sizes, 4)", "false"),
  ("match(name, \"^[0-9a-f]{4}:00:\\d\")", "true"), ("lines(\"a\\nb\\n\")", "[a, b]"), ("lines(\"\")", "[]"),
  ("hex(255)", "0xff"), ("hex(-1)", "-0x1"), ("hex(data)", "86 80 d3 10"), ("str(n)", "7"),
  ("list(1, \"a\")", "[1, a]"),
  ("bytes(3, 0xa5)", "a5 a5 a5"), ("bytes('55 aa')", "55 aa"), ("place(data, 1, 2, -2)", "86 fe ff 10"),
  ("place(bytes(8, 0), 0, 8, 1 << 63)", "00 00 00 00 00 00 00 80"), ("slice(data, 1, 2)", "80 d3"),
  ("slice(data, 4, 0)", ""),
  ("lookup(status, \"VmLck\")", "64"), ("number(\"0x1fd\")", "509"), ("number(\"-7\")", "-7"),
  ("all(list(2, 2), 2)", "true"), ("all(data, 0)", "false"),
  ("data == \"86 80 d3 10\"", "true"), ("slice(data, 0, 1) + bytes(1, 0)", "86 00"), ("\"a\" + 'b'", "ab"),
])
func valueOfExpression(text: String, expected: String) throws {
  #expect(try value(text) == expected)
}

@Test(arguments: [
  ("kernel.flies", "x.yaml:3:10: unknown change 'flies' of the kernel"),
  ("1 / 0", "x.yaml:3:10: division by zero"), ("1 % (n - 7)", "x.yaml:3:10: division by zero"),
  ("1 << 127", "x.yaml:3:10: a shift by 127 bits, expected 0 to 126"),
  ("1 >> -1", "x.yaml:3:10: a shift by -1 bits, expected 0 to 126"),
  ("3 << 126", "x.yaml:3:10: the result does not fit 128 bits"),
  ("170141183460469231731687303715884105727 + 1", "x.yaml:3:10: the result does not fit 128 bits"),
  ("-(-170141183460469231731687303715884105727 - 1)", "x.yaml:3:12: the result does not fit 128 bits"),
  ("(-170141183460469231731687303715884105727 - 1) / -1", "x.yaml:3:11: the result does not fit 128 bits"),
  ("1 + missing", "x.yaml:3:14: 'missing' is not bound"),
  ("name + 1", "x.yaml:3:10: '+' takes numbers, found text and a number"),
  ("name && 1", "x.yaml:3:10: expected a condition, found text"),
  ("name == 1", "x.yaml:3:10: text cannot be equal to a number"),
  ("name < 1", "x.yaml:3:10: text cannot be ordered against a number"),
  ("data[4]", "x.yaml:3:10: no element 4: there are 4"), ("sizes[-1]", "x.yaml:3:10: no element -1: there are 3"),
  ("n[0]", "x.yaml:3:10: expected a list or bytes in front of '[', found a number"),
  ("n.size", "x.yaml:3:10: expected a record in front of '.size', found a number"),
  ("info.sise", "x.yaml:3:10: the record has no 'sise'; it has flags, size, caps"),
  ("le(data, 3, 2)", "x.yaml:3:22: the width is 2, expected 0 to 1"),
  ("le(data, 0, 0)", "x.yaml:3:22: the width is 0, expected 1 to 8"),
  ("slice(data, 5, 0)", "x.yaml:3:22: the offset is 5, expected 0 to 4"),
  ("slice(data, 2, 3)", "x.yaml:3:25: the count is 3, expected 0 to 2"),
  ("bytes(1 << 25, 0)", "x.yaml:3:16: the count is 33554432, expected 0 to 16777216"),
  ("bytes(1, 256)", "x.yaml:3:19: the byte is 256, expected 0 to 255"),
  ("align(1, 0)", "x.yaml:3:19: expected a multiple of at least 1, found 0"),
  ("lookup(status, \"VmPin\")", "x.yaml:3:25: there is no line 'VmPin: number'"),
  ("match(name, \"(\")", "x.yaml:3:22: the regular expression is wrong: a '(' is not closed"),
  ("bytes(16777216, 0) + data", "x.yaml:3:10: the value is too large: more than 16 MiB"),
  ("list(bytes(16777216, 0), data)", "x.yaml:3:10: the value is too large: more than 16 MiB"),
  ("1 + READ", ""),
  (
    "CAPS + 0",
    "x.yaml:3:10: 'CAPS' is a different number here and there; write VFIO_DEVICE_FLAGS_CAPS or VFIO_REGION_INFO_FLAG_CAPS or VFIO_IOMMU_INFO_CAPS"
  ),
])
func errorOfExpression(text: String, expected: String) throws {
  if expected.isEmpty {
    #expect(try value(text) == "2")
    return
  }
  let error = #expect(throws: EvaluationError.self) { try value(text) }
  #expect(error?.description == expected)
}

@Test(arguments: [
  ("", "expected an expression, found nothing"), ("1 +", "expected a value, a name or '(', found the end"),
  ("(1", "expected ')', found the end"), ("1 2", "expected an operator or the end, found 2"),
  ("a b", "expected an operator or the end, found 'b'"), ("1 = 2", "unexpected '='; equality is '=='"),
  ("$n", "unexpected '$'; in an expression a name stands without '$'"), ("a @ b", "unexpected '@'"),
  ("lenn(x)", "unknown function 'lenn'; did you mean 'len'?"),
  ("len(a, b)", "'len' takes (text, bytes or list), found 2 arguments"), ("12foo", "'12foo' is not a number"),
  ("0600", "'0600' begins with 0; write 0o600 for an octal number"), ("0x", "'0x' is not a number"),
  ("170141183460469231731687303715884105728", "is not a number of 128 bits"),
  ("170141183460469231731687303715884105727KiB", "does not fit 128 bits"), ("\"abc", "the text is not ended"),
  ("6.1.2.3.4", "'6.1.2.3.4' is not a version"), ("a ? b", "expected ':', found the end"),
  ("a.", "expected the name of a member, found the end"), ("a[1", "expected ']', found the end"),
  (String(repeating: "(", count: 100), "nested deeper than 64 levels"),
  (String(repeating: "-", count: 100) + "1", "nested deeper than 64 levels"),
  (String(repeating: "1+", count: 1000) + "1", "more than 256 parts"),
  (String(repeating: " ", count: 5000), "longer than 4096 bytes"),
])
func mistakeInExpression(text: String, expected: String) throws {
  let error = #expect(throws: Diagnostic.self) { try Expression(text, at: place) }
  #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
}

@Test func namesStandForThemselvesInTheirField() throws {
  #expect(try value("READ|WRITE", names: .dmaMap) == "3")
  #expect(try value("VFIO_DMA_MAP_FLAG_VADDR", names: .dmaMap) == "4")
  #expect(try value("CAPS", names: .regionInfo) == "8")
}

@Test(arguments: [
  ("/dev/vfio/$(n + 1)", "/dev/vfio/8"), ("$name/$n", "0000:00:05.0/7"), ("$$5", "$5"), ("$(\")\")", ")"), ("", ""),
  ("grüße $n", "grüße 7"), ("$kernel", "6.12.117"), ("$data", "86 80 d3 10"),
])
func templateIsRendered(text: String, expected: String) throws {
  #expect(try Template(text, at: place).expand(in: scope) == expected)
}

@Test(arguments: [
  ("a $", "x.yaml:3:13: error: expected a name or '(' behind '$'; a dollar sign itself is written '$$'"),
  ("ä $(1", "x.yaml:3:13: error: the '(' behind '$' is not closed"),
  ("a $(1 +) b", "x.yaml:3:17: error: expected a value, a name or '(', found the end"),
])
func mistakeInTemplate(text: String, expected: String) throws {
  let error = #expect(throws: Diagnostic.self) { try Template(text, at: place) }
  #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
}

@Test(arguments: [
  ("a.c", "xabcx", true), ("a.c", "a\nc", false), ("^b", "a\nb", true), ("a$", "a\nb", true), ("^$", "", true),
  ("(ab|cd)+e", "cdabe", true), ("(ab|cd)+e", "abce", false), ("[^a-c]", "abc", false), ("[]a]", "]", true),
  ("x{2,3}y", "xy", false), ("x{2,3}y", "xxxxy", true), ("^x{2}$", "xxx", false), ("^x{2,}$", "xxxx", true),
  ("\\d+\\.\\d", "6.1", true), ("\\w\\s\\S", "a b", true), ("(a*)*b", String(repeating: "a", count: 200), false),
  ("(){255}", "", true), ("a?b", "b", true), ("[\\d-]", "-", true), ("colou?r|grey", "my grey", true),
])
func regularExpressionMatches(pattern: String, text: String, expected: Bool) throws {
  let budget = WorkBudget(WorkBudget.ofEvaluation)
  #expect(try RegularExpression(pattern).matches(in: text, spending: budget) == expected)
}

@Test(arguments: [
  "(", ")", "*", "a**", "[", "[z-a]", "\\", "\\q", "a{", "a{3,2}", "a{999}", "(((a{255}){255}){255})",
  String(repeating: "(", count: 40), String(repeating: "a", count: 300),
])
func mistakeInRegularExpression(pattern: String) {
  #expect(throws: PatternError.self) { try RegularExpression(pattern) }
}
