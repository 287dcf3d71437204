/// An error number of Linux, by its generic value (the same on x86-64, arm64 and POWER).
package struct Errno: Error, RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  package var rawValue: Int32

  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The error with the given name (`"EINVAL"`), or nil for a name that Linux does not have.
  package init?(name: String) {
    guard let value = Self.valuesByName[name] else { return nil }
    self.init(rawValue: value)
  }

  /// The error's name, or its number where it has none.
  package var description: String { Self.namesByValue[rawValue] ?? "errno \(rawValue)" }

  /// All names, in the order of their numbers.
  package static var names: [String] { table.map(\.name) }

  private static let valuesByName = Dictionary(table.map { ($0.name, $0.value) }) { first, _ in first }
  private static let namesByValue = Dictionary(table.map { ($0.value, $0.name) }) { first, _ in first }
}

extension Errno {
  package static let EPERM = Errno(rawValue: 1)
  package static let ENOENT = Errno(rawValue: 2)
  package static let ESRCH = Errno(rawValue: 3)
  package static let EINTR = Errno(rawValue: 4)
  package static let EIO = Errno(rawValue: 5)
  package static let ENXIO = Errno(rawValue: 6)
  package static let E2BIG = Errno(rawValue: 7)
  package static let EBADF = Errno(rawValue: 9)
  package static let ECHILD = Errno(rawValue: 10)
  package static let EAGAIN = Errno(rawValue: 11)
  package static let ENOMEM = Errno(rawValue: 12)
  package static let EACCES = Errno(rawValue: 13)
  package static let EFAULT = Errno(rawValue: 14)
  package static let EBUSY = Errno(rawValue: 16)
  package static let EEXIST = Errno(rawValue: 17)
  package static let ENODEV = Errno(rawValue: 19)
  package static let ENOTDIR = Errno(rawValue: 20)
  package static let EISDIR = Errno(rawValue: 21)
  package static let EINVAL = Errno(rawValue: 22)
  package static let ENFILE = Errno(rawValue: 23)
  package static let EMFILE = Errno(rawValue: 24)
  package static let ENOTTY = Errno(rawValue: 25)
  package static let EFBIG = Errno(rawValue: 27)
  package static let ENOSPC = Errno(rawValue: 28)
  package static let ESPIPE = Errno(rawValue: 29)
  package static let EROFS = Errno(rawValue: 30)
  package static let EPIPE = Errno(rawValue: 32)
  package static let ERANGE = Errno(rawValue: 34)
  package static let ENAMETOOLONG = Errno(rawValue: 36)
  package static let ENOSYS = Errno(rawValue: 38)
  package static let ELOOP = Errno(rawValue: 40)
  package static let ENOMSG = Errno(rawValue: 42)
  package static let EOVERFLOW = Errno(rawValue: 75)
  package static let EBADFD = Errno(rawValue: 77)
  package static let EUSERS = Errno(rawValue: 87)
  package static let ENOTSOCK = Errno(rawValue: 88)
  package static let EOPNOTSUPP = Errno(rawValue: 95)
  package static let ENOBUFS = Errno(rawValue: 105)
  package static let ETIMEDOUT = Errno(rawValue: 110)

  private static let table: [(name: String, value: Int32)] = [
    ("EPERM", 1), ("ENOENT", 2), ("ESRCH", 3), ("EINTR", 4), ("EIO", 5), ("ENXIO", 6), ("E2BIG", 7), ("ENOEXEC", 8),
    ("EBADF", 9), ("ECHILD", 10), ("EAGAIN", 11), ("ENOMEM", 12), ("EACCES", 13), ("EFAULT", 14), ("ENOTBLK", 15),
    ("EBUSY", 16), ("EEXIST", 17), ("EXDEV", 18), ("ENODEV", 19), ("ENOTDIR", 20), ("EISDIR", 21), ("EINVAL", 22),
    ("ENFILE", 23), ("EMFILE", 24), ("ENOTTY", 25), ("ETXTBSY", 26), ("EFBIG", 27), ("ENOSPC", 28), ("ESPIPE", 29),
    ("EROFS", 30), ("EMLINK", 31), ("EPIPE", 32), ("EDOM", 33), ("ERANGE", 34), ("EDEADLK", 35),
    ("ENAMETOOLONG", 36), ("ENOLCK", 37), ("ENOSYS", 38), ("ENOTEMPTY", 39), ("ELOOP", 40), ("ENOMSG", 42),
    ("EIDRM", 43), ("ECHRNG", 44), ("EL2NSYNC", 45), ("EL3HLT", 46), ("EL3RST", 47), ("ELNRNG", 48),
    ("EUNATCH", 49), ("ENOCSI", 50), ("EL2HLT", 51), ("EBADE", 52), ("EBADR", 53), ("EXFULL", 54), ("ENOANO", 55),
    ("EBADRQC", 56), ("EBADSLT", 57), ("EBFONT", 59), ("ENOSTR", 60), ("ENODATA", 61), ("ETIME", 62), ("ENOSR", 63),
    ("ENONET", 64), ("ENOPKG", 65), ("EREMOTE", 66), ("ENOLINK", 67), ("EADV", 68), ("ESRMNT", 69), ("ECOMM", 70),
    ("EPROTO", 71), ("EMULTIHOP", 72), ("EDOTDOT", 73), ("EBADMSG", 74), ("EOVERFLOW", 75), ("ENOTUNIQ", 76),
    ("EBADFD", 77), ("EREMCHG", 78), ("ELIBACC", 79), ("ELIBBAD", 80), ("ELIBSCN", 81), ("ELIBMAX", 82),
    ("ELIBEXEC", 83), ("EILSEQ", 84), ("ERESTART", 85), ("ESTRPIPE", 86), ("EUSERS", 87), ("ENOTSOCK", 88),
    ("EDESTADDRREQ", 89), ("EMSGSIZE", 90), ("EPROTOTYPE", 91), ("ENOPROTOOPT", 92), ("EPROTONOSUPPORT", 93),
    ("ESOCKTNOSUPPORT", 94), ("EOPNOTSUPP", 95), ("EPFNOSUPPORT", 96), ("EAFNOSUPPORT", 97), ("EADDRINUSE", 98),
    ("EADDRNOTAVAIL", 99), ("ENETDOWN", 100), ("ENETUNREACH", 101), ("ENETRESET", 102), ("ECONNABORTED", 103),
    ("ECONNRESET", 104), ("ENOBUFS", 105), ("EISCONN", 106), ("ENOTCONN", 107), ("ESHUTDOWN", 108),
    ("ETOOMANYREFS", 109), ("ETIMEDOUT", 110), ("ECONNREFUSED", 111), ("EHOSTDOWN", 112), ("EHOSTUNREACH", 113),
    ("EALREADY", 114), ("EINPROGRESS", 115), ("ESTALE", 116), ("EUCLEAN", 117), ("ENOTNAM", 118), ("ENAVAIL", 119),
    ("EISNAM", 120), ("EREMOTEIO", 121), ("EDQUOT", 122), ("ENOMEDIUM", 123), ("EMEDIUMTYPE", 124),
    ("ECANCELED", 125), ("ENOKEY", 126), ("EKEYEXPIRED", 127), ("EKEYREVOKED", 128), ("EKEYREJECTED", 129),
    ("EOWNERDEAD", 130), ("ENOTRECOVERABLE", 131), ("ERFKILL", 132), ("EHWPOISON", 133),
  ]
}
