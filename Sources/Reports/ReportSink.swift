import Foundation
import SystemPackage

/// What takes a report: a file that is replaced whole, and meanwhile by no other process, or a stream that is written to
/// once.
///
/// It is found and tried before anything is run, so that a missing folder is not reported after an hour.
package final class ReportSink {
  /// The path that stands for standard output.
  package static let standardOutput = "-"
  /// How long a FIFO waits for its reader, in microseconds, and how often it looks.
  private static let patience: (limit: Int, step: Int) = (1_000_000, 10_000)

  private enum Medium {
    case file(HeldFile)
    case stream(FileDescriptor, isOwned: Bool)
  }

  /// As it was given.
  let path: String
  private let medium: Medium
  /// The same for two sinks that lead to one place.
  let identity: String

  /// - Parameters:
  ///   - path: A path, or `-`.
  ///   - reserved: What is at a place that holds something else, where no report may be.
  package convenience init(
    _ path: String, reserved: (_ place: FilePath) -> String? = { _ in nil }
  ) throws(ReportError) {
    try self.init(path, at: Self.place(of: path, under: nil, reserved: reserved))
  }

  /// - Parameter folder: The folder in which missing folders are made; elsewhere they are a mistake.
  static func place(
    of path: String, under folder: String?, reserved: (_ place: FilePath) -> String?
  ) throws(ReportError) -> ReportPlace {
    let place = path == standardOutput ? .descriptor(STDOUT_FILENO) : try ReportPlace(path, under: folder)
    if case .file(let file) = place, let role = reserved(file) {
      throw .impossible(path: path, reason: "it is \(role)")
    }
    return place
  }

  init(_ path: String, at place: ReportPlace) throws(ReportError) {
    self.path = path
    identity = place.identity
    switch place {
    case .file(let place):
      do { medium = .file(try HeldFile(place)) } catch { throw ReportError(path, error) }
    case .stream(let place):
      medium = .stream(try Self.open(place, for: path), isOwned: true)
    case .descriptor(let number):
      guard fcntl(number, F_GETFL) & O_ACCMODE != O_RDONLY else {
        throw .impossible(path: path, reason: "descriptor \(number) is not open for writing")
      }
      medium = .stream(FileDescriptor(rawValue: number), isOwned: false)
    }
  }

  deinit {
    guard case .stream(let descriptor, isOwned: true) = medium else { return }
    _ = try? descriptor.close()
  }

  /// Whether what is written appears among what the program prints.
  package var isStandardOutput: Bool { identity == ReportPlace.descriptor(STDOUT_FILENO).identity }

  /// Whether a later version takes the place of an earlier one.
  package var isReplaced: Bool { if case .file = medium { true } else { false } }

  package func write(_ contents: Data) throws(ReportError) {
    do {
      switch medium {
      case .file(let file): try file.write(contents)
      case .stream(let descriptor, _): try descriptor.writeAll(contents)
      }
    } catch {
      throw ReportError(path, error)
    }
  }

  /// Opens a device, or a FIFO that has a reader or gets one in a moment.
  private static func open(_ place: FilePath, for path: String) throws(ReportError) -> FileDescriptor {
    for _ in 0..<(patience.limit / patience.step) {
      do {
        let descriptor = try FileDescriptor.open(
          place, .writeOnly, options: [.nonBlocking, .closeOnExec, .init(rawValue: O_NOCTTY)])
        _ = fcntl(descriptor.rawValue, F_SETFL, 0)
        return descriptor
      } catch Errno.noSuchAddressOrDevice {
        usleep(UInt32(patience.step))
      } catch {
        throw ReportError(path, error)
      }
    }
    throw .impossible(path: path, reason: "nobody reads it")
  }
}

/// Why a report cannot be written.
package enum ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No report can be there: the command line is wrong.
  case impossible(path: String, reason: String)
  /// The place was right, and writing failed.
  case unwritable(path: String, reason: String)

  /// What a call of the operating system, or an encoder, threw.
  init(_ path: String, _ error: any Error) {
    if error is FileIsHeld {
      self = .impossible(path: path, reason: "\(error)")
      return
    }
    switch error as? Errno {
    case .noSpace?, .ioError?, .diskQuotaExceeded?, .brokenPipe?, .fileTooLarge?, nil:
      self = .unwritable(path: path, reason: "\(error)")
    case let error?: self = .impossible(path: path, reason: "\(error)")
    }
  }

  /// Whether another command line would help.
  package var isMistake: Bool { if case .impossible = self { true } else { false } }

  package var description: String {
    switch self {
    case .impossible(let path, let reason), .unwritable(let path, let reason):
      "cannot write the report \(path): \(reason)"
    }
  }
}
