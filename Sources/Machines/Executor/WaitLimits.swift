/// How long an executor may take for anything but a call of a case.
struct WaitLimits {
  /// For its greeting, without the time of a boot.
  var greeting = Duration.seconds(10)
  /// For an operation of its own. Killing a process that cannot die takes for ever.
  var operation = Duration.seconds(30)
  /// To be gone, once it was told to end or has closed its line. Devices that are given back are reset, which takes a
  /// POWER kernel five seconds each.
  var ending = Duration.seconds(20)
  /// The same if the run was stopped: a person who pressed Ctrl-C does not wait for it.
  var endingInHaste = Duration.milliseconds(150)
}
