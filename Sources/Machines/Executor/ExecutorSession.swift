import SystemCalls
import VFIOInterface

/// A module that the executor could not load.
struct FailedModule: Hashable {
  var name: String
  var error: Errno
}

/// What an executor says of its machine before the first call.
package struct Greeting: Hashable {
  var values: [String: String] = [:]
  var failedModules: [FailedModule] = []
  var pageSize: UInt64

  /// Reads the greeting's lines; nil where they are not such.
  package init?(_ data: [UInt8]) {
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { return nil }
      guard words[0] == "module" else {
        values[words[0]] = words[1]
        continue
      }
      let parts = words[1].split(separator: " ")
      guard parts.count == 2, let number = Int32(parts[1]) else { return nil }
      failedModules.append(FailedModule(name: String(parts[0]), error: Errno(rawValue: number)))
    }
    guard let size = values["pagesize"].flatMap(UInt64.init), size.nonzeroBitCount == 1 else { return nil }
    guard values["protocol"] == "1", values["release"] != nil else { return nil }
    pageSize = size
  }

  package func identity(backend: String) -> SystemIdentity {
    SystemIdentity(
      release: values["release"] ?? "", version: values["version"] ?? "", architecture: values["architecture"] ?? "",
      pageSize: pageSize, backend: backend)
  }
}

/// A byte stream on which an executor has said that it is there.
struct ExecutorSession {
  let channel: ByteChannel
  let decoder: ResponseDecoder
  let greeting: Greeting

  enum Failure: Error {
    /// Every stream was closed.
    case closed
    case silent
    /// The run was stopped meanwhile.
    case interrupted
  }

  /// Waits for a greeting on whichever of the streams brings it; the others are left.
  init(greetingOn descriptors: [Descriptor], _ patience: Patience) throws(Failure) {
    var patience = patience
    var channels = descriptors.map(ByteChannel.init)
    var decoders = descriptors.map { _ in ResponseDecoder(skipsNoise: true) }
    while !channels.isEmpty {
      let ready: [Int]
      do { ready = try ByteChannel.wait(channels, &patience) } catch { throw .interrupted }
      if ready.isEmpty { throw .silent }
      for index in ready.reversed() {
        switch channels[index].read() {
        case .idle: continue
        case .closed:
          channels.remove(at: index)
          decoders.remove(at: index)
        case .bytes(let bytes):
          decoders[index].feed(bytes)
          guard let greeting = Self.greeting(from: &decoders[index]) else { continue }
          decoders[index].skipsNoise = false
          channel = channels[index]
          decoder = decoders[index]
          self.greeting = greeting
          return
        }
      }
    }
    throw .closed
  }

  private static func greeting(from decoder: inout ResponseDecoder) -> Greeting? {
    while let frame = try? decoder.next() {
      if frame.sequence == 0, let greeting = Greeting(frame.data) { return greeting }
    }
    return nil
  }
}

extension ExecutorSession.Failure: CustomStringConvertible {
  var description: String {
    switch self {
    case .closed: "the executor ended before it said that it is there"
    case .silent: "the executor did not say in time that it is there"
    case .interrupted: "the run was stopped"
    }
  }
}
