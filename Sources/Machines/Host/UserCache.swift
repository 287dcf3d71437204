import Foundation
import SystemCalls

/// The user's cache folder. What it holds can be made again, at the cost of time.
struct UserCache {
  /// How many files are kept; the oldest go first.
  private static let capacity = 8

  let folder: URL

  init(folder: URL) { self.folder = folder }

  /// A folder of the cache, under `XDG_CACHE_HOME` where that is set.
  init(_ name: String) {
    let environment = ProcessInfo.processInfo.environment
    let base: URL
    if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") {
      base = URL(fileURLWithPath: path)
    } else {
      base = FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
    }
    folder = base.appendingPathComponent("vfio-conform").appendingPathComponent(name)
  }

  /// The path of the file with that key, made by the body where it is not there yet.
  func file(_ key: String, make: () throws(MachineError) -> [UInt8]) throws(MachineError) -> String {
    let url = folder.appendingPathComponent(key)
    if FileManager.default.fileExists(atPath: url.path) { return url.path }
    let bytes = try make()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // A name of its own until it is whole, for runs side by side.
      try Data(bytes).write(to: url, options: .atomic)
    } catch {
      throw MachineError(
        "the cache cannot be written: \(sentence(of: error))", at: folder.path,
        advice: "make room, or set XDG_CACHE_HOME to another folder")
    }
    prune(keeping: url)
    return url.path
  }

  private func prune(keeping url: URL) {
    let key = URLResourceKey.contentModificationDateKey
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [key])) ?? []
    let dated = files.map { ($0, (try? $0.resourceValues(forKeys: [key]))?.contentModificationDate ?? .distantPast) }
    for (old, _) in dated.sorted(by: { $0.1 > $1.1 }).dropFirst(Self.capacity) where old.path != url.path {
      try? FileManager.default.removeItem(at: old)
    }
  }
}
