/// Suites with which the tests provoke each kind of ending.
enum OwnSuites {
  static let passing = suite(
    """
      - case: passes
        title: The API's version is 0
        covers: [CON-001]
        steps:
          - open: /dev/vfio/vfio
            as: container
          - ioctl: VFIO_GET_API_VERSION
            on: container
            returns: 0
    """)

  static let failing = suite(
    """
      - case: fails
        title: The API's version is 1
        covers: [CON-001]
        steps:
          - open: /dev/vfio/vfio
            as: container
          - ioctl: VFIO_GET_API_VERSION
            on: container
            returns: 1
            because: this suite is wrong
      - case: passes
        title: There is a container
        steps:
          - open: /dev/vfio/vfio
    """)

  /// Only the last two cases say something of VFIO alone.
  static let needless = suite(
    """
      - case: passes-anywhere
        title: There is a file of the process
        covers: [CON-001]
        steps:
          - stat: /proc/self/status
      - case: needs-its-subject
        title: There is a file of the process where there is VFIO
        covers: [CON-001]
        needs: { modules: [vfio] }
        steps:
          - stat: /proc/self/status
      - case: asks-its-subject
        title: There is a container
        covers: [CON-001]
        steps:
          - open: /dev/vfio/vfio
    """)

  static let unmet = suite(
    """
      - case: needs
        title: Nobody has this module
        needs: { modules: [vfio_conform_has_no_such_module] }
        steps:
          - open: /dev/vfio/vfio
    """)

  static let inTheVoid = suite(
    """
      - case: passes
        title: A page has bytes
        steps:
          - expect: page > 0
    """)

  /// The second case goes on until it is stopped: 256 times, a while each.
  static let endless = suite(
    """
      - case: passes
        title: There is a container
        steps:
          - open: /dev/vfio/vfio
      - case: goes-on
        title: A case that is to be stopped
        for: { high: [\(numbers)], low: [\(numbers)] }
        steps:
          - expect: page > high + low
            repeat: 1000000
    """)

  private static let numbers = (0..<16).map(String.init).joined(separator: ", ")

  private static func suite(_ cases: String) -> String {
    "suite: own.test\ntitle: Cases of these tests\ncases:\n\(cases)\n"
  }
}
