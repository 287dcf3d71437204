import XMLCoder

/// The elements of a JUnit file, with the names and the order that the schemas ask for.
///
/// Optional parts are left out where they are nil; which flavour has which is `JUnitReport`'s business.
struct JUnitDocument: Encodable, DynamicNodeEncoding {
  var name: String?
  var time: String?
  var tests: String?
  var failures: String?
  var errors: String?
  var testsuite: [JUnitSuite]

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    key.stringValue == "testsuite" ? .element : .attribute
  }
}

struct JUnitSuite: Encodable, DynamicNodeEncoding {
  var id: String
  var package: String?
  var name: String
  var tests: String
  var failures: String
  var errors: String
  var skipped: String
  var time: String
  var timestamp: String
  var hostname: String
  var properties: JUnitProperties
  var testcase: [JUnitCase]
  var systemOut: String?
  var systemErr: String?

  enum CodingKeys: String, CodingKey {
    case id, package, name, tests, failures, errors, skipped, time, timestamp, hostname, properties, testcase
    case systemOut = "system-out"
    case systemErr = "system-err"
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    switch CodingKeys(stringValue: key.stringValue) {
    case .properties, .testcase, .systemOut, .systemErr: .element
    default: .attribute
    }
  }
}

struct JUnitProperties: Encodable {
  var property: [JUnitProperty]
}

struct JUnitProperty: Encodable, DynamicNodeEncoding {
  var name: String
  var value: String

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding { .attribute }
}

struct JUnitCase: Encodable, DynamicNodeEncoding {
  var name: String
  var classname: String
  var time: String
  var file: String?
  var line: String?
  var properties: JUnitProperties?
  var skipped: JUnitResult?
  var error: JUnitResult?
  var failure: JUnitResult?
  var rerunFailure: [JUnitRerun] = []
  var rerunError: [JUnitRerun] = []
  var flakyFailure: [JUnitRerun] = []
  var flakyError: [JUnitRerun] = []
  var systemOut: String?

  enum CodingKeys: String, CodingKey {
    case name, classname, time, file, line, properties, skipped, error, failure
    case rerunFailure, rerunError, flakyFailure, flakyError
    case systemOut = "system-out"
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    switch CodingKeys(stringValue: key.stringValue) {
    case .name, .classname, .time, .file, .line: .attribute
    default: .element
    }
  }
}

/// `failure`, `error` or `skipped`.
struct JUnitResult: Encodable, DynamicNodeEncoding {
  var type: String?
  var message: String
  var body: String?

  enum CodingKeys: String, CodingKey {
    case type, message
    // The element's own text.
    case body = ""
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    key.stringValue.isEmpty ? .element : .attribute
  }
}

/// `rerunFailure`, `flakyFailure` and their like: what another attempt ended with.
struct JUnitRerun: Encodable, DynamicNodeEncoding {
  var message: String
  var type: String
  var stackTrace: String

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    key.stringValue == "stackTrace" ? .element : .attribute
  }
}
