import ArgumentParser
import Matrix
import SuiteModel

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Shows since which release of Linux each answer holds, and which cases ask for it.",
    discussion: """
        vfio-conform history > docs/kernel-history.md
            a page: each change of the kernel, its first release, the point releases
            that it was brought back to, its commit, and the cases that ask for it
      """)

  @OptionGroup var suites: SuitesOption

  func run() throws { StandardOutput.write(KernelHistory(try suites.library()).page) }
}
