import ArgumentParser
import Foundation
import MachineModel
import Machines

struct BootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot",
    abstract: "Boots a guest, runs one program in it, and shows its console.",
    discussion: """
        vfio-conform reproduce type1.map/no-access > case.c
        cc -static -o case case.c
        vfio-conform boot ./case --kernel bzImage --modules lib/modules/6.12.1
            runs a case's program on a kernel of your own, without a root file
            system

      The program must be static. It runs as root once the machine's modules are
      loaded. Its exit code is that of this command, which ends with 3 if the guest
      ends before the program does.
      """)

  @Argument(help: ArgumentHelp("A static program for the machine's architecture.", valueName: "program"))
  var program: String

  @Argument(help: ArgumentHelp("The arguments of the program.", valueName: "word"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp("The kernel: a bzImage, a vmlinux, or a build tree.", valueName: "kernel"), completion: .kernels)
  var kernel: String

  @Option(
    help: ArgumentHelp("The guest's modules: a tree as lib/modules/VERSION.", valueName: "dir"), completion: .directory)
  var modules: String?

  @Option(help: ArgumentHelp("The machine; see 'vfio-conform machines'.", valueName: "machine"), completion: .machines)
  var machine = TargetOptions.defaultMachine

  @Option(help: ArgumentHelp("The longest time, in seconds.", valueName: "n"))
  var limit = 600

  @OptionGroup var suites: SuitesOption

  func validate() throws {
    guard (1...86_400).contains(limit) else { throw ValidationError("--limit takes 1 to 86400 seconds") }
  }

  func run() throws {
    Interruption.endGently()
    let folder = try suites.library().folder
    let machine = try MachinesFolder(folder).load(machine)
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw CommandFailure("there is no program \(program)", .usage)
    }
    let image = try GuestImage(
      machine: machine, kernel: kernel, modules: modules, beside: folder,
      program: GuestProgram(path: program, arguments: words))
    let console = NSTemporaryDirectory() + "vfio-conform-\(getpid()).console"
    defer { try? FileManager.default.removeItem(atPath: console) }
    let outcome = try GuestProgram.run(
      image, console: console, within: .seconds(limit), Interruption.cancellation)
    let output = FileManager.default.contents(atPath: console) ?? Data()
    StandardOutput.write(String(decoding: output.filter { $0 != 13 }, as: UTF8.self))
    switch outcome {
    case .ended(let status): throw ExitCode(status)
    case .lost(let reason): throw CommandFailure("the program did not end: \(reason)", .incomplete)
    }
  }
}
