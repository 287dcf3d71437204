import Foundation
import Testing

/// `scripts/debian-packages` with a mirror that has just replaced a package.
struct FetchTests {
  /// A mirror: the versions that its lists name, and those that it still has.
  struct Mirror {
    var listed: [String]
    /// What the lists name once they are fetched anew; nil for the same.
    var listedAnew: [String]?
    var held: [String]
  }

  private static let fetches: [(mirror: Mirror, taken: String?, status: Int32, updates: Int, said: String?)] = [
    (Mirror(listed: ["7.3.4"], held: ["7.3.4"]), "7.3.4", 0, 0, nil),
    (Mirror(listed: ["7.3.4"], listedAnew: ["7.3.5"], held: ["7.3.5"]), "7.3.5", 0, 1, "lists version 7.3.4 for sid"),
    // An older version that is still there is no reason to leave the lists as they are.
    (
      Mirror(listed: ["7.3.4", "7.3.3"], listedAnew: ["7.3.5", "7.3.3"], held: ["7.3.5", "7.3.3"]), "7.3.5", 0, 1, nil
    ),
    (Mirror(listed: ["7.3.5", "7.3.4"], held: ["7.3.4"]), "7.3.4", 0, 1, "does not have all of it"),
    (Mirror(listed: ["7.3.5"], held: []), nil, 1, 1, "404  Not Found"),
    (Mirror(listed: ["7.2.1"], held: ["7.2.1"]), nil, 3, 1, "has no version of linux-image that matches"),
  ]

  @Test(arguments: fetches)
  func theNewestThatIsThereIsTaken(mirror: Mirror, taken: String?, status: Int32, updates: Int, said: String?) throws {
    let program = try Program()
    let folder = program.folder
    func write(_ versions: [String], to name: String) throws {
      try folder.write(versions.map { "linux-image-\($0)\n" }.joined(), to: name)
    }
    try write(mirror.listed, to: "listed")
    try write(mirror.listedAnew ?? mirror.listed, to: "listed-anew")
    try write(mirror.held, to: "held")
    try folder.write("", to: "cache/apt/sid-amd64/updated")
    for (name, body) in Self.tools {
      try folder.write("#!/usr/bin/env bash\n" + body, to: "bin/\(name)")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/\(name)"))
    }
    let script = Program.root.appendingPathComponent("scripts/debian-packages").path
    let outcome = try program.shell(
      "export FAKE=$PWD VFIO_CONFORM_CACHE=$PWD/cache PATH=\"$PWD/bin:$PATH\"; "
        + "exec '\(script)' sid amd64 root --version '7\\.3\\.[0-9]+' linux-image-@")
    #expect(outcome.status == status, "\(outcome.error)")
    #expect(said.map(outcome.error.contains) ?? true, "\(outcome.error)")
    #expect(((try? folder.text("updates")) ?? "").count { $0 == "\n" } == updates)
    #expect(
      (try? FileManager.default.contentsOfDirectory(atPath: folder.path("root"))) == taken.map { ["linux-image-\($0)"] }
    )
  }

  /// What stands for apt and dpkg.
  private static let tools = [
    "apt-get": """
    case "$*" in
      indextargets*) echo http://mirror.example/debian/ ;;
      *\\ update) echo >>"$FAKE/updates"; cp "$FAKE/listed-anew" "$FAKE/listed" ;;
      *\\ download\\ *) grep -qx "${!#}" "$FAKE/held" || { echo "404  Not Found"; exit 100; }; touch "${!#}.deb" ;;
    esac
    """,
    "apt-cache": "cat \"$FAKE/listed\"\n",
    "dpkg-deb": "mkdir -p \"$3\" && touch \"$3/$(basename \"$2\" .deb)\"\n",
  ]
}
