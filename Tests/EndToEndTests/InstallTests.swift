import Foundation
import Testing

/// What `make install` puts where, and that nothing of it needs the tree that it was built in.
struct InstallTests {
  /// A folder with all that is installed.
  private func installed() throws -> (program: Program, prefix: String) {
    let program = try Program()
    let outcome = try program.shell(
      "PROGRAM=\(Program.path) DESTDIR=\(program.folder.path("root")) \(Program.root.path)/scripts/install /usr/local")
    try #require(outcome.status == 0, "\(outcome.error)")
    return (program, program.folder.path("root/usr/local"))
  }

  @Test func theProgramFindsWhatItNeeds() throws {
    let (program, prefix) = try installed()
    let command = "cd / && env -i PATH=/usr/bin:/bin \(prefix)/bin/vfio-conform"
    let list = try program.shell("\(command) list type1.overlap")
    #expect(list.status == 0 && list.output.contains("type1.overlap/overlap "), "\(list.error)")
    let run = try program.shell("\(command) run container --quiet --output \(program.folder.path("out"))")
    #expect(run.status == 0, "\(run.error)")
    // What the executor is needed for does not miss it: there is no kernel, that is all.
    let guest = try program.shell(
      "\(command) run --backend guest --kernel /etc/hostname --output \(program.folder.path("out"))")
    #expect(guest.status == 2 && !guest.error.contains("is not built"), "\(guest.error)")
    let bisect = try program.shell("cd / && \(prefix)/libexec/vfio-conform/bisect")
    #expect(bisect.status == 255 && bisect.error.contains("name the cases"), "\(bisect.error)")
  }

  @Test func suitesThatWentDoNotStay() throws {
    let (program, prefix) = try installed()
    let stray = prefix + "/share/vfio-conform/Suites/own/test.yaml"
    let again = try program.shell(
      """
      mkdir -p $(dirname \(stray)) && touch \(stray)
      PROGRAM=\(Program.path) DESTDIR=\(program.folder.path("root")) \(Program.root.path)/scripts/install /usr/local
      """)
    #expect(again.status == 0 && !FileManager.default.fileExists(atPath: stray), "\(again.error)")
    #expect(try program.shell("\(Program.root.path)/scripts/install here").status == 2)
  }

  @Test func theManualIsOne() throws {
    let (program, prefix) = try installed()
    let page = prefix + "/share/man/man1/vfio-conform.1"
    let manual = try program.shell(
      "command -v groff >/dev/null || { cat \(page); exit; }; groff -man -Tutf8 -ww -z \(page); groff -man -Tascii -P-cbou \(page)"
    )
    #expect(manual.status == 0 && manual.error.isEmpty, "\(manual.error)")
    for part in ["NAME", "RUN", "MERGE", "type1.overlap/overlap"] {
      #expect(manual.output.contains(part), "\(part)")
    }
  }

  private static let completions: [(line: [String], part: String)] = [
    (["run", "type1.overl"], "type1.overlap/overlap"), (["run", "--machine", "x86-"], "x86-amd"),
    (["run", "--kernel", "6."], "6.12"), (["run", "--exclude", "irq.ms"], "irq.msix"),
    (["explain", "type1.ov"], "type1.overlap"), (["run", "--tag", "ms"], "msix"),
    (["run", "--requirement", "T1-02"], "T1-024"), (["list", "--machine", "power"], "power9"),
    (["compare", "--kernel", "7."], "7.2"), (["twin", "--machine", "x86-"], "x86-amd"), (["me"], "merge"),
  ]

  @Test(arguments: completions.indices) func bashCompletes(index: Int) throws {
    let (line, part) = Self.completions[index]
    let words = ["vfio-conform"] + line
    let outcome = try Program().shell(
      """
      exec bash -c '
        PATH=\(URL(fileURLWithPath: Program.path).deletingLastPathComponent().path):$PATH
        cd \(Program.root.path)
        source <(vfio-conform --generate-completion-script bash)
        COMP_WORDS=(\(words.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
        COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9
        _vfio-conform vfio-conform "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null ||
          _vfio_conform vfio-conform "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf "%s\\n" "${COMPREPLY[@]}"'
      """)
    #expect(
      outcome.lines.contains { $0.trimmingCharacters(in: .whitespaces) == part }, "\(outcome.output)\(outcome.error)")
  }
}
