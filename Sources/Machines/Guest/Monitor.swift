import Foundation
import SystemCalls

/// QEMU's monitor, by its machine protocol.
final class Monitor {
  private let channel: ByteChannel
  private let cancellation: Cancellation
  private var buffer: [UInt8] = []
  private var isReady = false
  private static let limit = Duration.seconds(10)
  private static let maximumLine = 1 << 20

  init(_ descriptor: Descriptor, _ cancellation: Cancellation) {
    channel = ByteChannel(descriptor)
    self.cancellation = cancellation
  }

  /// Has QEMU carry out a command of its human monitor, and gives what it prints.
  func run(_ command: String) throws(SystemError) -> String {
    if !isReady {
      _ = try request("qmp_capabilities", [:])
      isReady = true
    }
    let answer = try request("human-monitor-command", ["command-line": command])
    return answer as? String ?? ""
  }

  private func request(_ command: String, _ arguments: [String: String]) throws(SystemError) -> Any {
    guard let data = try? JSONSerialization.data(withJSONObject: ["execute": command, "arguments": arguments]) else {
      throw .invalid("a monitor's command is text")
    }
    var patience = Patience(Self.limit, cancellation)
    var left = ([UInt8](data) + [10])[...]
    while !left.isEmpty {
      guard let count = channel.write(left) else { throw .lost("QEMU's monitor is gone") }
      left = left.dropFirst(count)
      if left.isEmpty { break }
      guard try !ByteChannel.wait([channel], forRoom: true, &patience).isEmpty else {
        throw .timedOut("QEMU's monitor takes no command")
      }
    }
    while let line = try line(&patience) {
      guard let answer = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else { continue }
      if let value = answer["return"] { return value }
      if let error = answer["error"] as? [String: Any] {
        throw .invalid("QEMU's monitor refused: \(error["desc"] as? String ?? "without a reason")")
      }
    }
    throw .timedOut("QEMU's monitor does not answer")
  }

  /// The next line; nil when the time is over.
  private func line(_ patience: inout Patience) throws(SystemError) -> [UInt8]? {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        defer { buffer.removeFirst(end + 1) }
        return Array(buffer[..<end])
      }
      guard buffer.count < Self.maximumLine else { throw .invalid("QEMU's monitor sent no line") }
      guard try !ByteChannel.wait([channel], &patience).isEmpty else { return nil }
      switch channel.read() {
      case .idle: continue
      case .closed: throw .lost("QEMU's monitor is gone")
      case .bytes(let bytes): buffer += bytes
      }
    }
  }
}
