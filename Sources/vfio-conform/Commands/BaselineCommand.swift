import ArgumentParser
import Foundation
import Runner
import SuiteModel

struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Proposes changes to a file of expected failures.",
    discussion: """
        vfio-conform baseline update reports/latest --baseline ci/baseline.yaml
            what a run changes in the file, as a diff

      A baseline is a file of failures that 'run --baseline FILE' expects:

        overlap-allowed:                  # names the entry in reports
          cases: ['type1.overlap/*']      # cases, instances or globs
          kernel: kernel < 6.13           # without it: every kernel
          machine: [x86-intel]            # without it: every machine
          shows:                          # without it: whatever goes wrong
            - { step: ioctl VFIO_IOMMU_MAP_DMA, got: 'failed with *' }
          reason: one sentence
          link: https://bugs.example.org/123
          expires: 2027-03-31             # the last day

      An entry is refused if it lacks reason, link or last day, has expired, or names
      no case. An entry for another machine or kernel is left alone. docs/ci.md says
      more.
      """,
    subcommands: [BaselineUpdateCommand.self])
}

struct BaselineUpdateCommand: ParsableCommand, Judging {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Prints what a run changes in a baseline, as a unified diff.",
    discussion: """
        vfio-conform run --baseline ci/baseline.yaml
        vfio-conform baseline update reports/latest --baseline ci/baseline.yaml | patch -p0
            adds what failed, and takes out what passed

      Cases with the same wrong answer become one entry. Its reason, link and last day
      are left to you: until they are there, 'run' refuses the file.

      Ends with 0 if there is nothing to change, with 1 if there is, and with 3 if the
      run is incomplete.
      """)

  @Argument(help: ArgumentHelp("The folder of a run, or its events.jsonl.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp("The file; one that does not exist is empty.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var baseline: String

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let kept = try KeptRun(folder)
    let library = try suites.library()
    let file = try BaselineFile(baseline)
    try check(kept, file, library)
    let update = BaselineUpdate(kept.record, file, library)
    StandardError.write(lines: update.notes.map { "note: \($0)" })
    StandardOutput.write(update.diff)
    let incomplete = kept.record.ending.reason
    if let incomplete { StandardError.write(lines: ["vfio-conform: the run is incomplete: \(incomplete)"]) }
    let status: ExitStatus = incomplete != nil ? .incomplete : update.diff.isEmpty ? .asExpected : .unexpected
    throw ExitCode(status.rawValue)
  }

  /// What a run says of other suites, or judged by other entries, is no measure for these.
  private func check(_ kept: KeptRun, _ file: BaselineFile, _ library: SuiteLibrary) throws {
    guard let started = kept.record.started else {
      throw CommandFailure("the run \(folder) ended before it had a plan: there is nothing to propose", .usage)
    }
    guard started.suites == library.folder.checksum() else {
      throw CommandFailure("the suites have changed since the run \(folder)", .usage, remedies: ["run it again"])
    }
    guard started.baseline?.checksum == file.checksum || started.baseline == nil && file.entries.isEmpty else {
      throw CommandFailure(
        "the run \(folder) was not judged by \(baseline) as it is now", .usage,
        remedies: ["run it again with --baseline \(baseline)"])
    }
  }
}
