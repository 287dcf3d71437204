/// How long an executor may take for what is no call of a case's.
struct WaitLimits {
  /// To say that it is there; it need not boot for that.
  var greeting = Duration.seconds(10)
  /// For an operation of its own. A process that cannot be killed takes for ever.
  var operation = Duration.seconds(30)
  /// To be gone, once it was told to end or has closed its line. Devices that are given back are reset, which takes a
  /// POWER kernel five seconds each.
  var ending = Duration.seconds(20)
  /// The same if the run was stopped: a person who pressed Ctrl-C does not wait for it.
  var endingInHaste = Duration.milliseconds(150)
}
