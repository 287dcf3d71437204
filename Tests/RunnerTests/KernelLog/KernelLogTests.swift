import SystemCalls
import Testing

@testable import Runner

@Suite struct KernelLogTests {
  static let complaints: [(line: String, name: String)] = [
    ("WARNING: CPU: 0 PID: 61 at drivers/vfio/vfio_main.c:123 vfio_group_fops_release+0x1/0x2 [vfio]", "WARN"),
    ("WARNING: drivers/iommu/iommu.c:2611 at iommu_unmap+0x1/0x2, CPU#0: executor/61", "WARN"),
    ("WARNING: possible circular locking dependency detected", "WARN"),
    ("------------[ cut here ]------------", "WARN"),
    ("kernel BUG at drivers/vfio/vfio_iommu_type1.c:1000!", "BUG"),
    ("BUG: unable to handle page fault for address: ffff888000000000", "BUG"),
    ("BUG: KASAN: slab-use-after-free in vfio_unpin+0x10/0x20", "BUG"),
    ("BUG: kernel NULL pointer dereference, address: 0000000000000008", "BUG"),
    ("BUG: sleeping function called from invalid context at mm/slab.h:1", "BUG"),
    ("Oops: 0002 [#1] PREEMPT SMP NOPTI", "Oops"),
    ("Internal error: synchronous external abort: 0000000096000050 [#1]  SMP", "Oops"),
    ("general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1]", "fault"),
    ("Kernel panic - not syncing: Fatal exception", "panic"),
    ("Unable to handle kernel paging request at virtual address ffff000000000000", "fault"),
    ("double fault: 0000 [#1] PREEMPT SMP", "fault"),
    ("divide error: 0000 [#1] PREEMPT SMP PTI", "fault"),
    ("invalid opcode: 0000 [#1] PREEMPT SMP PTI", "fault"),
    ("stack segment: 0000 [#2] SMP", "fault"),
    ("Oops: divide error: 0000 [#1] SMP", "Oops"),
    ("BUG kmalloc-64 (Tainted: G        W         ): Poison overwritten", "slab"),
    ("BUG: Bad page state in process executor  pfn:01234", "BUG"),
    ("BUG: KFENCE: use-after-free read in vfio_group_fops_release+0x1/0x2", "BUG"),
    ("watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [executor:61]", "BUG"),
    ("NMI watchdog: Watchdog detected hard LOCKUP on cpu 0", "lockup"),
    ("watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 0", "lockup"),
    ("INFO: task executor:61 blocked for more than 120 seconds.", "hung task"),
    ("INFO: task executor:61 blocked in I/O wait for more than 120 seconds.", "hung task"),
    ("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", "RCU stall"),
    ("rcu: INFO: rcu_preempt self-detected stall on CPU", "RCU stall"),
    ("INFO: rcu_tasks detected stalls on tasks:", "RCU stall"),
    ("INFO: trying to register non-static key.", "lockdep"),
    ("debugfs: Directory 'vfio' with parent '/' already present!", "debugfs"),
    ("debugfs: 'vfio' already exists in '/'", "debugfs"),
    ("kobject: kobject (00000000): tried to init an initialized object, something is seriously wrong.", "kobject"),
    (
      "kobject: kobject_add_internal failed for mtty with -EEXIST, don't try to register things with the same name in "
        + "the same directory.", "kobject"
    ),
    ("ODEBUG: free active (active state 0) object: 00000000 object type: timer_list", "BUG"),
    ("sysfs: cannot create duplicate filename '/class/mdev_bus/mtty'", "sysfs"),
    ("kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)", "memory leak"),
    ("refcount_t: underflow; use-after-free.", "refcount"),
    ("list_del corruption. prev->next should be ffff, but was 0", "list corruption"),
    ("UBSAN: array-index-out-of-bounds in drivers/vfio/x.c:1:2", "UBSAN"),
    ("pci 0000:00:0b.0: unlocked secondary bus reset via: pci_reset_bus+0x1/0x2", "unlocked reset"),
    ("pci 0000:00:0b.0: unlocked secondary bus reset via: pci_bus_reset+0x1/0x2", "unlocked reset"),
    ("vfio-pci 0000:01:00.0: Runtime PM usage count underflow!", "power count"),
    ("vfio-pci 0000:01:00.0: Unbalanced pm_runtime_enable!", "power count"),
    ("DMAR: ERROR: DMA PTE for vPFN 0x100 already set (to 0x1 not 0x2)", "page table"),
    ("vfio-pci 0000:01:00.0: driver left SR-IOV enabled after remove", "virtual functions left"),
    ("irq 16: nobody cared (try booting with the \"irqpoll\" option)", "lost interrupt"),
  ]

  @Test(arguments: complaints.indices) func complaintsAreFound(_ index: Int) throws {
    let verdict = KernelLogVerdict([KernelMessage(level: 4, text: Self.complaints[index].line)])
    let complaint = try #require(verdict.complaint)
    #expect(complaint.name == Self.complaints[index].name)
  }

  /// A pattern that no line is of, or that another hides, could be wrong for years.
  @Test func everyPatternHasALine() {
    let seen = Set(
      Self.complaints.compactMap { line, _ in KernelLogPattern.all.firstIndex { $0.matches(line) } })
    let unseen = KernelLogPattern.all.indices.filter { !seen.contains($0) }
    #expect(unseen.map { KernelLogPattern.all[$0].parts } == [])
  }

  static let ordinary = [
    "INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.234 msecs",
    "rcu: INFO: Stall ended before state dump start", "kmemleak: Kernel memory leak detector initialized",
    "pci 0002:00:00.0: unlocked secondary bus reset via: pci_reset_bus_function+0x220/0x270",
    "vfio-pci 0000:00:05.0: vgaarb: deactivate vga console", "vfio-noiommu: adding device to group",
    "vfio-pci 0000:00:05.0: vfio-noiommu device opened by user (executor:61)",
    "vfio_iommu_type1_attach_group: No interrupt remapping support. Use the module param",
    "DMAR: DRHD: handling fault status reg 2",
    "DMAR: [DMA Write NO_PASID] Request device [00:05.0] fault addr 0x200000 [fault reason 0x05] PTE Write access",
    "vfio_pin_pages_remote: RLIMIT_MEMLOCK (65536) exceeded", "vfio_device_request: device was requested, count 10",
    "VFIO - User Level meta-driver version: 0.3", "loading out-of-tree module taints kernel.",
    "pci-pf-stub 0000:01:00.0: driver left SR-IOV enabled after remove",
    "vfio-pci 0000:01:00.0: not ready 1023ms after FLR; waiting",
    "vfio-pci 0000:01:00.0: Cannot bind to PF with SR-IOV enabled",
    "a WARNING: in the middle of nothing",
  ]

  @Test(arguments: ordinary) func ordinaryLinesAreFine(_ line: String) {
    #expect(KernelLogVerdict([KernelMessage(level: 4, text: line)]).complaint == nil)
  }

  @Test func aFloodIsCut() {
    let verdict = KernelLogVerdict((0..<5000).map { KernelMessage(level: 6, text: "line \($0)") })
    #expect(verdict.lines.count == KernelLogVerdict.lineLimit + 1)
    #expect(verdict.lines.last == "… 4600 more lines")
  }
}
