import Documents
import Journal
import SuiteModel

extension StepLocation {
  init(_ action: Action, at location: SourceLocation) {
    self.init(file: location.file, line: location.line, column: location.column, text: action.text)
  }
}
