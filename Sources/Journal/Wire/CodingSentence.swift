/// What a coder has to say, as a sentence for a person.
func sentence(of error: any Error) -> String {
  switch error {
  // The decoder looks at no value before all of it is JSON.
  case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty: "it is not valid JSON"
  case DecodingError.keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
    DecodingError.dataCorrupted(let context):
    sentence(context.debugDescription, at: context.codingPath)
  case EncodingError.invalidValue(_, let context): sentence(context.debugDescription, at: context.codingPath)
  default: "\(error)"
  }
}

/// The library's words are part of a sentence here: their full stop goes.
private func sentence(_ text: String, at keys: [any CodingKey]) -> String {
  let words = text.hasSuffix(".") ? String(text.dropLast()) : text
  return keys.isEmpty ? words : "\(path(keys)): \(words)"
}

private func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
