import Glibc
import VFIOInterface

extension Errno {
  /// The error in the system's words, with its name: `Operation not permitted (EPERM)`.
  var words: String { "\(String(cString: strerror(rawValue))) (\(self))" }
}
