/// Words that are looked through for the one that was meant.
private let maximumSuggestions = 4000

/// The word that was probably meant, as a hint; nil where none is near.
package func suggestion(for word: String, among words: some Sequence<String>) -> String? {
  nearest(to: word, among: words).map { "did you mean '\($0)'?" }
}

/// The word that differs least from an unknown word; else the shortest that begins or ends with it
/// of (`TYPE1` of `TYPE1_IOMMU`); nil where none is near.
package func nearest(to word: String, among words: some Sequence<String>) -> String? {
  similar(to: word, among: words)
    ?? words.prefix(maximumSuggestions).filter { word.isPart(of: $0) }.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
}

extension String {
  fileprivate func isPart(of whole: String) -> Bool {
    guard !isEmpty, whole.utf8.count > utf8.count else { return false }
    let (part, whole) = (lowercased(), whole.lowercased())
    return whole.hasPrefix(part + "_") || whole.hasSuffix("_" + part)
  }
}

private func similar(to word: String, among words: some Sequence<String>) -> String? {
  let limit = max(1, word.utf8.count / 3)
  return
    words.prefix(maximumSuggestions)
    .filter { abs($0.utf8.count - word.utf8.count) <= limit }
    .map { (word: $0, distance: editDistance(word, $0)) }
    .filter { $0.distance <= limit }
    .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?
    .word
}

/// How many letters must be added, removed, changed or swapped with their neighbour to make one word of the other.
private func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.lowercased().utf8.prefix(64))
  let right = Array(right.lowercased().utf8.prefix(64))
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    for j in right.indices {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, beforeLast[j - 1] + 1) }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}
