/// What a coder has to say, as a sentence for a person.
func sentence(of error: any Error) -> String {
  switch error {
  case DecodingError.keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
    DecodingError.dataCorrupted(let context):
    sentence(context.debugDescription, at: context.codingPath)
  case EncodingError.invalidValue(_, let context): sentence(context.debugDescription, at: context.codingPath)
  default: "\(error)"
  }
}

private func sentence(_ text: String, at keys: [any CodingKey]) -> String {
  keys.isEmpty ? text : "\(path(keys)): \(text)"
}

private func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
