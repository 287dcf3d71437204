import Foundation
import Testing

@testable import SuiteModel

// What lint says of files that belong together: names, places, requirements.

@Test func filesAreHeldAgainstEachOther() throws {
  let found = try lint([
    "a/b.yaml": """
    suite: a.c
    title: t
    cases:
      - { case: one, title: t, covers: [CON-02], steps: [{ close: 1 }] }
      - { case: two, title: t, steps: [{ close: 1 }] }
      - { case: three, title: t, severity: info, steps: [{ close: 1 }] }
    """,
    "fixtures/other.yaml": "fixture: another\ntitle: t\nsteps: []",
    "recipes/nvme.yaml":
      "device: nvme\ntitle: t\nmatch: { vedor: 1 }\noperations: { go: { title: t, steps: [{ close: x }] } }",
    "requirements/unreachable.yaml": "CON-009: none",
    "requirements/grp.yaml": "area: GRP\ntitle: t\nrequirements: [{ id: CON-002, severity: must, do: a, outcome: b }]",
  ])
  // Which names an operation has, is a long list.
  let shortened = found.map { $0.components(separatedBy: "; names here are ")[0] }
  #expect(
    shortened == [
      "a/b.yaml:1:1: error: the file's place asks for the name 'a.b', found 'a.c'",
      "a/b.yaml:4:37: error: unknown requirement 'CON-02'; did you mean 'CON-002'?",
      "a/b.yaml:5:13: error: the case 'two' covers no requirement; name one with 'covers', or say its 'severity'",
      "fixtures/other.yaml:1:1: error: the file's place asks for the name 'other', found 'another'",
      "recipes/nvme.yaml:3:10: error: unknown fact 'vedor' of a device; did you mean 'vendor'?",
      "recipes/nvme.yaml:4:48: error: 'x' is not bound here",
      "requirements/con.yaml:4:5: error: no case covers the requirement 'CON-001'; "
        + "write one, or say in requirements/unreachable.yaml why there can be none",
      "requirements/grp.yaml:3:16: error: 'CON-002' is not of the area 'GRP'",
      "requirements/grp.yaml:3:16: error: the requirement 'CON-002' is defined twice; the first is at requirements/con.yaml:5:5",
      "requirements/unreachable.yaml:1:1: error: unknown requirement 'CON-009'",
    ])
}

@Test func reasonStandsForACase() throws {
  let reason = ["requirements/unreachable.yaml": "CON-001: no machine has it"]
  #expect(try lint(reason) == [])
  #expect(
    try lint(steps: "{ close: 1 }", other: reason) == [
      "requirements/unreachable.yaml:1:1: error: 'CON-001' is said to be unreachable, but a case covers it"
    ])
}

@Test(arguments: [
  ("A", "The call fails; nothing is changed", true), ("A", "It fails with EINVAL, and nothing is changed", true),
  ("A", "The call returns 0 for the rest", false), ("A", "The call fails and removes nothing", true),
  ("A", "The flags are READ and WRITE", false), ("Call it with a flag, or with two", "It fails", true),
])
func oneCaseForSeveralClausesIsDoubtful(action: String, outcome: String, isDoubtful: Bool) throws {
  func found(_ together: String, cases: Int) throws -> [String] {
    let all = (0..<cases).map { "  - { case: c\($0), title: t, covers: [C-001], steps: [{ close: 1 }] }\n" }.joined()
    return try lint([
      "a/b.yaml": "suite: a.b\ntitle: t\nneeds: { modules: [vfio] }\ncases:\n" + all,
      "requirements/c.yaml": "area: C\ntitle: t\nrequirements:\n  - id: C-001\n    severity: must\n"
        + "    do: \(action)\n    outcome: \(outcome)\n\(together)",
      "requirements/con.yaml": "area: CON\ntitle: t\nrequirements: []",
    ])
  }
  let warning = "requirements/c.yaml:4:5: warning: 'C-001' "
  let isWarned = try found("", cases: 1).contains { $0.hasPrefix(warning + "has several clauses, and one case") }
  #expect(isWarned == isDoubtful)
  #expect(try found("", cases: 2) == [])
  let together = "    together: true\n"
  #expect(try found(together, cases: 1) == (isDoubtful ? [] : [warning + "need not say 'together'; it has one clause"]))
  #expect(try found(together, cases: 2) == [warning + "need not say 'together'; it has 2 cases"])
}

@Test func planStandsForCases() throws {
  let planned = [
    "requirements/x.yaml":
      "area: X\ntitle: t\nplanned: not built yet\npresent: [/dev/x]\nrequirements: [{ id: X-001, severity: must, do: a, outcome: b }]",
    "requirements/y.yaml":
      "area: Y\ntitle: t\nplanned: nearly done\npresent: [/dev/y]\nrequirements: [{ id: Y-001, severity: should, do: a, outcome: b }]",
    "requirements/z.yaml": "area: Z\ntitle: t\nrequirements: [{ id: Z-001, severity: must, do: a, outcome: b }]",
  ]
  let found = try lint(steps: "{ close: 1 }", other: planned).filter { !$0.contains("unreachable.yaml:") }
  #expect(
    found == [
      "requirements/y.yaml:3:1: error: the area 'Y' is said to be planned, but each 'must' of it has a case; remove 'planned'",
      "requirements/z.yaml:3:16: error: no case covers the requirement 'Z-001'; "
        + "write one, or say in requirements/unreachable.yaml why there can be none",
    ])
}

@Test func folderThatIsNotThereIsAnError() {
  #expect(throws: SuiteLibraryError.self) { try SuiteFolder("/nowhere/Suites") }
}

@Test func formerFolderIsNotRead() throws {
  let found = try lint([
    "devices/nvme.yaml": "device: nvme", "requirements/con.yaml": "area: CON\ntitle: t\nrequirements: []",
  ])
  #expect(
    found.map { $0.components(separatedBy: "; move it to ")[0] } == [
      "devices/nvme.yaml:1:1: error: this file is not read: the folder's name is 'recipes' now"
    ])
}
