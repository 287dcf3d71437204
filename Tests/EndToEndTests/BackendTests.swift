import Foundation
import Testing

/// Each option is for some backends, and says so to the others.
struct BackendTests {
  private static let ignored: [(words: [String], sentence: String)] = [
    (["run", "--modules", "/m"], "--modules is for --backend guest, and the backend is sim"),
    (["run", "--device", "0000:00:05.0"], "--device is for --backend local, and the backend is sim"),
    (["run", "--backend", "guest", "--kernel", "k", "--seed", "1"], "--seed is for --backend sim"),
    (["run", "--backend", "guest", "--kernel", "k", "--device", "0000:00:05.0"], "--device is for --backend local"),
    (["run", "--backend", "local", "--machine", "x86-amd"], "--machine is for --backend sim or guest"),
    (["run", "--backend", "local", "--machine", "x86-intel"], "--machine is for --backend sim or guest"),
    (["run", "--backend", "local", "--kernel", "6.1"], "--kernel is for --backend sim or guest"),
    (["run", "--backend", "local", "--modules", "/m"], "--modules is for --backend guest"),
    (["run", "--backend", "local", "--seed", "0"], "--seed is for --backend sim"),
    (["inspect", "--machine", "x86-amd"], "--machine is for --backend sim or guest, and the backend is local"),
    (["inspect", "--kernel", "6.1"], "--kernel is for --backend sim or guest, and the backend is local"),
    (["inspect", "--seed", "1"], "Unknown option '--seed'"),
    (["inspect", "--require", "iommu=type1"], "Unknown option '--require'"),
    (["list", "--machine", "x86-amd"], "--machine is for --instances"),
    (["list", "--kernel", "6.1"], "--kernel is for --instances"),
  ]

  @Test(arguments: ignored)
  func anOptionThatWouldDoNothingIsRefused(words: [String], sentence: String) throws {
    let outcome = try Program().run(words)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains(sentence), "\(outcome.error)")
  }

  /// On a machine without VFIO a case that needs nothing would pass in the void.
  @Test func aMachineWithoutVFIORunsNothing() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.inTheVoid)
    let run = try program.run("run", "own", "--backend", "local", "--suites", suites)
    let inspection = try program.run("inspect", "--format", "json", "--suites", suites)
    #expect(inspection.status == 0, "\(inspection.error)")
    let object = try JSONSerialization.jsonObject(with: Data(inspection.output.utf8)) as? [String: Any]
    let suite = try #require((object?["suites"] as? [[String: Any]])?.first { $0["suite"] as? String == "own.test" })
    if FileManager.default.fileExists(atPath: "/dev/vfio/vfio") {
      #expect(run.status == 0, "\(run.error)")
      #expect(object?["absence"] == nil && suite["runnable"] as? Int == 1)
      return
    }
    #expect(run.status == 4 && run.output.isEmpty)
    #expect(run.error.hasPrefix("vfio-conform: this machine has no VFIO: there is no /dev/vfio/vfio\n  → "))
    #expect(suite["runnable"] as? Int == 0)
    let text = try program.run("inspect", "--suites", suites).lines
    #expect(text.count { $0.contains("there is no /dev/vfio/vfio") } == 1)
    #expect(text.last == "no case can run here")
  }

  /// Each reason once, however many suites it takes cases from.
  @Test func inspectSaysEachReasonOnce() throws {
    let lines = try Program().run("inspect", "--backend", "sim", "--machine", "x86-noiommu").lines
    let reasons = lines.drop { $0 != "why others cannot" }.dropFirst()
    #expect(!reasons.isEmpty && reasons.allSatisfy { $0.hasPrefix("  ") })
    let texts = reasons.map { $0.components(separatedBy: ": ").dropLast().joined(separator: ": ") }
    #expect(Set(texts).count == texts.count)
    #expect(lines.count < 100, "\(lines.count)")
  }

  private static let trees: [(files: [String], advice: String)] = [
    ([], "(give lib/modules/6.99.0-test as 'make modules_install' leaves it, after depmod)"),
    (["lib/modules/6.99.0-test/modules.dep"], "/lib/modules/6.99.0-test)"),
    (["6.99.0-test/modules.dep", "6.1.0/modules.dep"], "/6.99.0-test)"),
  ]

  /// Nothing of a folder is loaded that is no tree of the kernel's own modules.
  @Test(arguments: trees)
  func aFolderThatIsNoTreeOfModulesIsRefused(files: [String], advice: String) throws {
    let program = try Program()
    try program.folder.write("", to: "tree/vfio.ko")
    for file in files { try program.folder.write("", to: "tree/" + file) }
    try Self.bootImage(release: "6.99.0-test").write(to: URL(fileURLWithPath: program.folder.path("bzImage")))
    // It is not come to start it.
    try program.folder.write("#!/bin/sh\nexit 1\n", to: "bin/qemu-system-x86_64")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: program.folder.path("bin/qemu-system-x86_64"))
    let outcome = try program.run(
      ["run", "--backend", "guest", "--kernel", "bzImage", "--modules", "tree"],
      environment: ["PATH": program.folder.path("bin") + ":/usr/bin:/bin"])
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("--modules: tree: this is neither a folder of modules nor a kernel's build tree"))
    #expect(outcome.error.contains(advice), "\(outcome.error)")
  }

  /// As much of a bzImage as tells its release, with nothing in it.
  private static func bootImage(release: String) -> Data {
    var image = Data(count: 2048)
    image[0x1f1] = 1
    image.replaceSubrange(0x202..<0x208, with: Data("HdrS".utf8) + [0x0f, 0x02])
    image[0x20e] = 0x80
    image[0x24c] = 16
    image.replaceSubrange(0x280..<0x280 + release.utf8.count, with: Data(release.utf8))
    return image
  }
}
