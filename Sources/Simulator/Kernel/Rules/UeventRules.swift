extension Rule {
  /// What the kernel announces by uevents.
  static let ueventRules: [Rule] = [
    bindIsAnnounced, groupIsAnnounced, deviceIsAnnounced, mdevParentIsAnnounced, mdevIsAnnounced,
  ]

  static let bindIsAnnounced = Rule(
    .group, "bind-uevent", "GRP-140", breaks: "no uevent tells that vfio-pci is bound to a device or unbound")
  static let groupIsAnnounced = Rule(
    .group, "group-uevent", "GRP-141", breaks: "no uevent tells that a group's node comes and goes")
  static let deviceIsAnnounced = Rule(
    .group, "device-uevent", "GRP-142", breaks: "no uevent tells that a device of VFIO comes and goes")
  static let mdevParentIsAnnounced = Rule(
    .mdev, "parent-uevent", "MDEV-038", breaks: "no uevent tells that a parent registers and unregisters")
  static let mdevIsAnnounced = Rule(
    .mdev, "device-uevent", "MDEV-142", breaks: "no uevent tells that a mediated device comes and goes")
}
