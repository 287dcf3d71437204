import Journal
import SuiteModel

extension StepLocation {
  init(_ step: Step) {
    self.init(
      file: step.location.file, line: step.location.line, column: step.location.column, text: step.action.text)
  }
}
