import CPCI

/// The names that libpci's database has for PCI functions.
struct PCINames {
  /// Kept until the program ends: libpci can give up only what has looked for a bus.
  private let access = cpci_open()

  /// Vendor and device: `Red Hat, Inc. QEMU NVM Express Controller`; numbers where the database has no name.
  func device(vendor: Int, id: Int) -> String {
    name { access, buffer, size in
      cpci_device_name(access, buffer, size, Int32(truncatingIfNeeded: vendor), Int32(truncatingIfNeeded: id))
    }
  }

  /// - Parameter classCode: Base class, subclass and programming interface: 24 bits.
  func deviceClass(_ classCode: Int) -> String {
    name { access, buffer, size in
      cpci_class_name(access, buffer, size, Int32(truncatingIfNeeded: classCode >> 8))
    }
  }

  private func name(
    _ lookup: (UnsafeMutablePointer<pci_access>, UnsafeMutablePointer<CChar>?, Int32) -> UnsafePointer<CChar>?
  ) -> String {
    guard let access else { return "" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      lookup(access, buffer.baseAddress, Int32(buffer.count)).map { String(cString: $0) } ?? ""
    }
  }
}
