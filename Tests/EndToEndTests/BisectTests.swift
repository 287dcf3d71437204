import Foundation
import Testing

/// `scripts/bisect`, with trees whose kernels are the simulator's: a file `version` says which.
struct BisectTests {
  /// A case that a kernel fails from 6.6 on, and one that cannot be set up.
  private static let suite = """
    suite: own.test
    title: Cases of these tests
    cases:
      - case: is-old
        title: There is a container, and the kernel is old
        steps: [{ open: /dev/vfio/vfio }, { expect: kernel < 6.6 }]
      - case: cannot-tell
        title: There is a container, once there is what is not there
        setup: [{ open: /dev/vfio/nowhere }]
        steps: [{ open: /dev/vfio/vfio }]
    """

  /// Stands for a program that boots a tree's kernel: no tree of version 6.4 does.
  private static func stub(_ suites: String) -> String {
    """
    #!/bin/sh
    shift
    while [ $# -gt 0 ]; do
      case $1 in
        --backend) shift 2 ;;
        --kernel) version=$(cat "$2/version"); shift 2 ;;
        --modules) test -e "$2/built-$(git rev-parse HEAD)" || exit 2; shift 2 ;;
        --output) output=$2; shift 2 ;;
        --quiet) shift ;;
        *) break ;;
      esac
    done
    [ "$version" != 6.4 ] || exit 4
    exec \(Program.path) run --suites \(suites) --kernel "$version" --output "$output" "$@"
    """
  }

  private static let build =
    "test $(cat version) != 6.3 && mkdir -p $MODULES/lib/modules/x && touch $MODULES/lib/modules/x/built-$(git rev-parse HEAD)"

  private func script(_ program: Program, _ body: String) throws -> Program.Outcome {
    let suites = try program.folder.suites(adding: Self.suite)
    try program.folder.write(Self.stub(suites), to: "stub")
    return try program.shell(
      """
      chmod +x stub; export VFIO_CONFORM=$PWD/stub GIT_CONFIG_GLOBAL=/dev/null
      git init -q tree; cd tree; git config user.name a; git config user.email a@b
      for version in 6.1 6.2 6.3 6.4 6.5 6.6 6.7 6.8; do
        echo $version > version; git add version; git commit -qm $version
      done
      bisect=\(Program.root.path)/scripts/bisect
      \(body)
      """)
  }

  @Test func theCommitIsFound() throws {
    let outcome = try script(
      try Program(),
      """
      git bisect start HEAD HEAD~7
      git bisect run "$bisect" --build '\(Self.build)' own.test/is-old -- --quiet
      """)
    #expect(outcome.status == 0 && outcome.output.contains("is the first bad commit\n"), "\(outcome.output)")
    #expect(outcome.output.contains("\n    6.6\n"), "\(outcome.output)")
  }

  private static let verdicts: [(version: String, words: String, status: Int32)] = [
    ("6.1", "own.test/is-old", 0), ("6.8", "own.test/is-old", 1), ("6.3", "own.test/is-old", 125),
    ("6.4", "own.test/is-old", 125), ("6.8", "own.test/cannot-tell", 125), ("6.8", "nothing.is/so", 255),
    ("6.8", "", 255), ("6.8", "--fast own.test/is-old", 255), ("6.8", "own.test/is-old -- --nonsense", 255),
  ]

  @Test(arguments: verdicts) func eachCommitIsJudged(version: String, words: String, status: Int32) throws {
    let outcome = try script(
      try Program(), "echo \(version) > version\n\"$bisect\" --build '\(Self.build)' \(words)")
    #expect(outcome.status == status, "\(outcome.output)\(outcome.error)")
  }
}
