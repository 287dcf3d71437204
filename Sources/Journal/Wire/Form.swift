/// How a value of the model is written: properties are keys, and optional ones are left out where there is nothing to tell.
protocol Form: Codable {
  associatedtype Model
  init(_ model: Model)
  var model: Model { get }
}

/// `2026-01-31T12:00:00.000Z`
struct TimeForm: Form {
  var model: Timestamp

  init(_ model: Timestamp) { self.model = model }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a time in UTC")
    }
    model = time
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(model.description)
  }
}

/// One of a few words.
struct WordForm<Model: Worded>: Form {
  var model: Model

  init(_ model: Model) { self.model = model }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let model = Model.allCases.first(where: { $0.word == text }) else {
      let words = Model.allCases.map(\.word).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is none of \(words)")
    }
    self.model = model
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(model.word)
  }
}

/// A value that the format has a word for.
protocol Worded: CaseIterable {
  var word: String { get }
}

extension Array {
  /// The elements, or nil if there are none: then the key is left out.
  var orNothing: Self? { isEmpty ? nil : self }
}
