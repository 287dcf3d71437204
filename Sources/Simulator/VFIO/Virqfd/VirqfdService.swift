import VFIOInterface

/// The service that gives eventfds to whoever wants to be woken by them (`virqfd.c`): a module of its own or a part of
/// the core, and one for all bus drivers.
final class VirqfdService {
  private unowned let kernel: Kernel
  /// How many are in use.
  fileprivate(set) var count = 0
  /// Eventfds that a kernel which breaks that rule never gives up.
  private var forgotten: [EventFile] = []
  /// Registrations that a kernel which breaks that rule leaves behind.
  private var left: [Virqfd] = []

  init(_ kernel: Kernel) { self.kernel = kernel }

  /// All places, and how many eventfds they took, for a kernel that breaks rules.
  fileprivate var slots: [VirqfdSlot] = []
  fileprivate var taken = 0

  func disableAll() { for slot in slots { slot.disable() } }

  func forget(_ event: EventFile) { forgotten.append(event) }
  fileprivate func leave(_ virqfd: Virqfd) { left.append(virqfd) }
}

/// The place for one eventfd of an owner (`struct virqfd **`).
final class VirqfdSlot {
  private unowned let kernel: Kernel
  private var virqfd: Virqfd?

  init(_ kernel: Kernel) { self.kernel = kernel }

  /// Installs an eventfd (`vfio_virqfd_enable`): EBADF for no open file, EINVAL for no eventfd, EBUSY where one is
  /// installed.
  func enable(_ descriptor: Int32, of caller: Process, _ actions: Virqfd.Actions) throws(Errno) {
    guard let event = try event(descriptor, of: caller) else { return }
    if virqfd != nil || (kernel.virqfds.count > 0 && !kernel.keeps(.virqfdIsPerOwner)) {
      if kernel.keeps(.unmaskEventOnce) { try refuse(event) }
      disable()
    }
    kernel.virqfds.taken += 1
    if kernel.virqfds.taken % 8 == 0, !kernel.keeps(.endsClean) { throw .EBUSY }
    if !kernel.keeps(.closeSparesOthers) { kernel.virqfds.slots.append(self) }
    kernel.virqfds.count += 1
    virqfd = Virqfd(event, kernel: kernel, actions: actions) { [weak self] in self?.disable() }
  }

  private func refuse(_ event: EventFile) throws(Errno) {
    if !kernel.keeps(.virqfdRefusalKeepsFirst) { disable() }
    if !kernel.keeps(.virqfdRefusalGivesUpEvent) { kernel.virqfds.forget(event) }
    throw .EBUSY
  }

  private func event(_ descriptor: Int32, of caller: Process) throws(Errno) -> EventFile? {
    do {
      return try caller.eventFile(descriptor)
    } catch .EBADF {
      try kernel.refuse(.virqfdNeedsOpenFile, with: .EBADF)
    } catch {
      try kernel.refuse(.virqfdNeedsEvent, with: error)
    }
    return nil
  }

  /// Takes the eventfd out (`vfio_virqfd_disable`); nothing where there is none.
  func disable() {
    guard let virqfd else { return }
    virqfd.disable()
    clear()
  }

  /// Stops the eventfd, and leaves it in its place.
  func stop() { virqfd?.disable() }

  /// Forgets the eventfd without taking it out.
  func abandon() {
    guard let virqfd else { return }
    kernel.virqfds.leave(virqfd)
    clear()
  }

  var isFree: Bool { virqfd == nil }

  private func clear() {
    virqfd = nil
    kernel.virqfds.count -= 1
  }
}

extension Kernel {
  /// Eventfds that make the kernel do something.
  var virqfds: VirqfdService { part(VirqfdService.init) }
}
