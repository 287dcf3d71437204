/// What libyaml's complaints mean to somebody who writes a file, and what would be right.
struct YAMLAdvice {
  var message: String
  var hint: String

  /// - Parameter complaint: libyaml's own words; nil for a complaint that needs no more explanation.
  init?(_ complaint: String) {
    guard let advice = Self.known.first(where: { complaint.hasPrefix($0.complaint) }) else { return nil }
    (message, hint) = (advice.message, advice.hint)
  }

  private static let known: [(complaint: String, message: String, hint: String)] = [
    (
      "mapping values are not allowed", "found ': ' in a value without quotes, or a key that is too far to the right",
      "put the value in quotes, or let the key begin where the others do"
    ),
    (
      "did not find expected key", "expected the next key of the mapping, found something else",
      "keys of a mapping begin in one column, and nothing stands behind a value in quotes"
    ),
    (
      "did not find expected '-' indicator", "expected the next entry of the list, found something else",
      "entries of a list begin with '- ' in one column"
    ),
    (
      "block sequence entries are not allowed", "found a '- ' where no list can begin",
      "a list begins in a line of its own"
    ),
    (
      "did not find expected ',' or ']'", "expected ',' or ']', found something else",
      "close the list; in [ ] a value with ', ' or ': ' is written in quotes"
    ),
    (
      "did not find expected ',' or '}'", "expected ',' or '}', found something else",
      "close the mapping; in { } a value with ', ' or ': ' is written in quotes"
    ),
    ("found unexpected end of stream", "the quote is not closed", "add the closing quote"),
    (
      "could not find expected ':'", "expected ': ' behind a key, found none",
      "write 'key: value', and text of several lines in quotes"
    ),
    (
      "found character that cannot start any token", "found a tab, '@', '`' or '%' where a value begins",
      "indent with blanks, and put the value in quotes"
    ),
    (
      "found a tab character", "found a tab in front of a key or an entry", "indent with blanks"
    ),
    ("found unknown escape character", "found a '\\' that means nothing", "write it twice, or use single quotes"),
    ("Maximum nesting level", "too many brackets or lists in one another", "make several suites of it"),
    (
      "did not find expected <document start>", "found something behind the end of the mapping",
      "begin each key of the file in the first column"
    ),
    ("but found another document", "found a second document", "make a file of each"),
    ("control characters are not allowed", "found a control character", "remove it, or write it as '\\x1b'"),
  ]
}
