import Foundation

/// A folder of generated suites, a hundred cases each, with the repository's fixtures, machines and requirements.
struct GeneratedSuites {
  static let casesInSuite = 100
  static let suitesInArea = 10

  let path: String

  init(cases: Int, beside root: String) throws {
    path = NSTemporaryDirectory() + "vfio-conform-benchmark-\(cases)"
    let files = FileManager.default
    try? files.removeItem(atPath: path)
    try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    for name in ["fixtures", "machines", "parents", "recipes", "requirements"] {
      try files.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: "\(root)/Suites/\(name)")
    }
    for number in 0..<cases / Self.casesInSuite {
      let area = "area\(number / Self.suitesInArea)"
      try files.createDirectory(atPath: "\(path)/\(area)", withIntermediateDirectories: true)
      try Data(Self.suite(number, of: area).utf8).write(to: URL(fileURLWithPath: "\(path)/\(area)/suite\(number).yaml"))
    }
  }

  private static func suite(_ number: Int, of area: String) -> String {
    var text = "suite: \(area).suite\(number)\ntitle: Generated suite \(number)\ncases:\n"
    for index in 0..<casesInSuite {
      text += """
          - case: case-\(index)
            title: CHECK_EXTENSION of TYPE1_IOMMU returns 1 in generated case \(index)
            covers: [CON-002]
            steps:
              - open: /dev/vfio/vfio
                as: container
              - ioctl: VFIO_GET_API_VERSION
                on: container
                returns: 0
                because: a case that people write is about as long as this one, with a reason for what it expects
              - ioctl: VFIO_CHECK_EXTENSION
                on: container
                arg: TYPE1_IOMMU
                returns: 1
              - close: container

        """
    }
    return text
  }
}
