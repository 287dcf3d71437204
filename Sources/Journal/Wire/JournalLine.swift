/// One line of a journal: an event as a JSON object, whose key `event` names its kind.
///
/// The forms in this folder are the format. A form names its keys and knows the part of the model that it is of; the model
/// knows no form, so no change of it changes what a journal looks like. `docs/journal.md` follows the forms.
package struct JournalLine: Sendable {
  /// The version of the format that is written. It counts up where an older reader would take a line for something else,
  /// not where a key comes to it that readers can pass over.
  package static let format = 1

  package var event: Event

  package init(_ event: Event) { self.event = event }
}

/// A journal is of a format that this program does not know yet.
package struct UnknownFormat: Error, Sendable, Hashable, CustomStringConvertible {
  package var format: Int

  package init(format: Int) { self.format = format }

  package var description: String {
    "it is of format \(format), and this program reads formats up to \(JournalLine.format); a newer one reads it"
  }
}

extension JournalLine: Codable {
  private enum CodingKeys: String, CodingKey {
    /// In the first line; a journal without it was written before there were versions, in what is format 1 now.
    case format
    case event
  }

  private enum Kind: String, Codable { case runStarted, caseStarted, attemptFinished, caseFinished, note, runFinished }

  /// - Throws: `UnknownFormat`, before anything else of the line is looked at.
  package init(from decoder: any Decoder) throws {
    let line = try decoder.container(keyedBy: CodingKeys.self)
    let format = try line.decodeIfPresent(Int.self, forKey: .format) ?? 1
    guard format <= Self.format else { throw UnknownFormat(format: format) }
    guard format > 0 else {
      throw DecodingError.dataCorruptedError(forKey: .format, in: line, debugDescription: "\(format) is no version")
    }
    switch try line.decode(Kind.self, forKey: .event) {
    case .runStarted: event = .runStarted(try RunStartedForm(from: decoder).model)
    case .caseStarted: event = .caseStarted(try CaseStartedForm(from: decoder).model)
    case .attemptFinished: event = .attemptFinished(try CaseFinishedForm(from: decoder).model)
    case .caseFinished: event = .caseFinished(try CaseFinishedForm(from: decoder).model)
    case .note: event = .note(try NoteForm(from: decoder).model)
    case .runFinished: event = .runFinished(try RunFinishedForm(from: decoder).model)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var line = encoder.container(keyedBy: CodingKeys.self)
    switch event {
    case .runStarted(let started):
      try line.encode(Self.format, forKey: .format)
      try line.encode(Kind.runStarted, forKey: .event)
      try RunStartedForm(started).encode(to: encoder)
    case .caseStarted(let started):
      try line.encode(Kind.caseStarted, forKey: .event)
      try CaseStartedForm(started).encode(to: encoder)
    case .attemptFinished(let finished):
      try line.encode(Kind.attemptFinished, forKey: .event)
      try CaseFinishedForm(finished).encode(to: encoder)
    case .caseFinished(let finished):
      try line.encode(Kind.caseFinished, forKey: .event)
      try CaseFinishedForm(finished).encode(to: encoder)
    case .note(let note):
      try line.encode(Kind.note, forKey: .event)
      try NoteForm(note).encode(to: encoder)
    case .runFinished(let finished):
      try line.encode(Kind.runFinished, forKey: .event)
      try RunFinishedForm(finished).encode(to: encoder)
    }
  }
}
