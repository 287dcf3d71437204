import Foundation
import Testing

@testable import SystemCalls

@Suite struct ErrorSentenceTests {
  private static let failures: [(@Sendable () throws -> Void, String)] = [
    ({ throw SystemError.invalid("no process 7") }, "no process 7"),
    ({ throw SystemError.lost("the executor ended") }, "the executor ended"),
    ({ throw Fault.bus }, "SIGBUS"),
    ({ _ = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/nonexistent")) }, "No such file or directory"),
    (
      { try FileManager.default.createDirectory(atPath: "/dev/null/x", withIntermediateDirectories: true) },
      "Not a directory"
    ),
    ({ throw NamedError.sentence }, "It is not there"),
    ({ _ = try JSONEncoder().encode(Double.nan) }, "Unable to encode"),
  ]

  @Test(arguments: failures.indices) func errorsAreSentences(_ index: Int) throws {
    let (fail, words) = Self.failures[index]
    do {
      try fail()
      Issue.record("nothing failed")
    } catch {
      let text = sentence(of: error)
      #expect(text.hasPrefix(words), "\(text)")
      #expect(!text.hasSuffix("."), "\(text)")
      #expect(!text.contains("Domain=") && !text.contains("(\""), "\(text)")
    }
  }
}

private enum NamedError: LocalizedError {
  case sentence

  var errorDescription: String? { "It is not there.. " }
}
