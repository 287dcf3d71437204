import Foundation
import SuiteModel

/// The kernels that `scripts/fetch-kernels` has fetched, as far as this checkout has them.
struct KernelCache {
  private let script: String
  private let folder: String

  init(beside suites: SuiteFolder) {
    let checkout = URL(fileURLWithPath: suites.path).resolvingSymlinksInPath().deletingLastPathComponent().path
    script = checkout + "/scripts/fetch-kernels"
    let cache = ProcessInfo.processInfo.environment["VFIO_CONFORM_CACHE"] ?? checkout + "/.cache"
    folder = cache + "/kernels"
  }

  /// What would help somebody who named a kernel, or its modules, that are not there.
  func remedies(for option: String, _ path: String) -> [String] {
    guard option == "--kernel" else { return ["modules are a folder lib/modules/VERSION, or a build tree"] }
    guard path.wholeMatch(of: /\d+\.\d+(\.\d+)?(-[a-z0-9-]+)?/) != nil else {
      return ["a kernel is a bzImage, a vmlinux, or a build tree"]
    }
    let known = versions
    if known.contains(path) {
      let kernel = "\(folder)/\(path)"
      return ["Linux \(path) is at hand: --kernel \(kernel)/vmlinuz --modules \(kernel)/modules"]
    }
    guard FileManager.default.isExecutableFile(atPath: script) else {
      return ["a version is for --backend sim; a guest boots a bzImage, a vmlinux, or a build tree"]
    }
    let others = known.isEmpty ? "" : "; at hand are \(known.joined(separator: ", "))"
    return ["'scripts/fetch-kernels \(path)' fetches it into \(folder)\(others)"]
  }

  /// Those whose image is there.
  private var versions: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/vmlinuz") }.sorted()
  }
}
