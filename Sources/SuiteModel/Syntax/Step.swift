/// One action, and what is done with it.
public struct Step: Sendable, Hashable {
  public var location: SourceLocation
  public var action: Action
  public var modifiers: Modifiers
}

/// What can be said of any step.
public struct Modifiers: Sendable, Hashable {
  /// `as`: the name that the result is bound to.
  public var binding: String?
  /// The process that makes the call; without one, that of the steps around.
  public var process: String?
  /// The ways in which the call must fail, any of them.
  public var fails: Conditional<[Failure]>?
  public var returns: Conditional<Expectation>?
  public var out: [OutputField]
  /// The offset from which on the argument's bytes must be as the caller left them.
  public var unchangedFrom: Expression?
  public var when: Expression?
  /// `for`: the step is done for each combination of values.
  public var parameters: [Parameter]
  /// How often the step is done; `n` counts from 0.
  public var repeatCount: Expression?
  /// How long the step is tried again, in milliseconds.
  public var within: Expression?
  /// Why, for the report of a failure.
  public var because: Template?

  public init() { out = []; parameters = [] }
}

/// What a step does: one case for each word of the language.
public indirect enum Action: Sendable, Hashable {
  case open(OpenFile)
  case close(descriptor: Expression)
  case dup(descriptor: Expression)
  case fcntl(ControlDescriptor)
  case ioctl(Ioctl)
  case read(ReadDescriptor)
  case write(WriteDescriptor)
  case pread(ReadDescriptor)
  case pwrite(WriteDescriptor)
  case lseek(SeekDescriptor)
  case ftruncate(descriptor: Expression, length: Expression)
  case mmap(MapMemory)
  case munmap(address: Expression, length: Expression)
  case mremap(RemapMemory)
  case mprotect(ProtectMemory)
  case load(LoadMemory)
  case store(StoreMemory)
  case peek(address: Expression, count: Expression)
  case poke(address: Expression, data: DataSource)
  case eventfd(initial: Expression, flags: Expression)
  case memfd(flags: Expression)
  case socketpair
  case send(descriptor: Expression, through: Expression)
  case receive(through: Expression)
  case poll(PollDescriptor)
  case readFile(ReadFile)
  case writeFile(path: Template, data: Template)
  case list(path: Template)
  case readlink(path: Template)
  case stat(path: Template)
  case chmod(path: Template, mode: Expression)
  case setrlimit(resource: Expression, value: Expression)
  case insmod(module: Template, parameters: Template)
  case rmmod(module: Template)
  /// In milliseconds.
  case sleep(time: Expression)
  case spawn(SpawnProcess)
  case kill(process: String)
  case exec
  case exit(status: Expression)

  case use(UseFixture)
  case expect(conditions: [Expression])
  case `let`(bindings: [Binding])
  case steps([Step])
  case await(eventfd: Expression)
  /// Nothing may be signalled for so many milliseconds.
  case quiet(eventfd: Expression, during: Expression)
  case signal(eventfd: Expression, value: Expression)
  case drain(eventfd: Expression)
  case operate(OperateDevice)
  case monitor(command: Template)
  case start(name: String, step: Step)
  case finish(name: String)
  case pending(name: String)
}
