import Foundation

/// An error as a sentence for a person; Foundation's own describe themselves to programmers.
package func sentence(of error: any Error) -> String { text(of: error).asPart }

private func text(of error: any Error) -> String {
  switch error {
  case EncodingError.invalidValue(_, let context): return context.debugDescription
  case let error as any LocalizedError where error.errorDescription != nil: return error.errorDescription ?? ""
  case is CocoaError, is POSIXError, is URLError: break
  default:
    // Whatever else is an NSError was made as one.
    guard type(of: error) is NSError.Type else { return "\(error)" }
  }
  let error = error as NSError
  let underlying = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
  for case let cause? in [underlying, error] where cause.domain == NSPOSIXErrorDomain {
    return String(cString: strerror(Int32(truncatingIfNeeded: cause.code)))
  }
  return error.localizedDescription
}

extension String {
  /// A library's sentence as part of one of the program's own: without its full stops.
  fileprivate var asPart: String {
    guard let end = lastIndex(where: { $0 != "." && !$0.isWhitespace }) else { return "" }
    return String(self[...end])
  }
}
