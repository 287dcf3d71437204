extension Rule {
  /// The kernel's own memory, after what was done thousands of times.
  static let growthRules: [Rule] = [
    mapLeavesNothing, mapLeavesNoTables, mapLeavesNoPins, refusalLeavesNothing, refusalLeavesNoPins,
    containerLeavesNothing, openLeavesNothing, interruptLeavesNothing,
  ]

  static let mapLeavesNothing = Rule(
    .type1, "map-leaves-nothing", "T1-144", breaks: "the kernel loses 64 bytes with each mapping that is undone")
  static let mapLeavesNoTables = Rule(
    .type1, "map-leaves-no-tables", "T1-144", breaks: "the kernel loses a table with each mapping that is undone")
  static let mapLeavesNoPins = Rule(
    .type1, "map-leaves-no-pins", "T1-146", breaks: "a page stays pinned with each mapping that is undone")
  static let refusalLeavesNoPins = Rule(
    .type1, "refusal-leaves-no-pins", "T1-146", breaks: "a page stays pinned with each MAP_DMA that is refused")
  static let refusalLeavesNothing = Rule(
    .type1, "refusal-leaves-nothing", "T1-145", breaks: "the kernel loses 64 bytes with each MAP_DMA that it refuses")
  static let containerLeavesNothing = Rule(
    .container, "leaves-nothing", "CON-031", breaks: "the kernel loses 64 bytes with each container that is closed")
  static let openLeavesNothing = Rule(
    .device, "open-leaves-nothing", "DEV-148", breaks: "the kernel loses 64 bytes with each open of a device")
  static let interruptLeavesNothing = Rule(
    .irq, "intx-leaves-nothing", "IRQ-115", breaks: "the kernel loses 64 bytes with each INTx that is disabled")
}
