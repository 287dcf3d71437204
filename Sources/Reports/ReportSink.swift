import Foundation
import SystemPackage

/// What takes a report: a file that is replaced whole, or a stream that is written to once.
///
/// It is found and tried before anything is run: nobody wants to hear after an hour that there is no such folder.
package final class ReportSink {
  /// The path that stands for standard output.
  package static let standardOutput = "-"
  /// How long a FIFO waits for its reader, in microseconds, and how often it looks.
  private static let patience: (limit: Int, step: Int) = (1_000_000, 10_000)

  private enum Medium {
    case file(FilePath)
    case stream(FileDescriptor, isOwned: Bool)
  }

  /// As it was given.
  let path: String
  private let medium: Medium
  /// The same for two sinks that lead to one place.
  let identity: String

  /// - Parameters:
  ///   - path: A path, or `-`.
  ///   - folder: The folder in which missing folders are made; elsewhere they are a mistake.
  package init(_ path: String, under folder: String? = nil) throws(ReportError) {
    self.path = path
    let place = path == Self.standardOutput ? .descriptor(STDOUT_FILENO) : try ReportPlace(path, under: folder)
    identity = place.identity
    switch place {
    case .file(let place):
      medium = .file(place)
      AtomicFile.removeDrafts(of: place)
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
      case .file(let place): try AtomicFile.write(contents, to: place)
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
  /// No report can be there: whoever named the place made a mistake.
  case impossible(path: String, reason: String)
  /// The place was right, and writing failed.
  case unwritable(path: String, reason: String)

  /// What a call of the operating system, or an encoder, threw.
  init(_ path: String, _ error: any Error) {
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
