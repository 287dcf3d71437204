extension Rule {
  /// The order of errors in calls that VFIO sees only when others have let them through.
  static let orderRules: [Rule] = [mapDescriptorFirst, mapValidates, mapOvercommit, addressFirst, regionFirst]

  static let mapDescriptorFirst = Rule(
    .region, "map-descriptor-first", "MMAP-140", breaks: "mmap with length 0 and a bad descriptor says EINVAL")
  static let mapValidates = Rule(
    .region, "map-validates", "MMAP-141", breaks: "a BAR cannot be mapped by MAP_SHARED_VALIDATE")
  static let mapOvercommit = Rule(
    .region, "map-overcommit", "MMAP-142",
    breaks: "a private mapping of a BAR that is larger than the memory fails with EINVAL")
  static let addressFirst = Rule(
    .region, "address-first", "REG-141", breaks: "a transfer to an address of the kernel asks the region first")
  static let regionFirst = Rule(
    .region, "region-first", "REG-142",
    breaks: "a write from memory that is not there says EFAULT, although its region refuses every write")
}
