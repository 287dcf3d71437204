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
    ({ _ = try JSONDecoder().decode(Int.self, from: Data("{".utf8)) }, "The given data was not valid JSON."),
    ({ _ = try JSONDecoder().decode([String: Int].self, from: Data(#"{"a":"b"}"#.utf8)) }, "a: Expected"),
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
      #expect(!text.contains("Domain=") && !text.contains("(\""), "\(text)")
    }
  }
}
