import Foundation
import Testing

/// `lint --fix`, which puts keys in order.
struct LintFixTests {
  private static let disorder = """
    # A suite of these tests.
    title: Cases of these tests
    suite: own.test
    cases:
      - title: A container says that its API is of version 0
        case: first
        covers: [CON-002]
        steps:
          - as: container  # used below
            open: /dev/vfio/vfio
          # of the ioctl
          - { on: container, ioctl: VFIO_GET_API_VERSION, because: 'it''s 0', returns: 0 }

    """

  private static let order = """
    # A suite of these tests.
    suite: own.test
    title: Cases of these tests
    cases:
      - case: first
        title: A container says that its API is of version 0
        covers: [CON-002]
        steps:
          - open: /dev/vfio/vfio
            as: container  # used below
          # of the ioctl
          - { ioctl: VFIO_GET_API_VERSION, on: container, returns: 0, because: 'it''s 0' }

    """

  @Test func keysAreToldAndPutInOrder() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: Self.disorder)
    let file = suites + "/own/test.yaml"
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)

    let told = try program.run("lint", "--suites", suites)
    #expect(told.status == 2)
    #expect(told.output.contains("test.yaml:9:9: style: the keys of a step stand in the order as, open"))
    #expect(try program.run("run", "own", "--suites", suites).status == 0, "a fault of style hinders no run")

    let fixed = try program.run("lint", "--fix", "--suites", suites)
    #expect(fixed.status == 0, "\(fixed.output)")
    #expect(fixed.error == "\(file): keys put in order\n")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.order)
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: suites + "/own") == ["test.yaml"], "no draft is left")

    #expect(try program.run("lint", "--fix", "--suites", suites).error == "", "once is enough")
  }

  @Test func fileWithAnErrorIsLeftAsItIs() throws {
    let program = try Program()
    let text = Self.disorder + "oops: 1\n"
    let suites = try program.folder.suites(adding: text)
    let outcome = try program.run("lint", "--fix", "--suites", suites)
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("error: unknown key 'oops' in a suite"))
    #expect(try String(contentsOfFile: suites + "/own/test.yaml", encoding: .utf8) == text)
  }

  @Test func fileThatIsNotItsOwnIsLeftAsItIs() throws {
    for spoil in [{ (file: String) in link(file, file + ".other") }, { chmod($0, 0o444) }] {
      let program = try Program()
      let suites = try program.folder.suites(adding: Self.disorder)
      let file = suites + "/own/test.yaml"
      try #require(spoil(file) == 0)
      let outcome = try program.run("lint", "--fix", "--suites", suites)
      #expect(outcome.status == 2)
      #expect(outcome.output.contains("this file is not rewritten"))
      #expect(
        outcome.error
          == "\(file): left as it is: correct its errors, and run 'vfio-conform lint --fix --suites \(suites)' again\n")
      #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.disorder)
    }
  }
}
