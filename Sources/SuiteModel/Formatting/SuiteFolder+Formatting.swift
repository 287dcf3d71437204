import Documents
import Foundation

/// A file whose keys are out of order, and what it says with its keys in order.
package struct FormattedFile: Sendable, Hashable {
  package var path: String
  package var text: String
}

extension SuiteFolder {
  /// The files that have faults of style alone, put in order. Nothing is written.
  ///
  /// - Returns: What the files should say, and why others cannot be put in order.
  package func formatted() -> (files: [FormattedFile], diagnostics: [Diagnostic]) {
    var formatted: [FormattedFile] = []
    var diagnostics: [Diagnostic] = []
    for kind in SuiteFileKind.allCases {
      for file in files(of: kind) {
        do throws(Diagnostic) {
          if let text = try self.formatted(file, kind) {
            formatted.append(FormattedFile(path: "\(path)/\(file)", text: text))
          }
        } catch {
          diagnostics.append(error)
        }
      }
    }
    return (formatted, diagnostics)
  }

  /// - Returns: nil where the file is in order.
  private func formatted(_ file: String, _ kind: SuiteFileKind) throws(Diagnostic) -> String? {
    let name = "\(path)/\(file)"
    let text = try read(file)
    let formatted = try Formatter(kind, file: name).format(text)
    guard formatted != text else { return nil }
    guard Self.realPath(name) == Self.realPath(path).map({ "\($0)/\(file)" }) else {
      throw Diagnostic(
        "this file is not rewritten: it is reached by a link", at: SourceLocation(file: name),
        hint: "run 'lint --fix' where it lies")
    }
    var status = stat()
    guard stat(name, &status) == 0, status.st_nlink == 1, status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH) != 0 else {
      throw Diagnostic(
        "this file is not rewritten: it has another name too, or nobody may write to it",
        at: SourceLocation(file: name), hint: "make it a writable file of one name")
    }
    return formatted
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
