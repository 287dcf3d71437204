import Foundation
import Testing

/// `--require` guards something, or says that it does not.
struct RequireTests {
  private static let mistakes: [(need: String, sentence: String)] = [
    ("foo=bar", "no case has a need 'foo'; needs are iommu, kernel, mdev, modules, drivers, parameters"),
    ("iomu=type1", "no case has a need 'iomu'; did you mean 'iommu'?"),
    ("foo", "is not of the form NEED=VALUE"),
    ("=bar", "is not of the form NEED=VALUE"),
    ("iommu=", "is not of the form NEED=VALUE"),
    ("iommu=typ1v2", "unknown IOMMU model 'typ1v2'; did you mean 'type1v2'?"),
    ("iommu=zzzzzz", "expected one of: type1, type1v2, noiommu, spapr-tce, spapr-tce-v2, eeh, none"),
    ("device=edoo", "'edoo' is no fact of a device; facts are acknowledge, aer, "),
    ("device=isolatd", "did you mean 'isolated'?"),
    ("device=edu &&", "expected"),
    ("devcie=edu", "did you mean 'device'?"),
    ("kernel=kernle >= 6.1", "did you mean 'kernel'?"),
    ("kernel=6.", "expected"),
    ("mdev=describd", "'describd' is no fact of a type; did you mean 'described'?"),
    ("modules=vfio_pcj", "no case needs the module 'vfio_pcj'; did you mean 'vfio_pci'?"),
    ("modules=odd", "no case needs the module 'odd'; cases need "),
    ("drivers=pci-stup", "no case needs the driver 'pci-stup'; did you mean 'pci-stub'?"),
    ("parameters=/no/file", "no case needs the file '/no/file'; cases need /dev/iommu, "),
    ("parameters=file", "expected an absolute path"),
    ("monitor=yes", "'monitor' takes true, found 'yes'; write monitor=true\n"),
    ("disposable=false", "'disposable' takes true, found 'false'; write disposable=true\n"),
    ("kernel=zzzzzz", "'zzzzzz' is not bound here; names here are arch, backend, "),
  ]

  @Test(arguments: mistakes)
  func aNeedThatNobodyCanHaveIsRefused(need: String, sentence: String) throws {
    let outcome = try Program().run("run", "--require", need)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains(sentence), "\(outcome.error)")
  }

  /// Selected cases, the machine, the need, and how that ends.
  private static let endings: [(selector: String, machine: String, need: String, status: Int32)] = [
    // A case that has the need fails where it would be skipped.
    ("type1.overlap", "x86-noiommu", "iommu=type1v2", 1),
    ("eeh.state", "x86-intel", "device=flr && isolated && pe >= 0", 1),
    ("eeh.state", "x86-intel", "device=flr", 1),
    ("mdev.parent", "x86-intel", "mdev=described", 1),
    ("mdev.types", "x86-intel", "modules=mtty", 1),
    ("modules.parameters", "x86-noiommu", "parameters=/sys/module/vfio_iommu_type1/parameters/dma_entry_limit", 0),
    // A need of the machine that no selected case has is held against the machine itself.
    ("container.api", "x86-intel", "iommu=type1v2", 0),
    ("container.api", "x86-intel", "iommu=eeh", 4),
    ("container.api", "x86-intel", "device=edu", 0),
    ("container.api", "x86-intel", "device=edu && isolated && msi == 1", 0),
    ("container.api", "x86-intel", "device=nvme && sriov > 0", 4),
    ("container.api", "x86-sriov", "device=nvme && sriov > 0", 0),
    ("container.api", "x86-intel", "mdev=described", 4),
    ("container.api", "x86-mdev", "mdev=described", 0),
    ("container.api", "x86-intel", "kernel=kernel >= 6.12", 0),
    ("container.api", "x86-intel", "kernel=kernel >= 7", 4),
    ("container.api", "x86-intel", "modules=vfio-pci", 0),
    ("container.api", "x86-intel", "modules=mtty", 4),
    ("container.api", "x86-intel", "drivers=pci-stub", 0),
    ("container.api", "x86-intel", "disposable=true", 0),
    ("container.api", "x86-intel", "monitor=true", 0),
  ]

  @Test(arguments: endings)
  func aNeedThatTheMachineDoesNotMeetIsNeverGreen(
    selector: String, machine: String, need: String, status: Int32
  ) throws {
    let outcome = try Program().run("run", selector, "--machine", machine, "--require", need)
    #expect(outcome.status == status, "\(outcome.error)\(outcome.output.suffix(2000))")
    if status == 4, !outcome.error.isEmpty {
      #expect(outcome.error.contains("the machine does not meet what the run requires, \(need): it needs"))
    }
  }

  /// What a run requires is held against the whole plan: a shard without a case that needs it is a part of the run.
  @Test func shardsRequireTogether() throws {
    let program = try Program()
    let words = ["run", "container.api", "type1.overlap/identical", "--machine", "x86-noiommu", "--quiet"]
    let need = ["--require", "iommu=type1v2"]
    let statuses = try (1...2).map { index in
      try program.run(words + need + ["--shard", "\(index)/2", "--output", "shard-\(index)"]).status
    }
    #expect(statuses.sorted() == [1, 4])
    let whole = try program.run("merge", "shard-1", "shard-2")
    #expect(whole.status == 1 && whole.output.contains("0 passed, 1 failed"), "\(whole.error)\(whole.output)")
    _ = try program.run(words + ["--shard", "2/2", "--output", "shard-2"])
    let other = try program.run("merge", "shard-1", "shard-2")
    #expect(other.status == 2 && other.error.contains("their requirements differ"), "\(other.error)")
  }

  /// A word of a condition is not the condition: what a case does not ask for is not what it lacks.
  @Test func aConditionIsMoreThanItsWords() throws {
    let program = try Program()
    let suites = try program.folder.suites(
      adding: """
        suite: own.test
        title: Cases of this test
        cases:
          - case: shared
            title: A display that shares its group
            needs: { device: vga && !isolated }
            steps:
              - open: /dev/vfio/vfio
        """)
    func status(_ need: String) throws -> Int32 {
      try program.run("run", "own", "--suites", suites, "--require", need).status
    }
    #expect(try status("device=isolated") == 4)
    #expect(try status("device=!isolated") == 1)
    #expect(try status("device=!isolated && vga") == 1)
  }
}
