/// Numbers that are given out from 0 on, the lowest that is free first.
final class NumberPool {
  private var next = 0
  private var returned: Set<Int> = []

  func take() -> Int {
    if let lowest = returned.min() {
      returned.remove(lowest)
      return lowest
    }
    next += 1
    return next - 1
  }

  func giveBack(_ number: Int) {
    returned.insert(number)
    while returned.remove(next - 1) != nil { next -= 1 }
  }
}
