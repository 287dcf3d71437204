import Foundation

/// The program's manual as man(7) asks for it.
struct ManualPage {
  private let program: Command

  /// - Parameter help: What the argument parser tells of the commands, as JSON.
  init(help: String) throws { program = try JSONDecoder().decode(Help.self, from: Data(help.utf8)).command }

  var text: String {
    var lines = [
      ".TH VFIO-CONFORM 1 \"\" \"vfio-conform \(VFIOConform.programVersion)\"", ".SH NAME",
      "vfio-conform \\- \(Self.escaped(program.abstract ?? ""))", ".SH SYNOPSIS",
    ]
    let commands = program.shownCommands
    for command in commands {
      lines += [".B vfio-conform \(Self.escaped(command.commandName))", "[\\fIoption\\fR...]", ".br"]
    }
    lines.append(".SH DESCRIPTION")
    lines += Self.paragraphs(program.discussion)
    for command in commands { lines += section(command) }
    lines += [".SH FILES"] + Self.files.flatMap { [".TP", ".I \(Self.escaped($0))", Self.escaped($1)] }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let files = [
    ("reports/", "The folders of runs, below the current folder; reports/latest leads to the last one that ended."),
    ("share/vfio-conform/Suites", "The suites, beside the folder of the program; --suites names others."),
    ("libexec/vfio-conform/", "The executor that makes the calls in a guest or on this machine, and scripts."),
  ]

  private func section(_ command: Command) -> [String] {
    var lines = [".SH \(Self.escaped(command.commandName.uppercased()))", Self.escaped(command.abstract ?? "")]
    lines += Self.paragraphs(command.discussion)
    for argument in command.arguments ?? [] where argument.shouldDisplay {
      lines += [".TP", argument.heading, Self.escaped(argument.abstract ?? "")]
    }
    return lines
  }

  /// Text as it stands: examples keep their lines.
  private static func paragraphs(_ text: String?) -> [String] {
    guard let text, !text.isEmpty else { return [] }
    return [".PP", ".nf"] + text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      + [".fi"]
  }

  /// Text without anything that a formatter would obey.
  fileprivate static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }

  // MARK: What the argument parser tells

  private struct Help: Decodable { var command: Command }

  private struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var subcommands: [Command]?
    var arguments: [Argument]?

    /// The commands below it that are shown, each with those below it, which bear its name too.
    var shownCommands: [Command] {
      (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }.flatMap { command in
        [command]
          + command.shownCommands.map { inner in
            var inner = inner
            inner.commandName = "\(command.commandName) \(inner.commandName)"
            return inner
          }
      }
    }
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var shouldDisplay: Bool

    /// `--kernel kernel`
    var heading: String {
      let value = "\\fI\(ManualPage.escaped(valueName ?? "value"))\\fR"
      guard kind != "positional" else { return value }
      let names = (names ?? []).map { name in
        "\\fB\(ManualPage.escaped(name.kind == "long" ? "--\(name.name)" : "-\(name.name)"))\\fR"
      }
      return names.joined(separator: ", ") + (kind == "option" ? " \(value)" : "")
    }
  }
}
