/// A suite that makes every outcome that the simulator can make, and what has to be beside it.
enum OutcomeSuite {
  /// How each case ends on the machine power9, each tried eight times with a second for a case.
  static let outcomes: [(name: String, outcome: String)] = [
    ("passes", "passed"), ("fails", "failed"), ("complains", "failed"), ("set-up-fails", "errored"),
    ("goes-on", "errored"), ("is-at-fault", "errored"), ("is-skipped", "skipped"), ("is-observed", "observed"),
    ("is-known", "expectedFailure"), ("is-mended", "unexpectedPass"), ("is-accepted", "expectedFailure"),
    ("is-better", "unexpectedPass"), ("is-accepted-otherwise", "failed"), ("is-flaky", "flaky"),
  ]

  static func count(_ words: String...) -> Int { outcomes.count { words.contains($0.outcome) } }

  static let knownDefects = """

    known-by-the-suites:
      cases: [own.test/is-known, own.test/is-mended]
      shows: [{ step: open /dev/vfio/vfio, got: "succeeded, returned *" }]
      reason: The suites know it
      evidence: this test

    """

  static let baseline = """
    accepted:
      cases: [own.test/is-accepted, own.test/is-better]
      reason: It is accepted
      link: https://example.org/1
      expires: 2999-12-31
    accepted-otherwise:
      cases: [own.test/is-accepted-otherwise]
      shows: [{ step: open /dev/vfio/vfio, got: failed with EIO }]
      reason: It fails in another way
      link: https://example.org/2
      expires: 2999-12-31

    """

  static let text = """
    suite: own.test
    title: Every outcome
    cases:
      - case: passes
        title: There is a container
        severity: should
        steps: [{ open: /dev/vfio/vfio }]
      - case: fails
        title: There is no container
        covers: [CON-001]
        steps: [{ open: /dev/vfio/vfio, fails: EBUSY, because: this suite is wrong }]
      - case: complains
        title: The kernel warns of nothing
        severity: should
        needs: { iommu: spapr-tce-v2, device: pci && isolated }
        setup:
          - use: container-with-iommu
            with: { model: SPAPR_TCE_v2_IOMMU }
          - use: buffer
        steps:
          - ioctl: VFIO_IOMMU_SPAPR_REGISTER_MEMORY
            on: container
            in: { vaddr: buffer, size: 0 }
            fails: [EINVAL, ENOMEM]
      - case: set-up-fails
        title: A set-up that cannot be done
        severity: should
        setup: [{ open: /dev/vfio/no-such-node }]
        steps: [{ open: /dev/vfio/vfio }]
      - case: goes-on
        title: A case that is not over in its time
        severity: should
        steps:
          - open: /dev/vfio/vfio
          - expect: page > high + low
            for: { high: [0, 1, 2, 3], low: [0, 1, 2, 3] }
            repeat: 100000
      - case: is-at-fault
        title: A case that asks for what its call does not give
        severity: should
        steps:
          - open: /dev/vfio/vfio
            as: container
          - expect: container.nothing == 1
      - case: is-skipped
        title: A case that needs what nobody has
        severity: should
        needs: { modules: [vfio_conform_has_no_such_module] }
        steps: [{ open: /dev/vfio/vfio }]
      - case: is-observed
        title: A case that decides nothing
        severity: info
        steps: [{ open: /dev/vfio/vfio, fails: EBUSY }]
      - case: is-known
        title: A case that a known defect makes fail
        severity: should
        steps: [{ open: /dev/vfio/vfio, fails: EBUSY }]
      - case: is-mended
        title: A case that a known defect makes fail no more
        severity: should
        steps: [{ open: /dev/vfio/vfio }]
      - case: is-accepted
        title: A case whose failure the baseline accepts
        severity: should
        steps: [{ open: /dev/vfio/vfio, fails: EPERM }]
      - case: is-better
        title: A case that is better than the baseline
        severity: should
        steps: [{ open: /dev/vfio/vfio }]
      - case: is-accepted-otherwise
        title: A case whose failure the baseline accepts in another way
        severity: should
        steps: [{ open: /dev/vfio/vfio, fails: EPERM }]
      - case: is-flaky
        title: The first of two readers gets what is signalled first
        severity: should
        steps:
          - open: /dev/vfio/vfio
          - eventfd: 0
            flags: 0
            as: event
          - { spawn: one, fork: main, steps: [] }
          - { spawn: two, fork: main, steps: [] }
          - { start: first, process: one, step: { read: event, count: 8 } }
          - { start: second, process: two, step: { read: event, count: 8 } }
          - { signal: event, value: 1 }
          - { signal: event, value: 2 }
          - { finish: first, returns: "01 00 00 00 00 00 00 00" }
          - { finish: second, returns: "02 00 00 00 00 00 00 00" }

    """
}
